import fs from 'node:fs';
import path from 'node:path';
import type { Segment } from './segment';
import type { ClearedStats } from './api';
import { indexPath, segmentName } from './segment-file';

/** What was cleared last, kept aside for a while so that it can come back. It does not outlast the app. */
export class Cleared {
  readonly #folder: string;
  readonly #home: string;
  readonly #undoMs: number;
  #segments: Segment[] = [];
  #token = 0;
  #until = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(home: string, undoMs: number) {
    this.#home = home;
    this.#folder = path.join(home, 'cleared');
    this.#undoMs = undoMs;
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What can be brought back. */
  get stats(): ClearedStats | null {
    return this.#segments.length > 0 ? { token: this.#token, until: this.#until } : null;
  }

  /** Moves the files of segments aside; what was there before is gone for good. */
  take(segments: readonly Segment[]): number {
    this.purge();
    fs.mkdirSync(this.#folder, { recursive: true });
    this.#segments = segments.map((segment) => {
      const file = path.join(this.#folder, path.basename(segment.path));
      move(segment.path, file);
      return { ...segment, path: file };
    });
    this.#timer = setTimeout(() => this.purge(), this.#undoMs);
    this.#timer.unref();
    this.#until = Date.now() + this.#undoMs;
    return ++this.#token;
  }

  /**
   * Moves the files back; null when they are gone. A carry file that was made since goes by the name of an ordinary
   * one, given by its first event, so that the next start does not take what came back for evicted.
   */
  giveBack(token: number, carry: Segment | null): Segment[] | null {
    if (token !== this.#token || this.#segments.length === 0) return null;
    if (this.#timer) clearTimeout(this.#timer);
    const since: Segment[] = [];
    if (carry?.summary) {
      const file = path.join(this.#home, segmentName(carry.summary.firstSeq));
      move(carry.path, file);
      since.push({ ...carry, path: file, carry: false, nameSeq: carry.summary.firstSeq });
      carry.gone = true;
    }
    const back = this.#segments.map((segment) => {
      const file = path.join(this.#home, path.basename(segment.path));
      move(segment.path, file);
      return { ...segment, path: file, gone: false };
    });
    this.#segments = [];
    return [...back, ...since];
  }

  purge(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#segments = [];
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }
}

function move(from: string, to: string): void {
  fs.renameSync(from, to);
  if (fs.existsSync(indexPath(from))) fs.renameSync(indexPath(from), indexPath(to));
}

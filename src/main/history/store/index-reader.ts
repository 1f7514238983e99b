import { Buffer } from 'node:buffer';
import fs from 'node:fs';

/**
 * Reads parts of one index file. While it is held the file stays open, so that it can be replaced or removed meanwhile; each
 * time it is opened its first bytes, among them a checksum of all checksums, tell whether it is still the same.
 */
export class IndexReader {
  readonly #file: string;
  readonly #start: Buffer;
  #fd: number | null = null;
  #holders = 0;

  /** `start`: the first bytes of the file. */
  constructor(file: string, start: Buffer) {
    this.#file = file;
    this.#start = start;
  }

  /** Keeps the file open until `release` was called as often. False: it is not there any more. */
  hold(): boolean {
    this.#holders++;
    this.#fd ??= openSame(this.#file, this.#start);
    return this.#fd !== null;
  }

  release(): void {
    if (--this.#holders > 0 || this.#fd === null) return;
    fs.closeSync(this.#fd);
    this.#fd = null;
  }

  /** Some bytes of the file, in memory of their own; null when they are not all there. */
  read(start: number, length: number): Buffer<ArrayBuffer> | null {
    try {
      return this.hold() ? readFully(this.#fd!, start, length) : null;
    } catch {
      return null;
    } finally {
      this.release();
    }
  }
}

function openSame(file: string, start: Buffer): number | null {
  let fd: number;
  try {
    fd = fs.openSync(file, 'r');
  } catch {
    return null;
  }
  try {
    if (readFully(fd, 0, start.length)?.equals(start)) return fd;
  } catch {
    // Not readable: as good as gone.
  }
  fs.closeSync(fd);
  return null;
}

function readFully(fd: number, start: number, length: number): Buffer<ArrayBuffer> | null {
  // Not of the pool, and not filled with zeros first: that takes as long as reading.
  const bytes = Buffer.allocUnsafeSlow(length);
  let at = 0;
  while (at < length) {
    const read = fs.readSync(fd, bytes, at, length - at, start + at);
    if (read === 0) return null;
    at += read;
  }
  return bytes;
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Publication } from '@shared/hub';

/** A folder that is deleted after the test. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'streamgauge-recordings-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Takes publications and the times they came at. */
export class Stage {
  readonly publications: Publication[] = [];
  readonly times: number[] = [];

  readonly publish = (publication: Publication): void => {
    this.publications.push(publication);
    this.times.push(performance.now());
  };

  get data(): unknown[] {
    return this.publications.map(({ data }) => data);
  }
}

/** The lines of a recording's file. */
export function linesOf(path: string): unknown[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}

/** A recording's text: one event for each time, ms. */
export function recordingOf(times: readonly number[], name = 'Orders'): string {
  const events = times.map((t, i) => ({
    t,
    channel: 'orders',
    event: 'order',
    id: `old.${i}`,
    data: `${i}`,
  }));
  return [{ streamgauge: 'recording', version: 1, name, recordedAt: 1_700_000_000_000 }, ...events]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

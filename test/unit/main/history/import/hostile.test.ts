import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportEvents } from '../../../../../src/main/history/export/export-events';
import { ImportReport } from '../../../../../src/main/history/import/import-report';
import { readEventFile } from '../../../../../src/main/history/import/read-event-file';
import { StreamgaugeError } from '../../../../../src/shared/errors';
import type { StreamEvent } from '../../../../../src/shared/stream-event';
import { randomEvent } from '../export/random-event';
import { Random } from '../random';
import { importTools } from './import-tools';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostile-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function* some(random: Random): AsyncGenerator<StreamEvent> {
  for (let seq = 1; seq <= 30; seq++) yield { ...randomEvent(random), seq };
}

/** The same bytes with some changed, left out, doubled or put in. */
function damaged(bytes: Buffer, random: Random): Buffer {
  let result = bytes;
  for (let i = 1 + random.below(6); i > 0; i--) {
    const at = random.below(result.length);
    const piece = result.subarray(at, at + random.below(40));
    const [before, after] = [result.subarray(0, at), result.subarray(at)];
    result = random.pick([
      () => result.subarray(0, at),
      () => Buffer.concat([before, Buffer.from([random.below(256)]), after.subarray(1)]),
      () => Buffer.concat([before, after.subarray(random.below(40))]),
      () => Buffer.concat([before, piece, piece, after]),
      () =>
        Buffer.concat([
          before,
          random.pick([Buffer.alloc(9), Buffer.from('\ufeff{"'), Buffer.from('\r\n\r')]),
          after,
        ]),
    ])();
  }
  return result;
}

describe('damaged files', () => {
  it.each(['ndjson', 'raw', 'har'] as const)(
    'of %s give what can be read, or say why nothing can',
    async (format) => {
      const random = new Random(31);
      const whole = join(folder, 'whole');
      await exportEvents(some(random), { path: whole, format, redact: false });
      const bytes = readFileSync(whole);
      const path = join(folder, 'damaged');
      for (let i = 0; i < 120; i++) {
        writeFileSync(path, damaged(bytes, random));
        const report = new ImportReport();
        let events = 0;
        try {
          for await (const event of readEventFile(path, report, { tools: importTools() })) {
            expect(typeof event.data).toBe('string');
            expect(Number.isFinite(event.receivedAt)).toBe(true);
            events += 1;
          }
        } catch (error) {
          expect(error).toBeInstanceOf(StreamgaugeError);
        }
        expect(report.events).toBe(events);
        expect(report.problems.length).toBeLessThanOrEqual(400);
      }
    },
  );
});

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { NumberedFrames } from '../window/numbered-frames';

export const CAPTURE_FORMATS = ['event stream', 'NDJSON'] as const;
export type CaptureFormat = (typeof CAPTURE_FORMATS)[number];

const FRAME_BYTES = 250;
const BATCH = 2_000;
/** ms between two events of a file that tells when they came. */
const STEP_MS = 5;

/**
 * Writes a capture of at least so many bytes: an event stream as `curl -N` keeps it, or the NDJSON that Streamgauge exports.
 * Answers how many events are in it.
 */
export async function writeCapture(path: string, format: CaptureFormat, bytes: number): Promise<number> {
  const file = createWriteStream(path, { highWaterMark: 4 * 1024 * 1024 });
  const frames = new NumberedFrames(FRAME_BYTES);
  const began = Date.now() - 86_400_000;
  let events = 0;
  let written = 0;
  if (format === 'NDJSON') {
    file.write(
      '{"streamgauge":"events","version":1,"exportedAt":"2026-11-01T00:00:00.000Z","redacted":true,"sources":[]}\n',
    );
  }
  while (written < bytes) {
    const chunk = frames.take(BATCH);
    const text = format === 'NDJSON' ? asRecords(chunk, events, began) : chunk;
    events += BATCH;
    written += text.length;
    if (!file.write(text)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
  return events;
}

function asRecords(chunk: Buffer, done: number, began: number): string {
  let lines = '';
  for (let i = 0; i < BATCH; i++) {
    const frame = chunk.toString('latin1', i * FRAME_BYTES, (i + 1) * FRAME_BYTES);
    const [, id, type, data] = /^id: (.*)\nevent: (.*)\ndata: (.*)\n/u.exec(frame) ?? [];
    const receivedAt = began + (done + i) * STEP_MS;
    const time = new Date(receivedAt).toISOString();
    const record = {
      seq: done + i + 1,
      kind: 'event',
      source: 'bench',
      transport: 'sse',
      receivedAt,
      time,
      type,
      id,
      data,
    };
    lines += `${JSON.stringify(record)}\n`;
  }
  return lines;
}

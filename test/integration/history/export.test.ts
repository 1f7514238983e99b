import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exportEvents } from '../../../src/main/history/export/export-events';
import type { NewStreamEvent, StreamEvent } from '../../../src/shared/stream-event';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { watchSource, type WatchedSource } from '../../support/watched-source';

let folder: string;
let server: RawSseServer;
let source: WatchedSource;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-'));
});
afterEach(async () => {
  await source.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function* numbered(events: readonly NewStreamEvent[]): AsyncGenerator<StreamEvent> {
  for (const [i, event] of events.entries()) yield { ...event, seq: i + 1 };
}

it('an event stream that was received and is exported raw is the bytes that the server sent', async () => {
  const body = Buffer.concat([
    Buffer.from(': alive\n\nretry: 5000\nid: 1\nevent: tick\ndata: {"n":1}\n\n'),
    Buffer.from(':within\r\ndata:two\r\ndata\r\nunknown: é😀\r\n\r\n'),
    Buffer.from('id\rdata: three\r\r'),
    Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0x00, 0x0a, 0x0a]),
  ]);
  server = await startRawSseServer(({ socket }) => {
    socket.write(STREAM_HEAD);
    // In pieces that cut frames, lines and characters.
    for (let at = 0; at < body.length; at += 3) socket.write(body.subarray(at, at + 3));
  });
  source = watchSource(server.url);
  await eventually(() => expect(source.events()).toHaveLength(4));
  const path = join(folder, 'out.sse');
  const result = await exportEvents(numbered(source.all), { path, format: 'raw', redact: false });
  expect(result.events).toBe(source.all.length);
  expect(readFileSync(path).toString('latin1')).toBe(body.toString('latin1'));
});

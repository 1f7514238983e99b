import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  encodeEvents,
  exportEvents,
  type ExportProgress,
} from '../../../../../src/main/history/export/export-events';
import { writePieces } from '../../../../../src/main/history/export/write-pieces';
import type { NewStreamEvent, StreamEvent } from '../../../../../src/shared/stream-event';
import { makeEvent, makeGap } from '../make-event';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function* events(
  count: number,
  each: (n: number) => void = () => undefined,
): AsyncGenerator<StreamEvent> {
  for (let n = 1; n <= count; n++) {
    each(n);
    yield { ...makeEvent({ data: `{"n":${n},"pad":"${'x'.repeat(500)}"}` }), seq: n };
  }
}

async function* numbered(list: readonly NewStreamEvent[]): AsyncGenerator<StreamEvent> {
  for (const [i, event] of list.entries()) yield { ...event, seq: i + 1 };
}

describe('writing an export', () => {
  it('tells progress, ends with the file as a whole, and leaves nothing beside it', async () => {
    const path = join(folder, 'out.ndjson');
    const told: ExportProgress[] = [];
    const result = await exportEvents(events(5_000), {
      path,
      format: 'ndjson',
      onProgress: (one) => told.push(one),
    });
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(5_001);
    expect(JSON.parse(lines[0]!)).toMatchObject({ streamgauge: 'events', version: 1, redacted: true });
    expect(result).toMatchObject({
      events: 5_000,
      redacted: 0,
      leftOut: 0,
      bytes: readFileSync(path).length,
    });
    expect(told.at(-1)).toEqual({ events: 5_000, bytes: result.bytes });
    expect(told.length).toBeGreaterThan(1);
    expect(readdirSync(folder)).toEqual(['out.ndjson']);
  });

  it.each(['ndjson', 'csv', 'raw', 'har'] as const)(
    'keeps the old file when a %s export is cancelled',
    async (format) => {
      const path = join(folder, 'out');
      writeFileSync(path, 'old');
      const stop = new AbortController();
      const run = exportEvents(
        events(1e9, (n) => n === 2_000 && stop.abort()),
        { path, format, signal: stop.signal },
      );
      await expect(run).rejects.toMatchObject({ code: 'export-cancelled' });
      expect(readFileSync(path, 'utf8')).toBe('old');
      expect(readdirSync(folder)).toEqual(['out']);
    },
  );

  it('keeps the old file when the events break off, and says why', async () => {
    const path = join(folder, 'out');
    writeFileSync(path, 'old');
    const broken = events(10, (n) => {
      if (n === 5) throw new Error('the history is gone');
    });
    await expect(exportEvents(broken, { path, format: 'ndjson' })).rejects.toThrow('the history is gone');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it.each(['ndjson', 'har'] as const)('says what to do when %s cannot be written', async (format) => {
    const nowhere = join(folder, 'none', 'out');
    await expect(exportEvents(events(1), { path: nowhere, format })).rejects.toMatchObject({
      code: 'export-not-written',
      message: expect.stringContaining('its folder is not there') as string,
      hint: 'Choose a folder that is there.',
    });
    const taken = join(folder, 'taken');
    mkdirSync(taken);
    await expect(exportEvents(events(1), { path: taken, format })).rejects.toMatchObject({
      code: 'export-not-written',
    });
    expect(readdirSync(folder)).toEqual(['taken']);
  });

  it('asks for no more events than it has written, but for a quarter of a megabyte', async () => {
    let asked = 0;
    let ahead = 0;
    async function* pieces(): AsyncGenerator<Buffer> {
      for (let i = 0; i < 2_000; i++) {
        asked += 1_000;
        yield Buffer.alloc(1_000);
      }
    }
    await writePieces(join(folder, 'out'), pieces(), {
      written: (bytes) => (ahead = Math.max(ahead, asked - bytes)),
    });
    expect(ahead).toBeLessThanOrEqual(256 * 1_024);
    expect(asked).toBe(2_000_000);
  });

  it('takes secrets out by default, of addresses and headers of the sources too', async () => {
    const sources = new Map([
      [
        'a',
        {
          name: 'Orders',
          url: 'https://me:geheim@host/x?token=geheim&page=1',
          request: {
            method: 'GET',
            headers: { authorization: 'Bearer geheim', accept: 'text/event-stream' },
          },
          response: { status: 200, protocol: 'HTTP/2', headers: { 'set-cookie': 'sid=geheim', server: 'x' } },
        },
      ],
    ]);
    for (const format of ['ndjson', 'csv', 'raw', 'har'] as const) {
      const path = join(folder, format);
      const list = [makeEvent({ data: '{"password":"geheim"}' })];
      const result = await exportEvents(numbered(list), { path, format, sources });
      expect(readFileSync(path, 'utf8'), format).not.toContain('geheim');
      expect(result.redacted).toBe(1);
      await exportEvents(numbered(list), { path, format, sources, redact: false });
      expect(readFileSync(path, 'utf8'), format).toContain('geheim');
    }
  });

  it('writes HAR 1.2 with an entry for each connection and messages as Chrome writes them', async () => {
    const path = join(folder, 'out.har');
    const list = [
      makeEvent({ data: 'one', type: 'tick', id: '1', receivedAt: 1_700_000_000_500 }),
      makeEvent({
        sourceId: 'b',
        transport: 'websocket',
        data: 'frame',
        raw: Buffer.from('frame'),
        channel: '',
      }),
      makeEvent({ kind: 'comment', type: '', channel: '', data: 'alive', raw: Buffer.from(':alive\n') }),
      makeGap(),
      makeEvent({ data: 'two', receivedAt: 1_700_000_009_000, channel: '' }),
    ];
    const sources = new Map([['a', { name: 'A', url: 'https://host/a?page=2' }]]);
    const result = await exportEvents(numbered(list), { path, format: 'har', sources, version: '0.1.0' });
    expect(result.leftOut).toBe(1);
    const { log } = JSON.parse(readFileSync(path, 'utf8')) as {
      log: { version: string; creator: object; entries: Record<string, unknown>[] };
    };
    expect(log).toMatchObject({ version: '1.2', creator: { name: 'Streamgauge', version: '0.1.0' } });
    expect(log.entries).toHaveLength(3);
    expect(log.entries[0]).toMatchObject({
      startedDateTime: '2023-11-14T22:13:20.500Z',
      _resourceType: 'eventsource',
      request: { method: 'GET', url: 'https://host/a?page=2', queryString: [{ name: 'page', value: '2' }] },
      response: { status: 200, content: { mimeType: 'text/event-stream' } },
      timings: { send: 0, wait: 0, receive: 0 },
      _eventSourceMessages: [
        { time: 1_700_000_000.5, eventName: 'tick', eventId: '1', data: 'one', _channel: 'orders/eu' },
      ],
    });
    const others = log.entries
      .slice(1)
      .map((entry) => entry._webSocketMessages ?? entry._eventSourceMessages);
    expect(others).toEqual([
      [{ type: 'receive', time: 1_700_000_000, opcode: 1, data: 'frame' }],
      [{ time: 1_700_000_009, eventName: 'message', eventId: '', data: 'two' }],
    ]);
    expect(readdirSync(folder)).toEqual(['out.har']);
  });

  it('writes HAR of connections that are larger than what it keeps in memory', async () => {
    const path = join(folder, 'out.har');
    await exportEvents(events(3_000), { path, format: 'har' });
    const { log } = JSON.parse(readFileSync(path, 'utf8')) as {
      log: { entries: { _eventSourceMessages: { data: string }[] }[] };
    };
    expect(
      log.entries[0]!._eventSourceMessages.map(({ data }) => (JSON.parse(data) as { n: number }).n),
    ).toEqual(Array.from({ length: 3_000 }, (_, i) => i + 1));
  });

  it('encodes for a pipe as it does for a file', async () => {
    let text = '';
    for await (const piece of encodeEvents(events(2), { format: 'csv' }))
      text += Buffer.from(piece).toString();
    expect(text.split('\r\n')).toHaveLength(4);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ImportReport } from '../../../../../src/main/history/import/import-report';
import { readEventBatches } from '../../../../../src/main/history/import/read-event-file';
import type { NewStreamEvent } from '../../../../../src/shared/stream-event';
import { importTools } from './import-tools';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'har-'));
  path = join(folder, 'file.har');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function read(
  content: string,
): Promise<{ events: NewStreamEvent[]; report: ImportReport; batches: number }> {
  writeFileSync(path, content);
  const report = new ImportReport();
  const events: NewStreamEvent[] = [];
  let batches = 0;
  for await (const batch of readEventBatches(path, report, { tools: importTools(), channel: 'none' })) {
    events.push(...batch);
    batches += 1;
  }
  return { events, report, batches };
}

const har = (...entries: object[]): string =>
  JSON.stringify({ log: { version: '1.2', pages: [], entries } }, null, 2);
const request = { method: 'GET', url: 'https://host/orders/stream?channel=eu' };
const told = (events: readonly NewStreamEvent[]): string[] =>
  events.map(({ type, data }) => `${type}:${data}`);

describe('reading HAR', () => {
  it('takes event stream messages of Chrome, whose entries begin with them', async () => {
    const { events, report } = await read(
      har(
        {
          request: { url: 'https://host/page' },
          response: { content: { mimeType: 'text/html', text: 'data: no\n\n' } },
        },
        {
          _connectionId: '7',
          _resourceType: 'eventsource',
          _eventSourceMessages: [
            { time: 1_700_000_000.25, eventName: 'tick', eventId: '41', data: '{"level":"error"}' },
            { time: 1_700_000_001, eventName: 'message', eventId: '', data: '{"channel":"own"}' },
          ],
          request,
          response: { status: 200, content: { mimeType: 'text/event-stream', text: 'data: again\n\n' } },
          startedDateTime: '2023-11-14T22:13:20.000Z',
        },
      ),
    );
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({
      receivedAt: 1_700_000_000_250,
      type: 'tick',
      id: '41',
      lastEventId: '41',
      channel: 'eu',
      level: 'error',
      transport: 'sse',
    });
    expect(Buffer.from(events[0]!.raw).toString()).toBe('id: 41\nevent: tick\ndata: {"level":"error"}\n\n');
    expect(events[1]).toMatchObject({ id: null, lastEventId: '41', channel: 'own' });
    expect(report).toMatchObject({ format: 'har', timed: true, problems: [], events: 2 });
  });

  it('takes WebSocket messages, binary ones as their bytes, and those that were sent as such', async () => {
    const { events, report } = await read(
      har({
        _webSocketMessages: [
          { type: 'send', time: 1_700_000_000, opcode: 1, data: 'subscribe' },
          { type: 'receive', time: 1_700_000_000.5, opcode: 1, data: 'hello' },
          { type: 'receive', time: 1_700_000_001, opcode: 2, data: Buffer.from([0, 255]).toString('base64') },
          { type: 'receive', time: 1_700_000_001, opcode: 9, data: '' },
        ],
        request,
        response: {},
      }),
    );
    expect(told(events)).toEqual([':subscribe', 'message:hello', 'binary:AP8=']);
    expect(events.map(({ kind }) => kind)).toEqual(['sent', 'event', 'event']);
    expect(events.slice(1).map(({ raw }) => Buffer.from(raw).toString('hex'))).toEqual([
      '68656c6c6f',
      '00ff',
    ]);
    expect(events[1]).toMatchObject({ transport: 'websocket', channel: 'eu', receivedAt: 1_700_000_000_500 });
    expect(report.problems).toEqual([]);
  });

  it.each([
    ['text', { text: ': hi\r\n\r\nid: 1\ndata: "é😀\\\n\ndata: two\n\n' }],
    [
      'Base64',
      {
        text: Buffer.from(': hi\r\n\r\nid: 1\ndata: "é😀\\\n\ndata: two\n\n').toString('base64'),
        encoding: 'base64',
      },
    ],
  ])('takes the body of an answer that is an event stream, as %s', async (_, content) => {
    const { events, report } = await read(
      har({
        startedDateTime: '2023-11-14T23:13:20.000+01:00',
        request,
        response: {
          status: 200,
          content: { mimeType: 'text/event-stream; charset=utf-8', size: 1, ...content },
        },
      }),
    );
    expect(told(events)).toEqual([': hi', 'message:"é😀\\', 'message:two']);
    expect(events[1]).toMatchObject({ id: '1', channel: 'eu', receivedAt: 1_700_000_000_000 });
    expect(report.timed).toBe(false);
    expect(report.problems).toEqual([]);
  });

  it('takes a body that is larger than what it reads at once, escapes and all', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `"\\\u0001é😀${i}`);
    const text = lines.map((line) => `data: ${line}\n\n`).join('');
    const body = { request, response: { content: { mimeType: 'text/event-stream', text } } };
    const escaped = har(body).replace(/😀/gu, (char, at: number) => (at % 2 === 0 ? char : '\\ud83d\\ude00'));
    const { events, batches } = await read(escaped);
    expect(events.map(({ data }) => data)).toEqual(lines);
    expect(batches).toBeGreaterThan(3);
  });

  it('names messages that it cannot use', async () => {
    const { events, report } = await read(
      har({ _eventSourceMessages: [7, { time: 1, eventName: 'x' }, { time: 1, data: 'ok' }], request }),
    );
    expect(told(events)).toEqual(['message:ok']);
    expect(report.problems.map(({ message }) => message)).toEqual([
      'Message 1 of entry 1 is no event and was passed over.',
      'Message 2 of entry 1 is no event and was passed over.',
    ]);
  });

  it('does not hold a long connection back until its address comes', async () => {
    const messages = Array.from({ length: 5_000 }, (_, i) => ({
      time: 1_700_000_000 + i,
      eventName: 'm',
      eventId: '',
      data: `${i}`,
    }));
    const { events, report } = await read(har({ _eventSourceMessages: messages, request }));
    expect(events.map(({ data }) => data)).toEqual(messages.map(({ data }) => data));
    expect(events[0]!.channel).toBe('none');
    expect(report.problemCounts).toEqual({ 'no-address': 1 });
  });

  it('takes what there is of a file that is cut or damaged, wherever it is', async () => {
    const messages = Array.from({ length: 20 }, (_, i) => ({
      time: 1_700_000_000 + i,
      eventName: 'm',
      eventId: '',
      data: `"${i}`,
    }));
    const whole = har({ request, _eventSourceMessages: messages });
    const from = whole.indexOf('entries');
    for (let cut = from; cut < whole.length - 1; cut += 23) {
      const { events, report } = await read(whole.slice(0, cut));
      expect(events.map(({ data }) => data)).toEqual(
        messages.slice(0, events.length).map(({ data }) => data),
      );
      expect(report.problemCounts).toEqual({ truncated: 1 });
    }
    const { events, report } = await read(whole.replace('"eventName": "m",\n', '"eventName" "m",\n'));
    expect(events).toEqual([]);
    expect(report.problems).toMatchObject([{ code: 'truncated' }]);
  });
});

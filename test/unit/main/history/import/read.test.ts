import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ImportReport } from '../../../../../src/main/history/import/import-report';
import {
  readEventBatches,
  readEventFile,
  type ReadFileOptions,
} from '../../../../../src/main/history/import/read-event-file';
import type { NewStreamEvent } from '../../../../../src/shared/stream-event';
import { importTools } from './import-tools';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
  path = join(folder, 'file');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Read {
  readonly events: NewStreamEvent[];
  readonly report: ImportReport;
  /** `type:data` of each. */
  readonly told: string[];
}

async function read(content: string | Uint8Array, options: Partial<ReadFileOptions> = {}): Promise<Read> {
  writeFileSync(path, content);
  const report = new ImportReport();
  const events: NewStreamEvent[] = [];
  for await (const event of readEventFile(path, report, { tools: importTools(), ...options }))
    events.push(event);
  return { events, report, told: events.map(({ type, data }) => `${type}:${data}`) };
}

const STREAM =
  ': hello\n\nid: 1\nevent: tick\ndata: {"channel":"a/b","level":"error"}\n\ndata: two\ndata: lines\n\n';
const STREAM_TOLD = [':' + ' hello', 'tick:{"channel":"a/b","level":"error"}', 'message:two\nlines'];

describe('reading event streams', () => {
  it('takes what curl -N wrote, with the bytes of every frame', async () => {
    const { events, report, told } = await read(STREAM, { channel: 'dropped', sourceIdOf: () => 's9' });
    expect(told).toEqual(STREAM_TOLD);
    expect(events[1]).toMatchObject({
      id: '1',
      lastEventId: '1',
      channel: 'a/b',
      level: 'error',
      sourceId: 's9',
      transport: 'sse',
    });
    expect(events[2]).toMatchObject({ id: null, lastEventId: '1', channel: 'dropped' });
    expect(Buffer.from(events[2]!.raw).toString()).toBe('data: two\ndata: lines\n\n');
    expect(report).toMatchObject({ format: 'event-stream', timed: false, events: 3, problems: [] });
    expect(report.bytesRead).toBe(report.totalBytes);
  });

  it('takes what curl -iN wrote, and its date', async () => {
    const head =
      'HTTP/2 200 \r\ncontent-type: text/event-stream; charset=utf-8\r\ndate: Tue, 14 Nov 2023 22:13:20 GMT\r\n\r\n';
    const { events, report, told } = await read(head + STREAM);
    expect(told).toEqual(STREAM_TOLD);
    expect(report.answered).toEqual({ status: 200, contentType: 'text/event-stream' });
    expect(events[0]!.receivedAt).toBe(1_700_000_000_000);
  });

  it('passes over the answers of redirects, proxies and 100 in what curl -iLN wrote', async () => {
    const before =
      'HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 301 Moved\r\nContent-Length: 9\r\n\r\n<p>go</p>HTTP/1.1 100 Continue\n\n';
    const { told } = await read(
      `${before}HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n${STREAM}`,
    );
    expect(told).toEqual(STREAM_TOLD);
  });

  it.each([
    ['UTF-16 little endian, as PowerShell writes it', Buffer.from(`\ufeff${STREAM}data: 😀é\n\n`, 'utf16le')],
    ['UTF-16 big endian', Buffer.from(`\ufeff${STREAM}data: 😀é\n\n`, 'utf16le').swap16()],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${STREAM}data: 😀é\n\n`)],
  ])('reads %s', async (_, content) => {
    const { told, report } = await read(content);
    expect(told).toEqual([...STREAM_TOLD, 'message:😀é']);
    expect(report.problems).toEqual([]);
  });

  it('cuts UTF-16 anywhere, also within a pair', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `data: ${'x'.repeat(i % 7)}😀${i}\n\n`).join('');
    const { told } = await read(Buffer.from(`\ufeff${lines}`, 'utf16le'));
    expect(told).toHaveLength(20_000);
    expect(told.every((one, i) => one === `message:${'x'.repeat(i % 7)}😀${i}`)).toBe(true);
  });

  it('passes over an event that is too long, names its line, and loses no other', async () => {
    const tools = importTools({ maxLineBytes: 500_000, maxEventBytes: 600_000 });
    const long = `data: ${'x'.repeat(1_500_000)}\ndata: more\n\n`;
    const many = `${'data: l\n'.repeat(90_000)}\n`;
    for (const end of ['\n', '\r\n', '\r']) {
      const text = `id: 1\ndata: before\n\n${long}data: between\n\n${many}data: after\n\n`.replaceAll(
        '\n',
        end,
      );
      const { told, events, report } = await read(text, { tools });
      expect(told).toEqual(['message:before', 'message:between', 'message:after']);
      expect(events.at(-1)!.lastEventId).toBe('1');
      expect(report.problemCounts).toEqual({ 'too-long': 2 });
      expect(report.problems[0]!.message).toMatch(/line \d+ is longer/u);
    }
  });

  it('says when the last event has no end', async () => {
    const { told, report } = await read('data: whole\n\ndata: cut');
    expect(told).toEqual(['message:whole']);
    expect(report.problems).toMatchObject([{ code: 'incomplete-event' }]);
  });

  it('names lines with bytes that are no UTF-8, and keeps the bytes', async () => {
    const text = Buffer.concat([
      Buffer.from('data: ok\n\ndata: '),
      Buffer.from([0xff, 0xc3]),
      Buffer.from('\n\ndata: é\n\n'),
    ]);
    const { told, events, report } = await read(text);
    expect(told).toEqual(['message:ok', 'message:\ufffd\ufffd', 'message:é']);
    expect(report.problems).toMatchObject([{ code: 'invalid-utf8', line: 3 }]);
    expect(Buffer.from(events[1]!.raw).includes(0xff)).toBe(true);
  });

  it('finds no fault with characters that are cut by the pieces it reads', async () => {
    const text = `data: ${'é'.repeat(40_000)}\n\ndata: x${'語'.repeat(200_000)}\n\ndata: xx${'😀'.repeat(200_000)}\n\n`;
    const { events, report } = await read(text);
    expect(report.problems).toEqual([]);
    expect(events.map(({ data }) => data.length)).toEqual([40_000, 200_001, 400_002]);
  });

  it('takes a NUL as what it is, but no id with one', async () => {
    const { events } = await read('id: a\0b\ndata: x\0y\n\n');
    expect(events[0]).toMatchObject({ data: 'x\0y', id: null });
  });
});

describe('reading lines', () => {
  it('takes recordings of the hub with their times', async () => {
    const { events, report } = await read(
      '{"streamgauge":"recording","version":1,"name":"R","recordedAt":1700000000000}\n' +
        '{"t":0,"channel":"a","event":"tick","id":"1","data":"x"}\n{"t":250,"channel":"b","event":"message","id":null,"data":"y"}\n',
    );
    expect(events).toMatchObject([
      { receivedAt: 1_700_000_000_000, channel: 'a', type: 'tick', id: '1', data: 'x' },
      { receivedAt: 1_700_000_000_250, channel: 'b', type: 'message', id: null, lastEventId: '1' },
    ]);
    expect(report).toMatchObject({ format: 'recording', timed: true });
  });

  it.each([
    ['curl -svN', '', ''],
    ['curl -sviN', 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n', ''],
    ['curl -vN in older versions', '', '* Mark bundle as not supporting multiuse\n'],
  ])('takes what %s wrote, with what it says on its way', async (_, head, between) => {
    const notes =
      '*   Trying 127.0.0.1:5999...\n* Connected to 127.0.0.1 (127.0.0.1) port 5999 (#0)\n' +
      '> GET / HTTP/1.1\r\n> Host: 127.0.0.1:5999\r\n> \r\n' +
      `${between}< HTTP/1.1 200 OK\r\n< content-type: text/event-stream\r\n` +
      '< date: Tue, 14 Nov 2023 22:13:20 GMT\r\n< \r\n{ [22 bytes data]\n';
    const tail = '* Connection #0 to host 127.0.0.1 left intact\n';
    const { events, report, told } = await read(notes + head + STREAM + tail);
    expect(told).toEqual(STREAM_TOLD);
    expect(report.answered).toEqual({ status: 200, contentType: 'text/event-stream' });
    if (head === '') expect(events[0]!.receivedAt).toBe(1_700_000_000_000);
    expect(report.problems).toEqual([]);
  });

  it('says that the progress meter of curl may have spoiled events', async () => {
    const meter =
      '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
      '                                 Dload  Upload   Total   Spent    Left  Speed\n' +
      '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0* Trying\n' +
      '< HTTP/1.1 200 OK\r\n< content-type: text/event-stream\r\n< \r\n';
    const { told, report } = await read(meter + STREAM);
    expect(told).toEqual(STREAM_TOLD);
    expect(report.problems).toMatchObject([{ code: 'curl-meter', line: 1 }]);
  });

  it('gives events without times those of their payloads, and of the one before', async () => {
    const { events, report } = await read(
      'data: {"timestamp":1700000001}\n\ndata: none\n\ndata: {"time":"2023-11-14T22:13:25Z"}\n\n',
    );
    expect(events.map(({ receivedAt }) => receivedAt)).toEqual([
      1_700_000_001_000, 1_700_000_001_000, 1_700_000_005_000,
    ]);
    expect(report).toMatchObject({ timed: false, payloadTimes: true });
  });

  it('takes what gzip packed, in one member or several, and what is in UTF-16 within', async () => {
    const whole = gzipSync(STREAM);
    expect((await read(whole)).told).toEqual(STREAM_TOLD);
    const half = Buffer.from(STREAM);
    const members = Buffer.concat([gzipSync(half.subarray(0, 30)), gzipSync(half.subarray(30))]);
    const { told, report } = await read(members);
    expect(told).toEqual(STREAM_TOLD);
    expect(report.bytesRead).toBe(members.length);
    const utf16 = gzipSync(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(STREAM, 'utf16le')]));
    expect((await read(utf16)).told).toEqual(STREAM_TOLD);
  });

  it('takes no more memory for a file that unpacks to a thousand times its size', async () => {
    const packed = gzipSync(`data: ${'x'.repeat(1_000)}\n\n`.repeat(100_000));
    writeFileSync(path, packed);
    const report = new ImportReport();
    let largest = 0;
    for await (const batch of readEventBatches(path, report, { tools: importTools() }))
      largest = Math.max(largest, batch.length);
    expect(report.events).toBe(100_000);
    expect(largest).toBeLessThan(1_000);
  });

  it('takes what streamgauge tail prints', async () => {
    const { told, events, report } = await read(
      '{"kind":"state","state":"connecting"}\n{"kind":"open","transport":"websocket","status":101,"headers":{}}\n' +
        '{"kind":"event","type":"tick","id":null,"lastEventId":"","channel":"c","data":"x","receivedAt":1700000000000}\n' +
        '{"kind":"comment","text":"alive"}\n{"kind":"gap","downMs":300,"verdict":"unknown","reason":"reconnected."}\n',
    );
    expect(told).toEqual(['tick:x', ':alive', ':reconnected.']);
    expect(events[0]!.transport).toBe('websocket');
    expect(events[2]!.gap).toMatchObject({ downMs: 300, verdict: 'unknown' });
    expect(report.format).toBe('tail');
  });

  it('takes JSON lines of anybody as payloads', async () => {
    const { told, events, report } = await read('{"level":"error","channel":"x","n":1.0}\n\n{"n":2}');
    expect(told).toEqual(['message:{"level":"error","channel":"x","n":1.0}', 'message:{"n":2}']);
    expect(events[0]).toMatchObject({ level: 'error', channel: 'x' });
    expect(report).toMatchObject({ format: 'json-lines', timed: false });
  });

  it('names the lines that it cannot use, and takes the others', async () => {
    const good = '{"kind":"event","source":"a","transport":"sse","receivedAt":1,"data":"x"}';
    const { told, report } = await read(
      [
        '{"streamgauge":"events","version":1}',
        good,
        'no JSON',
        '{"kind":"event"}',
        '[1]',
        good,
        '{"kind":"ev',
      ].join('\n'),
    );
    expect(told).toEqual(['message:x', 'message:x']);
    expect(report.problems.map(({ code, line }) => [code, line])).toEqual([
      ['not-an-event', 3],
      ['not-an-event', 4],
      ['not-an-event', 5],
      ['truncated', 7],
    ]);
  });

  it('counts what it no longer names', async () => {
    const { report } = await read(`{"streamgauge":"events","version":1}\n${'no\n'.repeat(10_000)}`);
    expect(report.problems).toHaveLength(50);
    expect(report.problemCounts).toEqual({ 'not-an-event': 10_000 });
  });
});

describe('refusing files', () => {
  it.each([
    ['an empty file', '', 'import-empty'],
    ['nothing but a byte order mark', '\ufeff', 'import-empty'],
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), 'import-compressed'],
    ['gzip that holds nothing it says', Buffer.from([0x1f, 0x8b, 9, 9, 9, 9]), 'import-damaged'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]), 'import-unknown-format'],
    ['prose', 'Dear reader,\nthis is no stream.\n', 'import-unknown-format'],
    [
      'an answer that is no stream',
      'HTTP/1.1 404 Not Found\r\ncontent-type: text/html\r\n\r\n<html>',
      'import-unknown-format',
    ],
    ['half a head', 'HTTP/1.1 200 OK\r\ncontent-type: te', 'import-unknown-format'],
    ['NDJSON of a later version', '{"streamgauge":"events","version":2}\n', 'import-newer'],
    ['a recording of a later version', '{"streamgauge":"recording","version":9}\n', 'import-newer'],
  ])('refuses %s', async (_, content, code) => {
    await expect(read(content)).rejects.toMatchObject({ code });
  });

  it('refuses folders and files that are not there', async () => {
    const report = new ImportReport();
    const first = (where: string): Promise<unknown> =>
      readEventFile(where, report, { tools: importTools() }).next();
    await expect(first(folder)).rejects.toMatchObject({ code: 'import-folder' });
    await expect(first(join(folder, 'none'))).rejects.toMatchObject({ code: 'import-unreadable' });
  });
});

describe('large files', () => {
  it('gives the first events before it has read the rest, tells progress, and stops when told to', async () => {
    writeFileSync(path, 'data: first\n\n');
    truncateSync(path, 200 * 1_048_576);
    const report = new ImportReport();
    const stop = new AbortController();
    const events = readEventFile(path, report, {
      tools: importTools(),
      signal: stop.signal,
      onProgress: ({ bytesRead }) => bytesRead > 1_048_576 && stop.abort(),
    });
    expect((await events.next()).value).toMatchObject({ data: 'first' });
    expect(report.bytesRead).toBe(64 * 1_024);
    expect(report.totalBytes).toBe(200 * 1_048_576);
    await expect(events.next()).rejects.toMatchObject({ code: 'import-cancelled' });
    expect(report.bytesRead).toBeLessThan(report.totalBytes);
  });
});

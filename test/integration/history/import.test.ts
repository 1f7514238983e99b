import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ImportReport } from '../../../src/main/history/import/import-report';
import { readEventBatches, readEventFile } from '../../../src/main/history/import/read-event-file';
import type { NewStreamEvent } from '../../../src/shared/stream-event';
import { startRawSseServer, type RawSseServer } from '../../support/raw-sse-server';
import { importTools } from '../../unit/main/history/import/import-tools';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function all(path: string, report = new ImportReport()): Promise<NewStreamEvent[]> {
  const events: NewStreamEvent[] = [];
  for await (const event of readEventFile(path, report, { tools: importTools() })) events.push(event);
  return events;
}

describe('captures of curl', () => {
  let server: RawSseServer;
  afterEach(() => server.close());

  const BODY = ': hi\n\nid: 1\nevent: tick\ndata: é😀\n\ndata: two\ndata: lines\n\ndata: never en';
  const chunked = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

  it.each([
    ['curl -N', ['-sN']],
    ['curl -iN', ['-siN']],
    ['curl -iLN through a redirect', ['-siLN']],
  ])('%s, with a stream that breaks off, is read as it was sent', async (_, options) => {
    server = await startRawSseServer(({ socket, line }) => {
      if (options[0]!.includes('L') && line.includes('/stream')) {
        socket.end(
          'HTTP/1.1 302 Found\r\nlocation: /there\r\ncontent-length: 4\r\nconnection: close\r\n\r\ngone',
        );
        return;
      }
      socket.write(
        'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ndate: Tue, 14 Nov 2023 22:13:20 GMT\r\n',
      );
      socket.write(`transfer-encoding: chunked\r\n\r\n${chunked(BODY.slice(0, 40))}`);
      socket.end(chunked(BODY.slice(40)));
    });
    const path = join(folder, 'capture');
    // It ends with an error: the stream broke off.
    await new Promise((resolve) =>
      execFile('curl', [...options, '--noproxy', '*', '-o', path, server.url], resolve),
    );
    const report = new ImportReport();
    const events = await all(path, report);
    expect(events.map(({ kind, type, data }) => `${kind} ${type} ${data}`)).toEqual([
      'comment   hi',
      'event tick é😀',
      'event message two\nlines',
    ]);
    expect(report.problems.map(({ code }) => code)).toEqual(['incomplete-event']);
    if (options[0] !== '-sN') {
      expect(report.answered).toEqual({ status: 200, contentType: 'text/event-stream' });
      expect(events[0]!.receivedAt).toBe(1_700_000_000_000);
    }
  });
});

describe('a capture of 256 MiB', () => {
  it.each([
    ['event stream', (n: number) => `id: ${n}\ndata: ${'x'.repeat(1_000)}\n\n`, '', ''],
    [
      'HAR',
      (n: number) =>
        `${n === 0 ? '' : ','}{"time":1700000000,"eventName":"m","eventId":"${n}","data":"${'x'.repeat(1_000)}"}\n`,
      '{"log":{"version":"1.2","entries":[{"request":{"url":"https://host/a"},"_eventSourceMessages":[',
      ']}]}}',
    ],
  ])('gives its first events at once, and memory does not grow with it: %s', async (_, one, head, tail) => {
    const path = join(folder, 'large');
    writeFileSync(path, head);
    let written = 0;
    while (statSync(path).size < 256 * 1_048_576) {
      let piece = '';
      for (let i = 0; i < 20_000; i++) piece += one(written++);
      appendFileSync(path, piece);
    }
    appendFileSync(path, tail);
    const report = new ImportReport();
    const before = process.memoryUsage().rss;
    let readAtFirst = 0;
    let events = 0;
    let peak = 0;
    for await (const batch of readEventBatches(path, report, { tools: importTools() })) {
      readAtFirst ||= report.bytesRead;
      events += batch.length;
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    expect(readAtFirst).toBe(64 * 1_024);
    expect(events).toBe(written);
    expect(report.problems).toEqual([]);
    expect(report.bytesRead).toBe(statSync(path).size);
    expect((peak - before) / 1_048_576).toBeLessThan(128);
  });
});

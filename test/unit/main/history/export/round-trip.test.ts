import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportEvents } from '../../../../../src/main/history/export/export-events';
import { ImportReport } from '../../../../../src/main/history/import/import-report';
import { readEventFile } from '../../../../../src/main/history/import/read-event-file';
import type { ExportFormat } from '../../../../../src/shared/history';
import type { NewStreamEvent, StreamEvent } from '../../../../../src/shared/stream-event';
import { makeEvent } from '../make-event';
import { Random } from '../random';
import { importTools } from '../import/import-tools';
import { randomEvent, randomFrame, wellFormed } from './random-event';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'round-trip-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function* numbered(events: readonly NewStreamEvent[]): AsyncGenerator<StreamEvent> {
  for (const [i, event] of events.entries()) yield { ...event, seq: i + 1 };
}

/** What is read of what was written. */
async function there(
  format: ExportFormat,
  events: readonly NewStreamEvent[],
): Promise<{ events: NewStreamEvent[]; report: ImportReport }> {
  const path = join(folder, `events.${format}`);
  const sources = new Map([['a', { name: 'A', url: 'https://example.com/orders' }]]);
  await exportEvents(numbered(events), { path, format, redact: false, sources });
  const report = new ImportReport();
  const read: NewStreamEvent[] = [];
  for await (const event of readEventFile(path, report, { tools: importTools() })) read.push(event);
  return { events: read, report };
}

function plain({ raw, ...event }: NewStreamEvent): object {
  return { ...event, raw: Buffer.from(raw).toString('hex') };
}

describe('what was exported and is imported again', () => {
  it('is the same to the byte in NDJSON, whatever is in it', async () => {
    const random = new Random(5);
    const events = Array.from({ length: 3_000 }, () => randomEvent(random));
    const { events: read, report } = await there('ndjson', events);
    expect(read.map(plain)).toEqual(events.map(plain));
    expect(report.problems).toEqual([]);
    expect(report.format).toBe('events');
  });

  it('is the same to the byte as an event stream, for events that came in one', async () => {
    const random = new Random(6);
    const events = Array.from({ length: 2_000 }, () => randomFrame(random));
    const { events: read, report } = await there('raw', events);
    const told = ({ type, id, data, raw }: NewStreamEvent): object => ({
      type,
      id,
      data,
      raw: Buffer.from(raw).toString(),
    });
    expect(read.map(told)).toEqual(events.map(told));
    expect(report.problems).toEqual([]);
    expect(report.timed).toBe(false);
  });

  it('says the same as an event stream, for events that came in none', async () => {
    const random = new Random(7);
    const events = Array.from({ length: 1_000 }, () => ({
      ...randomFrame(random),
      transport: 'websocket' as const,
      channel: 'x/y',
    }));
    const { events: read } = await there('raw', events);
    const told = ({ type, id, data, channel }: NewStreamEvent): object => ({ type, id, data, channel });
    expect(read.map(told)).toEqual(events.map(told));
  });

  it('keeps type, id, channel, time, data and transport in HAR', async () => {
    const random = new Random(8);
    const events = Array.from({ length: 1_000 }, () => {
      const frame = randomFrame(random);
      return {
        ...frame,
        id: frame.id === '' ? null : frame.id,
        channel: random.pick(['a/b', '語']),
        transport: random.pick(['sse', 'websocket'] as const),
        receivedAt: 1_700_000_000_000 + random.below(1e9),
      };
    });
    const { events: read, report } = await there('har', events);
    const told = ({ type, id, data, channel, receivedAt, transport }: NewStreamEvent): string =>
      JSON.stringify({ type, id, data, channel, receivedAt, transport });
    const byTransport = (transport: string): string[] =>
      events.filter((one) => one.transport === transport).map(told);
    const first = events[0]!.transport;
    expect(read.map(told)).toEqual([
      ...byTransport(first),
      ...byTransport(first === 'sse' ? 'websocket' : 'sse'),
    ]);
    expect(report.problems).toEqual([]);
  });

  it('keeps in HAR what was sent over a WebSocket, and has no place for states', async () => {
    const ours = { transport: 'websocket' as const, type: '', channel: '' };
    const events = [
      makeEvent({ ...ours, kind: 'state', data: 'connected.', raw: new Uint8Array() }),
      makeEvent({ ...ours, kind: 'sent', data: '{"subscribe":"x"}', raw: Buffer.from('{"subscribe":"x"}') }),
      makeEvent({ ...ours, type: 'message', data: 'hello', raw: Buffer.from('hello') }),
    ];
    const { events: read } = await there('har', events);
    expect(read.map(({ kind, data }) => `${kind} ${data}`)).toEqual([
      'sent {"subscribe":"x"}',
      'event hello',
    ]);
    expect(Buffer.from(read[0]!.raw).toString()).toBe('{"subscribe":"x"}');
  });

  it('tells what nobody sent us as comments of an event stream', async () => {
    const events = [
      makeEvent({ kind: 'state', type: '', channel: '', data: 'connected.', raw: new Uint8Array() }),
      makeEvent({ kind: 'sent', type: '', channel: '', data: 'a\nb', raw: Buffer.from('a\nb') }),
      makeEvent({ data: 'x', channel: '', raw: Buffer.from('data: x\n\n') }),
    ];
    const { events: read } = await there('raw', events);
    expect(read.map(({ kind, data }) => `${kind} ${data}`)).toEqual([
      'comment connected.',
      'comment > a',
      'comment > b',
      'event x',
    ]);
  });

  it('tells a comment within a frame once, and one between frames too', async () => {
    const events = [
      makeEvent({ kind: 'comment', type: '', channel: '', data: 'alive', raw: Buffer.from(':alive\n') }),
      makeEvent({ kind: 'comment', type: '', channel: '', data: 'within', raw: Buffer.from(':within\n') }),
      makeEvent({ data: 'x', channel: '', raw: Buffer.from(':within\ndata: x\n\n') }),
    ];
    const { events: read } = await there('raw', events);
    expect(read.map(({ kind, data }) => `${kind} ${data}`)).toEqual([
      'comment alive',
      'comment within',
      'event x',
    ]);
  });

  it('keeps halves of surrogate pairs in NDJSON, which UTF-8 has no place for', async () => {
    const data = 'half \ud83d';
    expect(wellFormed(data)).not.toBe(data);
    const { events: read } = await there('ndjson', [makeEvent({ data })]);
    expect(read[0]!.data).toBe(data);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TextPage, TextQuestion } from '@shared/stream-text/text-event';
import { TextJoiner } from '@shared/stream-text/text-joiner';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/main/engine/engine-api';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { builtEntry, STORE_THREAD } from '../../unit/main/history/store/built-entry';
import { testCipher } from '../../unit/main/settings/test-cipher';
import { draft, EngineFixture } from './engine-fixture';

let built: string;
let thread: string;
let fixture: EngineFixture;
let engine: Engine;
let server: RawSseServer;
let stream: { write(text: string): void } | null;

beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'streamgauge-thread-'));
  thread = await builtEntry(STORE_THREAD, built);
});
afterAll(() => rm(built, { recursive: true, force: true }));
beforeEach(async () => {
  stream = null;
  server = await startRawSseServer(({ socket }) => {
    socket.write(STREAM_HEAD);
    stream = socket;
  });
  fixture = await EngineFixture.create(testCipher(), thread);
  engine = await fixture.start();
});
afterEach(async () => {
  await fixture.dispose();
  await server.close();
});

async function follow(): Promise<string> {
  const id = await engine.calls['sources.add'](draft(server.url));
  await eventually(() => expect(stream).not.toBeNull());
  return id;
}
const LONG = { timeoutMs: 20_000 };
const ask = async (source: string, part: Partial<TextQuestion>): Promise<TextPage> =>
  engine.calls['history.texts']({
    source,
    channel: null,
    after: null,
    before: null,
    limit: 2_000,
    wait: false,
    ...part,
  });
const numbersOf = ({ events }: TextPage): number[] =>
  events.flatMap(({ kind, data }) => (kind === 'event' ? [(JSON.parse(data) as { n: number }).n] : []));
function send(from: number, to: number, more: object = {}): void {
  let text = '';
  for (let n = from; n <= to; n++) text += `data: ${JSON.stringify({ n, ...more })}\n\n`;
  stream!.write(text);
}
const arrived = (source: string, newest: number): Promise<void> =>
  eventually(async () => expect(numbersOf(await ask(source, { limit: 1 }))).toEqual([newest]), LONG);

describe('the events of a source for their text', () => {
  it('come in order from memory and from disk, forwards and backwards, each once', async () => {
    const id = await follow();
    const count = 24_000;
    for (let n = 1; n <= count; n += 1_000) send(n, n + 999);
    await arrived(id, count);
    const forwards: number[] = [];
    for (let after = 0, more = true; more;) {
      const page = await ask(id, { after });
      forwards.push(...numbersOf(page));
      ({ through: after, more } = page);
    }
    expect(forwards).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    const backwards: number[] = [];
    for (let before: number | null = null, more = true; more;) {
      const page: TextPage = await ask(id, { before });
      backwards.unshift(...numbersOf(page));
      before = page.events[0]?.seq ?? null;
      ({ more } = page);
    }
    expect(backwards).toEqual(forwards);
  }, 60_000);

  it('are those of the channel that is asked for, and what is below it', async () => {
    const id = await follow();
    send(1, 1, { channel: 'llm/chat' });
    send(2, 2, { channel: 'llm' });
    send(3, 3, { channel: 'llms' });
    send(4, 4, { channel: 'orders' });
    await arrived(id, 4);
    expect(numbersOf(await ask(id, { channel: 'llm' }))).toEqual([1, 2]);
    expect(numbersOf(await ask(id, { channel: null }))).toEqual([1, 2, 3, 4]);
    expect(numbersOf(await ask('other', {}))).toEqual([]);
  });

  it('are answered when one arrives, with a mark where the connection broke', async () => {
    const id = await follow();
    send(1, 1);
    await arrived(id, 1);
    const { through } = await ask(id, {});
    const next = ask(id, { after: through, wait: true });
    send(2, 2);
    expect(numbersOf(await next)).toEqual([2]);
    const before = stream;
    (before as unknown as { destroy(): void }).destroy();
    await eventually(() => expect(stream).not.toBe(before), LONG);
    send(3, 3);
    await arrived(id, 3);
    const all = await ask(id, { after: 0 });
    const kinds = all.events.map(({ kind, data }) => (kind === 'break' ? 'break' : data));
    expect(kinds.lastIndexOf('break')).toBeGreaterThan(kinds.indexOf('{"n":2}'));
    expect(kinds.lastIndexOf('break')).toBeLessThan(kinds.indexOf('{"n":3}'));
  }, 40_000);

  it('of the demo scene join to answers with thoughts, a call and usage', async () => {
    await engine.calls['hub.startDemo'](undefined);
    await engine.calls['hub.scene']({
      id: 'llm',
      running: true,
      pace: { rate: 1_000, burst: 10, payloadBytes: 0 },
    });
    const joiner = new TextJoiner({ shape: 'auto' });
    const question = { channel: 'llm', wait: true };
    let after = 0;
    while (joiner.responses.filter(({ state }) => state === 'done').length < 4) {
      const page = await ask('local-demo', { ...question, after });
      for (const event of page.events) joiner.take(event);
      after = page.through;
    }
    const kinds = new Set(joiner.responses.flatMap(({ parts }) => parts.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(['text', 'thinking', 'tool']);
    expect(joiner.responses[0]!.usage.output).toBeGreaterThan(10);
    const call = joiner.responses.flatMap(({ parts }) => parts).find(({ kind }) => kind === 'tool')!;
    expect(JSON.parse(call.text())).toMatchObject({ station: 'Dresden' });
  }, 40_000);
});

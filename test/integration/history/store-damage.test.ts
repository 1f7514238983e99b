import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { QueryNode } from '@shared/query';
import type { StreamEvent } from '@shared/stream-event';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openEventStore, type EventStore } from '../../../src/main/history/store/event-store';
import { builtEntry, STORE_THREAD } from '../../unit/main/history/store/built-entry';
import { numbers, sampleEvent } from '../../unit/main/history/store/sample-events';

const ALL: QueryNode = { kind: 'all' };
const text = (value: string): QueryNode => ({ kind: 'text', match: { kind: 'contains', text: value } });
const EVENTS = 700;

let built: string;
let thread: string;
let pristine: string;
let folder: string;
let store: EventStore | null = null;

const original = (seq: number): StreamEvent =>
  sampleEvent(seq, {
    channel: seq === 3 ? 'rare' : 'orders',
    data: `{"n":${seq},"word":"${'lorem '.repeat(8)}"}`,
  });

beforeAll(async () => {
  built = fs.mkdtempSync(path.join(os.tmpdir(), 'store-built-'));
  thread = await builtEntry(STORE_THREAD, built);
  pristine = path.join(built, 'history');
  const writer = await openEventStore(pristine, { thread });
  // Carried over, closed and growing: a file of each kind.
  await writer.retain({ events: 800 });
  for (let seq = 1; seq <= 1_000; seq += 50) {
    writer.append(Array.from({ length: 50 }, (_, i) => original(seq + i)));
  }
  await writer.settled();
  await writer.close();
});

afterAll(() => fs.rmSync(built, { recursive: true, force: true }));

beforeEach(() => {
  folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'history-')), 'history');
  fs.cpSync(pristine, folder, { recursive: true });
});

afterEach(async () => {
  await store?.close();
  store = null;
  fs.rmSync(path.dirname(folder), { recursive: true, force: true });
});

async function open(): Promise<EventStore> {
  store = await openEventStore(folder, { thread });
  return store;
}

/** All that is found, each of which has to be what was stored. */
async function survivors(): Promise<number[]> {
  const { events } = await store!.page(ALL, { limit: 10_000 });
  for (const event of events) {
    const { raw, ...rest } = original(event.seq);
    expect(event).toMatchObject(rest);
    expect(Buffer.from(event.raw).equals(raw)).toBe(true);
  }
  return events.map(({ seq }) => seq);
}

const files = (end: string): string[] =>
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(end))
    .sort();

describe('damage', () => {
  it('at random places of any file never costs more than what it touches, and never shows wrong events', async () => {
    const random = numbers(2_024);
    const whole = await open().then(survivors);
    expect(whole.length).toBeGreaterThan(EVENTS - 100);
    await store!.close();
    for (let round = 0; round < 24; round++) {
      fs.rmSync(folder, { recursive: true });
      fs.cpSync(pristine, folder, { recursive: true });
      const names = fs.readdirSync(folder);
      const name = names[random(names.length)]!;
      const file = path.join(folder, name);
      const bytes = fs.readFileSync(file);
      const at = random(bytes.length);
      const length = [1, 3, 64, 700, 4_096][random(5)]!;
      const shown = `round ${round}: ${length} bytes at ${at} of ${name}`;
      if (random(4) === 0) bytes.fill(0, at, Math.min(bytes.length, at + length));
      else for (let i = at; i < Math.min(bytes.length, at + length); i++) bytes[i] = random(256);
      fs.writeFileSync(file, random(8) === 0 ? bytes.subarray(0, at) : bytes);
      const cut = bytes.length - fs.statSync(file).size;
      await open();
      const found = await survivors();
      await store!.settled();
      const after = await survivors();
      expect(after, shown).toEqual(await store!.page(text('lorem'), { limit: 10_000 }).then(seqs));
      expect(await store!.count(ALL), shown).toBe(after.length);
      expect(found, shown).toEqual(after);
      // Two records more than there is room for in the damage, when it is one of events.
      const lost = name.endsWith('.seg') ? Math.ceil((length + cut) / 170) + 2 : 0;
      expect(whole.length - after.length, shown).toBeLessThanOrEqual(lost);
      const next = store!.nextSeq;
      store!.append([sampleEvent(next)]);
      expect(await store!.get(next), shown).not.toBeNull();
      await store!.close();
      store = null;
    }
  }, 60_000);

  it('of a whole file costs the events of that file', async () => {
    const [carry, first, second] = [
      ...files('.seg').filter((name) => name.startsWith('carry')),
      ...files('.seg'),
    ];
    expect(carry).toMatch(/^carry-/u);
    fs.writeFileSync(path.join(folder, first!), '');
    fs.writeFileSync(path.join(folder, second!), 'not a history');
    fs.writeFileSync(path.join(folder, 'lock'), 'nobody');
    fs.writeFileSync(path.join(folder, 'floors.json'), '[[');
    await open();
    const found = await survivors();
    expect(found).toContain(3);
    expect(found.at(-1)).toBe(1_000);
    expect(await store!.count(ALL)).toBe(found.length);
  });

  it('found while a query reads is told to those who look on', async () => {
    await open();
    const changes: string[] = [];
    store!.onChange(({ kind }) => changes.push(kind));
    const [, , third] = files('.seg');
    const file = path.join(folder, third!);
    const bytes = fs.readFileSync(file);
    bytes.fill(0, 5_000, 5_004);
    fs.writeFileSync(file, bytes);
    await survivors();
    expect(changes).toContain('changed');
    expect(await store!.stats()).toMatchObject({ damagedFiles: 1 });
    expect(fs.readdirSync(path.join(folder, 'damaged'))).toHaveLength(1);
  });
});

const seqs = ({ events }: { readonly events: readonly StreamEvent[] }): number[] =>
  events.map(({ seq }) => seq);

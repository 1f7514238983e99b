import { describe, expect, it } from 'vitest';
import type { ChannelSettings } from '../../../../src/main/hub/channel-history';
import { EventLog, type LogEntry, type LogLimits } from '../../../../src/main/hub/log';
import { seededRandom } from './seeded-random';

const frame =
  (bytes: number): (() => Buffer) =>
  () =>
    Buffer.alloc(bytes);
const all = (): boolean => true;
const only =
  (name: string) =>
  (channel: string): boolean =>
    channel === name;

function makeLog(
  limits: Partial<LogLimits> = {},
  now = (): number => 0,
  settings?: (channel: string) => ChannelSettings,
): EventLog {
  return new EventLog({ events: 100, bytes: 1_000_000, ...limits }, now, settings);
}

interface Added {
  readonly ownId?: string;
  readonly key?: string;
  readonly encode?: (id: string) => Buffer;
}

function add(log: EventLog, channel: string, { ownId, key = 'k', encode = frame(1) }: Added = {}): LogEntry {
  const entry = { channel, priority: 'normal', key, audience: null } as const;
  return log.append(ownId === undefined ? entry : { ...entry, ownId }, encode);
}

/** Everything that a reader of these channels gets from `seq` on. */
function read(log: EventLog, seq = 1): number[] {
  const seqs: number[] = [];
  log.read(seq, Infinity, (entry) => seqs.push(entry.seq) > 0);
  return seqs;
}

describe('EventLog', () => {
  it('gives ids epoch.seq without holes, with another epoch for every log', () => {
    const log = makeLog();
    const ids = [1, 2, 3].map(() => add(log, 'a').id);
    expect(ids).toEqual([1, 2, 3].map((seq) => `${log.epoch}.${seq}`));
    expect(log.epoch).toMatch(/^[0-9a-z]{8}$/u);
    expect(makeLog().epoch).not.toBe(log.epoch);
  });

  it('encodes once, with the id that goes on the wire', () => {
    const log = makeLog();
    const seen: string[] = [];
    const encode = (id: string): Buffer => {
      seen.push(id);
      return Buffer.from(id);
    };
    const entry = add(log, 'a', { ownId: 'own', encode });
    expect(seen).toEqual(['own']);
    expect(log.at(1)).toBe(entry);
  });

  it('is bounded by count', () => {
    const log = makeLog({ events: 3 });
    for (let i = 0; i < 10; i++) add(log, 'a');
    expect([log.first, log.next, log.length, log.bytes]).toEqual([8, 11, 3, 3]);
    expect([log.at(7), log.at(8)?.seq, log.at(10)?.seq, log.at(11)]).toEqual([undefined, 8, 10, undefined]);
  });

  it('is bounded by bytes, whatever the sizes', () => {
    const log = makeLog({ bytes: 100 });
    for (const size of [40, 40, 40]) add(log, 'a', { encode: frame(size) });
    expect([log.first, log.bytes]).toEqual([2, 80]);
    add(log, 'a', { encode: frame(100) });
    expect([log.first, log.length, log.bytes]).toEqual([4, 1, 100]);
    add(log, 'a', { encode: frame(101) });
    expect([log.length, log.bytes, log.next]).toEqual([0, 0, 6]);
  });

  it('is bounded by age, also while nothing is added', () => {
    let time = 0;
    const log = makeLog({ ageMs: 1_000 }, () => time);
    add(log, 'a');
    time = 600;
    add(log, 'a');
    time = 1_001;
    log.trim();
    expect(log.first).toBe(2);
    time = 5_000;
    log.trim();
    expect(log.length).toBe(0);
  });

  it('leaves everything as it was when encoding throws', () => {
    const log = makeLog({ events: 1 });
    add(log, 'a', { ownId: 'kept' });
    const fail = (): Buffer => {
      throw new Error('too large');
    };
    expect(() => add(log, 'a', { ownId: 'new', encode: fail })).toThrow('too large');
    expect([log.first, log.next, log.at(1)?.id]).toEqual([1, 2, 'kept']);
    expect(log.locate('new').known).toBe(false);
  });

  it('locates its own ids, publishers’ ids, and tells the unknown apart', () => {
    const log = makeLog();
    for (const id of ['a', undefined, 'c']) add(log, 'x', id === undefined ? {} : { ownId: id });
    expect(log.locate('a')).toEqual({ known: true, seq: 1 });
    expect(log.locate('c')).toEqual({ known: true, seq: 3 });
    expect(log.locate(log.idAfter(2))).toEqual({ known: true, seq: 2 });
    expect(log.locate(log.idAfter(0))).toEqual({ known: true, seq: 0 });
    expect(log.locate(log.idAfter(4))).toEqual({ known: false, reason: 'unknown-id' });
    expect(log.locate(`${log.epoch}.01`)).toEqual({ known: false, reason: 'unknown-id' });
    expect(log.locate('zzzzzzzz.1')).toEqual({ known: false, reason: 'other-epoch' });
    expect(log.locate('b')).toEqual({ known: false, reason: 'unknown-id' });
  });

  it('refuses an id that is in the log, and takes it again after it has left', () => {
    const log = makeLog({ events: 2 });
    add(log, 'x', { ownId: 'a' });
    expect(() => add(log, 'x', { ownId: 'a' })).toThrow(
      expect.objectContaining({ code: 'id-taken' }) as Error,
    );
    add(log, 'x');
    add(log, 'x');
    add(log, 'x', { ownId: 'a' });
    expect(log.locate('a')).toEqual({ known: true, seq: 4 });
  });

  it('refuses a publisher’s id in the form of its own', () => {
    const log = makeLog();
    expect(() => add(log, 'x', { ownId: `${log.epoch}.9` })).toThrow(
      expect.objectContaining({ code: 'bad-id' }) as Error,
    );
  });

  it('remembers publishers’ ids for twice its length, and no longer', () => {
    const log = makeLog({ events: 10 });
    for (let i = 1; i <= 50; i++) add(log, 'x', { ownId: `own-${i}` });
    expect(log.locate('own-31')).toEqual({ known: true, seq: 31 });
    expect(log.locate('own-30').known).toBe(false);
  });

  it('C5: knows how many events of which channels are gone after a position', () => {
    const log = makeLog({ events: 2 });
    for (const channel of ['a', 'b', 'b', 'c', 'c']) add(log, channel);
    expect(log.first).toBe(4);
    expect(log.loss(1, only('a'), 0)).toEqual({ missed: 1, exact: true, lossless: false });
    expect(log.loss(2, only('a'), 0)).toBeNull();
    expect(log.loss(1, only('b'), 0)?.missed).toBe(2);
    expect(log.loss(3, only('b'), 0)?.missed).toBe(1);
    expect(log.loss(1, only('c'), 0)).toBeNull();
    expect(log.loss(1, all, 0)?.missed).toBe(3);
    expect(log.loss(4, all, 0)).toBeNull();
  });

  it('tells a loss only once: what was evicted after the last telling', () => {
    const log = makeLog({ events: 2 });
    for (let i = 0; i < 4; i++) add(log, 'a');
    const told = log.evictions;
    expect(log.loss(1, all, told)).toBeNull();
    add(log, 'a');
    expect(log.loss(1, all, told)?.missed).toBe(1);
  });

  it('gives an upper bound for what went longer ago than it traces', () => {
    const log = makeLog({ events: 2 });
    for (let i = 0; i < 30; i++) add(log, i % 2 ? 'a' : 'b');
    const loss = log.loss(1, only('a'), 0)!;
    expect(loss.exact).toBe(false);
    expect(loss.missed).toBeGreaterThanOrEqual(14);
    expect(loss.missed).toBeLessThanOrEqual(28);
    expect(log.loss(1, only('c'), 0)).toBeNull();
  });

  it('never says that nothing was lost when it has forgotten: too many channels', () => {
    const log = makeLog({ events: 1 });
    for (let i = 1; i <= 10_010; i++) add(log, `c${i}`);
    expect(log.loss(1, only('c1'), 0)).not.toBeNull();
    expect(log.loss(101, only('c1'), 0)).toBeNull();
  });

  it('bounds a channel by its own count, bytes and age, inside the bounds of all', () => {
    let time = 0;
    const rules: Record<string, ChannelSettings> = {
      few: { policy: 'skip', history: { events: 2 } },
      small: { policy: 'skip', history: { bytes: 100 } },
      young: { policy: 'skip', history: { ageMs: 1_000 } },
    };
    const log = makeLog(
      {},
      () => time,
      (channel) => rules[channel] ?? { policy: 'skip' },
    );
    for (let i = 0; i < 3; i++) {
      add(log, 'few');
      add(log, 'small', { encode: frame(50) });
      add(log, 'young');
      add(log, 'free');
    }
    expect(['few', 'small', 'young', 'free'].map((name) => log.heldOf(name))).toEqual([2, 2, 3, 3]);
    time = 1_001;
    log.trim();
    expect(['few', 'small', 'young', 'free'].map((name) => log.heldOf(name))).toEqual([2, 2, 0, 3]);
    expect(read(log)).toEqual([4, 5, 6, 8, 9, 10, 12].filter((seq) => log.at(seq)));
    expect(log.loss(1, only('few'), 0)).toEqual({ missed: 1, exact: true, lossless: false });
    expect(log.loss(1, only('young'), 0)?.missed).toBe(3);
    expect(log.loss(1, only('free'), 0)).toBeNull();
  });

  it('C6: keeps only the newest of every key on a latest channel, which is no loss', () => {
    const log = makeLog(
      {},
      () => 0,
      () => ({ policy: 'latest' }),
    );
    for (const key of ['cpu', 'mem', 'cpu', 'cpu', 'mem', 'disk']) add(log, 'gauges', { key });
    expect(read(log)).toEqual([4, 5, 6]);
    expect(log.loss(1, all, 0)).toBeNull();
    expect([log.length, log.bytes]).toEqual([3, 3]);
  });

  it('says when a lossless channel is among what is lost', () => {
    const log = makeLog(
      { events: 1 },
      () => 0,
      (channel) => ({ policy: channel === 'a' ? 'lossless' : 'skip' }),
    );
    for (const channel of ['a', 'b', 'c']) add(log, channel);
    expect(log.loss(1, all, 0)?.lossless).toBe(true);
    expect(log.loss(1, only('b'), 0)?.lossless).toBe(false);
  });

  it('over 200 random lives agrees with a plain list', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed);
      const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
      const settings = (channel: string): ChannelSettings =>
        channel === 'latest'
          ? { policy: 'latest' }
          : { policy: 'skip', history: channel === 'few' ? { events: 3 } : {} };
      const log = makeLog({ events: 20, bytes: 600 }, () => 0, settings);
      let model: { seq: number; channel: string; key: string; size: number }[] = [];
      const without = (seq: number | undefined): typeof model => model.filter((other) => other.seq !== seq);
      for (let i = 0; i < 300; i++) {
        const channel = pick(['latest', 'few', 'free']);
        const key = pick(['x', 'y']);
        const size = 1 + Math.floor(random() * 60);
        const { seq } = add(log, channel, { key, encode: frame(size) });
        if (channel === 'latest')
          model = model.filter((other) => other.channel !== channel || other.key !== key);
        model.push({ seq, channel, key, size });
        const few = model.filter((other) => other.channel === 'few');
        if (few.length > 3) model = without(few[0]!.seq);
        while (model.length > 20 || model.reduce((sum, other) => sum + other.size, 0) > 600)
          model = model.slice(1);
        expect(read(log)).toEqual(model.map((other) => other.seq));
        const from = 1 + Math.floor(random() * log.next);
        expect(read(log, from)).toEqual(model.map((other) => other.seq).filter((other) => other >= from));
        expect([log.at(from)?.seq, log.from(from)?.seq]).toEqual([
          model.find((other) => other.seq === from)?.seq,
          model.find((other) => other.seq >= from)?.seq,
        ]);
      }
    }
  });
});

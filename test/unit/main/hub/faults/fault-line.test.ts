import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_FAULTS, type Faults } from '@shared/hub';
import { FaultCounts } from '../../../../../src/main/hub/faults/fault-counts';
import { FaultLine } from '../../../../../src/main/hub/faults/fault-line';
import { FaultSwitch } from '../../../../../src/main/hub/faults/fault-switch';
import { seededRandom } from '../seeded-random';
import { RecordedLine } from './recorded-line';

interface Stage {
  readonly inner: RecordedLine;
  readonly line: FaultLine;
  readonly faults: FaultSwitch;
  readonly counts: FaultCounts;
  set(faults: Partial<Faults>): void;
  /** Writes frames `from … to`, ten bytes each. */
  write(from: number, to?: number): boolean;
}

function stage(maxHeldBytes?: number): Stage {
  const inner = new RecordedLine();
  const counts = new FaultCounts();
  const faults = new FaultSwitch({ dropAll: () => undefined, drop: () => undefined });
  const line = new FaultLine(inner, () => faults.for('c1'), {
    random: seededRandom(5),
    counts,
    onChange: (listener) => faults.onChange(listener),
    ...(maxHeldBytes !== undefined && { maxHeldBytes }),
  });
  return {
    inner,
    line,
    faults,
    counts,
    set: (some) => faults.set(null, { ...NO_FAULTS, ...some }),
    write(from, to = from) {
      let ready = true;
      for (let n = from; n <= to; n++) ready = line.write(Buffer.from(frame(n)));
      return ready;
    },
  };
}

const frame = (n: number): string => `[${String(n).padStart(8, '0')}]`;
const frames = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => frame(from + i)).join('');

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('fault line', () => {
  it('without faults hands everything on at once, and says what the line says', () => {
    const { inner, line, write } = stage();
    expect(write(1)).toBe(true);
    inner.full = true;
    expect(write(2)).toBe(false);
    expect(line.queuedBytes).toBe(10);
    const drained = vi.fn();
    line.onDrain(drained);
    inner.drain();
    expect(drained).toHaveBeenCalledOnce();
    inner.drain();
    expect(drained).toHaveBeenCalledOnce();
    expect(inner.text).toBe(frames(1, 2));
    line.end();
    expect(inner.ends).toEqual(['end']);
  });

  it('delay: each write comes late by the delay, give or take the jitter, and none overtakes another', () => {
    const { inner, set, write, counts } = stage();
    set({ delay: { on: true, ms: 200, jitterMs: 100 } });
    const written: number[] = [];
    for (let n = 1; n <= 200; n++) {
      written.push(performance.now());
      write(n);
      vi.advanceTimersByTime(7);
    }
    vi.advanceTimersByTime(400);
    expect(inner.text).toBe(frames(1, 200));
    const waits = inner.writes.map(({ at }, i) => at - written[i]!);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...waits)).toBeLessThanOrEqual(301);
    expect(new Set(waits.map((wait) => Math.round(wait / 20))).size).toBeGreaterThan(5);
    expect(counts.struck.delay).toBe(200);
  });

  it('delay: switched off, what waits goes at once and in order', () => {
    const { inner, set, write } = stage();
    set({ delay: { on: true, ms: 60_000, jitterMs: 0 } });
    write(1, 5);
    vi.advanceTimersByTime(1_000);
    expect(inner.text).toBe('');
    set({});
    expect(inner.text).toBe(frames(1, 5));
    write(6);
    expect(inner.text).toBe(frames(1, 6));
  });

  it('delay: beyond the bound the oldest goes early, and is counted', () => {
    const { inner, line, set, write, counts } = stage(100);
    set({ delay: { on: true, ms: 60_000, jitterMs: 0 } });
    write(1, 25);
    expect(line.heldBytes).toBe(100);
    expect(inner.text).toBe(frames(1, 15));
    expect(counts).toMatchObject({ hurried: 15, lost: 0 });
    line.destroy();
  });

  it('buffer: nothing until so much has gathered, then one lump', () => {
    const { inner, set, write, line } = stage();
    set({ buffer: { on: true, kibibytes: 1 } });
    write(1, 102);
    expect(inner.writes).toEqual([]);
    write(103);
    expect(inner.writes.map(({ text }) => text)).toEqual([frames(1, 103)]);
    write(104, 110);
    vi.advanceTimersByTime(60_000);
    expect(inner.writes).toHaveLength(1);
    line.end();
    expect(inner.text).toBe(frames(1, 110));
    expect(inner.ends).toEqual(['end']);
  });

  it('buffer: the largest lump is not let out piecemeal by the bound on what is held', () => {
    const { inner, set, line } = stage();
    set({ buffer: { on: true, kibibytes: 1_024 } });
    const piece = Buffer.alloc(100_000);
    for (let i = 0; i < 10; i++) line.write(piece);
    expect(inner.writes).toEqual([]);
    line.write(piece);
    expect(inner.writes.map(({ text }) => text.length)).toEqual([1_100_000]);
  });

  it('stall: nothing leaves and nothing is closed; switched off, what was held comes, the rest is counted', () => {
    const { inner, line, set, write, counts } = stage(100);
    write(1);
    set({ stall: { on: true } });
    expect(write(2, 31)).toBe(true);
    vi.advanceTimersByTime(3_600_000);
    expect(inner.text).toBe(frame(1));
    expect(line).toMatchObject({ heldBytes: 100, queuedBytes: 0 });
    expect(counts).toMatchObject({ lost: 20, lostBytes: 200 });
    set({});
    expect(inner.text).toBe(frames(1, 11));
    expect(inner.ends).toEqual([]);
    write(32);
    expect(inner.text).toBe(frames(1, 11) + frame(32));
  });

  it('stall: what a delay was holding does not leave either', () => {
    const { inner, set, write, line } = stage();
    set({ delay: { on: true, ms: 100, jitterMs: 0 } });
    write(1);
    set({ stall: { on: true } });
    vi.advanceTimersByTime(10_000);
    expect(inner.writes).toEqual([]);
    line.end();
    expect(inner.writes).toEqual([]);
    expect(inner.ends).toEqual(['end']);
  });

  it('stall: for one client alone', () => {
    const { inner, faults, write } = stage();
    faults.set('c2', { ...NO_FAULTS, stall: { on: true } });
    write(1);
    expect(inner.text).toBe(frame(1));
    faults.set('c1', { ...NO_FAULTS, stall: { on: true } });
    write(2);
    faults.set('c1', NO_FAULTS);
    expect(inner.text).toBe(frames(1, 2));
    faults.close();
  });

  it('corrupt: that part of the writes has one byte changed, and the buffer that others share has not', () => {
    const { inner, line, set, counts } = stage();
    set({ corrupt: { on: true, percent: 25 } });
    const shared = Buffer.from(frame(7));
    for (let i = 0; i < 1_000; i++) line.write(shared);
    expect(shared.toString()).toBe(frame(7));
    const differences = inner.writes.map(
      ({ text }) => [...text].filter((char, i) => char !== frame(7)[i]).length,
    );
    expect(new Set(differences)).toEqual(new Set([0, 1]));
    const changed = differences.filter((count) => count === 1).length;
    expect(changed).toBe(counts.struck.corrupt);
    expect(Math.abs(changed - 250)).toBeLessThan(50);
  });

  it('split: each write comes in two pieces, cut anywhere, a moment apart and in order', () => {
    const { inner, set, write } = stage();
    set({ split: { on: true } });
    for (let n = 1; n <= 50; n++) {
      write(n);
      vi.advanceTimersByTime(20);
    }
    expect(inner.text).toBe(frames(1, 50));
    expect(inner.writes).toHaveLength(100);
    const firsts = inner.writes.filter((_, i) => i % 2 === 0);
    const seconds = inner.writes.filter((_, i) => i % 2 === 1);
    expect(new Set(firsts.map(({ text }) => text.length)).size).toBe(9);
    for (const [i, { at }] of seconds.entries()) expect(at - firsts[i]!.at).toBeGreaterThanOrEqual(2);
  });

  it('split: a line with more to write than moments to wait keeps up', () => {
    const { inner, set, write } = stage();
    set({ split: { on: true } });
    for (let n = 1; n <= 2_000; n++) {
      write(n);
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(800);
    expect(inner.text).toBe(frames(1, 2_000));
  });

  it('half-close: our half ends inside a frame, nothing follows, and the other half stays open', () => {
    const { inner, line, set, write, counts } = stage();
    set({ halfClose: { on: true, percent: 100 } });
    expect(write(1, 3)).toBe(true);
    expect(inner.text.length).toBeGreaterThan(0);
    expect(inner.text.length).toBeLessThan(10);
    expect(frame(1).startsWith(inner.text)).toBe(true);
    expect(inner.ends).toEqual(['half-close']);
    expect(counts.lost).toBe(2);
    line.end();
    expect(inner.ends).toEqual(['half-close', 'destroy']);
  });

  it('a slow reader behind a delay: the line says that it is full, holds the rest, and tells of the drain', () => {
    const { inner, line, set, write } = stage();
    const drained = vi.fn();
    line.onDrain(drained);
    set({ delay: { on: true, ms: 100, jitterMs: 0 } });
    expect(write(1, 3)).toBe(true);
    inner.full = true;
    vi.advanceTimersByTime(100);
    expect(write(4)).toBe(false);
    vi.advanceTimersByTime(1_000);
    // What was due when the line was found full had been handed over; nothing later is.
    expect(inner.text).toBe(frames(1, 3));
    inner.drain();
    expect(drained).toHaveBeenCalledOnce();
    expect(inner.text).toBe(frames(1, 4));
  });

  it('keeps order and loses nothing, whatever is switched while it runs', () => {
    const { inner, faults, set, write, counts, line } = stage(1024 * 1024);
    const random = seededRandom(21);
    const kinds: Partial<Faults>[] = [
      {},
      { delay: { on: true, ms: 50, jitterMs: 50 } },
      { buffer: { on: true, kibibytes: 1 } },
      { stall: { on: true } },
      { split: { on: true } },
    ];
    for (let n = 1; n <= 5_000; n++) {
      if (random() < 0.05) {
        const [a, b] = [kinds[Math.floor(random() * 5)], kinds[Math.floor(random() * 5)]];
        set({ ...a, ...b });
      }
      if (random() < 0.02) inner.full = true;
      if (random() < 0.2) inner.drain();
      write(n);
      vi.advanceTimersByTime(Math.floor(random() * 10));
    }
    set({});
    inner.drain();
    vi.advanceTimersByTime(1_000);
    expect(inner.text).toBe(frames(1, 5_000));
    expect(counts.lost).toBe(0);
    line.destroy();
    faults.close();
  });

  it('a line that is gone holds no timer, no bytes, and is told of no change', () => {
    const { inner, line, set, write } = stage();
    set({ delay: { on: true, ms: 100, jitterMs: 0 } });
    write(1, 5);
    line.destroy();
    line.destroy();
    set({});
    write(6);
    line.end();
    expect(line.heldBytes).toBe(0);
    expect(inner.writes).toEqual([]);
    expect(inner.ends).toEqual(['destroy']);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_FAULTS, type Faults } from '@shared/hub';
import { EventFaults, type FaultyItem } from '../../../../../src/main/hub/faults/event-faults';
import { FaultCounts } from '../../../../../src/main/hub/faults/fault-counts';
import { seededRandom } from '../seeded-random';

const item = (n: number): FaultyItem => ({
  withId: () => Buffer.from(`${n}`),
  withoutId: () => Buffer.from(`-${n}`),
});

function stage(some: Partial<Faults>): {
  events: EventFaults;
  counts: FaultCounts;
  released: string[];
  send: (from: number, to?: number) => string[];
  set: (some: Partial<Faults>) => void;
} {
  let faults = { ...NO_FAULTS, ...some };
  const counts = new FaultCounts();
  const released: string[] = [];
  const events = new EventFaults(() => faults, {
    release: (writes) => released.push(...writes.map(String)),
    random: seededRandom(3),
    counts,
  });
  return {
    events,
    counts,
    released,
    send: (from, to = from) =>
      events.apply(Array.from({ length: to - from + 1 }, (_, i) => item(from + i))).map(String),
    set: (next) => (faults = { ...NO_FAULTS, ...next }),
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('event faults', () => {
  it('is out of the way when none is on', () => {
    const { events, send } = stage({ stall: { on: true } });
    expect(events.active).toBe(false);
    expect(send(1, 3)).toEqual(['1', '2', '3']);
  });

  it('leaves that part of the ids out', () => {
    const { send, counts } = stage({ skipIds: { on: true, percent: 10 } });
    const without = send(1, 2_000).filter((text) => text.startsWith('-'));
    expect(without).toHaveLength(counts.struck.skipIds);
    expect(Math.abs(without.length - 200)).toBeLessThan(50);
  });

  it('sends that part of the events twice, one right after the other', () => {
    const { send } = stage({ duplicate: { on: true, percent: 10 } });
    const sent = send(1, 2_000);
    const twice = sent.filter((text, i) => text === sent[i - 1]);
    expect(Math.abs(twice.length - 200)).toBeLessThan(50);
    expect([...new Set(sent)]).toHaveLength(2_000);
    expect(sent.map(Number)).toEqual(sent.map(Number).sort((a, b) => a - b));
  });

  it('lets that part of the events change places with the next one, and no other', () => {
    const { send, events, counts } = stage({ reorder: { on: true, percent: 20 } });
    const sent = [...send(1, 2_000), ...events.flush().map(String)].map(Number);
    let swaps = 0;
    for (let i = 0; i < sent.length; i++) {
      if (sent[i] === i + 1) continue;
      expect([sent[i], sent[i + 1]]).toEqual([i + 2, i + 1]);
      swaps++;
      i++;
    }
    expect(Math.abs(swaps - counts.struck.reorder)).toBeLessThanOrEqual(1);
    expect(swaps).toBeGreaterThan(200);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets an event that no other follows go after a second', () => {
    const { send, released, events } = stage({ reorder: { on: true, percent: 100 } });
    expect(send(1)).toEqual([]);
    vi.advanceTimersByTime(999);
    expect(released).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(released).toEqual(['1']);
    expect(send(2)).toEqual([]);
    expect(send(3)).toEqual(['3', '2']);
    vi.advanceTimersByTime(5_000);
    expect(released).toEqual(['1']);
    events.close();
  });

  it('hands a held event over before a message of the hub, and still lets it out when the fault is off', () => {
    const { send, events, set } = stage({
      reorder: { on: true, percent: 100 },
      duplicate: { on: true, percent: 100 },
    });
    send(1);
    expect(events.flush().map(String)).toEqual(['1', '1']);
    send(2);
    set({});
    expect(events.active).toBe(true);
    expect(send(3)).toEqual(['3', '2', '2']);
    expect(events.active).toBe(false);
    expect(events.flush()).toEqual([]);
  });

  it('leaves no timer when the client is gone', () => {
    const { send, events, released } = stage({ reorder: { on: true, percent: 100 } });
    send(1);
    events.close();
    vi.advanceTimersByTime(5_000);
    expect(released).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_FAULTS, type Faults } from '@shared/hub';
import { FaultSwitch } from '../../../../../src/main/hub/faults/fault-switch';
import { seededRandom } from '../seeded-random';

const faults = (some: Partial<Faults>): Faults => ({ ...NO_FAULTS, ...some });

function stage(): { faultSwitch: FaultSwitch; cuts: string[] } {
  const cuts: string[] = [];
  const faultSwitch = new FaultSwitch({
    dropAll: () => cuts.push('all'),
    drop: (clientId) => cuts.push(clientId),
    random: seededRandom(9),
  });
  return { faultSwitch, cuts };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('fault switch', () => {
  it('is off until something is on anywhere', () => {
    const { faultSwitch } = stage();
    expect(faultSwitch.active).toBe(false);
    expect(faultSwitch.for('a')).toBe(NO_FAULTS);
    faultSwitch.set('a', faults({ stall: { on: true } }));
    expect(faultSwitch.active).toBe(true);
    faultSwitch.forget('a');
    expect(faultSwitch.active).toBe(false);
    faultSwitch.set(null, faults({ refuse: { on: true } }));
    expect(faultSwitch.active).toBe(true);
    faultSwitch.close();
    expect(faultSwitch.active).toBe(false);
  });

  it("a client's own faults come on top of the hub's, and replace those of the same name", () => {
    const { faultSwitch } = stage();
    faultSwitch.set('a', faults({ delay: { on: true, ms: 1, jitterMs: 0 } }));
    faultSwitch.set(null, faults({ delay: { on: true, ms: 500, jitterMs: 0 }, split: { on: true } }));
    expect(faultSwitch.for('a')).toMatchObject({ delay: { ms: 1 }, split: { on: true } });
    expect(faultSwitch.for('b')).toMatchObject({ delay: { ms: 500 }, split: { on: true } });
    expect(faultSwitch.namesOf('a')).toEqual(['delay']);
    expect(faultSwitch.namesOf('b')).toEqual([]);
    faultSwitch.set('a', NO_FAULTS);
    expect(faultSwitch.for('a')).toMatchObject({ delay: { ms: 500 } });
  });

  it('cuts all every n seconds, and another setting does not put the next cut off', () => {
    const { faultSwitch, cuts } = stage();
    faultSwitch.set(null, faults({ drop: { on: true, everySeconds: 10 } }));
    vi.advanceTimersByTime(9_000);
    faultSwitch.set(null, faults({ drop: { on: true, everySeconds: 10 }, split: { on: true } }));
    vi.advanceTimersByTime(1_000);
    expect(cuts).toEqual(['all']);
    vi.advanceTimersByTime(20_000);
    expect(cuts).toEqual(['all', 'all', 'all']);
    faultSwitch.set(null, faults({ drop: { on: true, everySeconds: 2 } }));
    vi.advanceTimersByTime(2_000);
    expect(faultSwitch.counts.struck.drop).toBe(4);
    faultSwitch.set(null, NO_FAULTS);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('cuts one client alone, until it has left', () => {
    const { faultSwitch, cuts } = stage();
    faultSwitch.set('a', faults({ drop: { on: true, everySeconds: 5 } }));
    vi.advanceTimersByTime(5_000);
    expect(cuts).toEqual(['a']);
    faultSwitch.forget('a');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses, and is unavailable for that part of the requests', () => {
    const { faultSwitch } = stage();
    expect(faultSwitch.refuses()).toBe(false);
    expect(faultSwitch.unavailable()).toBeNull();
    faultSwitch.set(
      null,
      faults({ refuse: { on: true }, unavailable: { on: true, percent: 30, retryAfterSeconds: 7 } }),
    );
    expect(faultSwitch.refuses()).toBe(true);
    const answers = Array.from({ length: 1_000 }, () => faultSwitch.unavailable());
    const struck = answers.filter((answer) => answer !== null);
    expect(Math.abs(struck.length - 300)).toBeLessThan(60);
    expect(struck[0]).toEqual({ retryAfterSeconds: 7 });
    expect(faultSwitch.counts.struck).toMatchObject({ refuse: 1, unavailable: struck.length });
  });

  it('holds faults for a bounded number of clients', () => {
    const { faultSwitch } = stage();
    for (let i = 0; i < 1_000; i++) faultSwitch.set(`c${i}`, faults({ stall: { on: true } }));
    expect(() => faultSwitch.set('one more', faults({ stall: { on: true } }))).toThrow(
      expect.objectContaining({ code: 'too-many-faulty-clients' }) as Error,
    );
    faultSwitch.set('c5', faults({ split: { on: true } }));
    expect(faultSwitch.namesOf('c5')).toEqual(['split']);
  });

  it('tells its listeners of every change until they leave', () => {
    const { faultSwitch } = stage();
    const told = vi.fn();
    const leave = faultSwitch.onChange(told);
    faultSwitch.set(null, faults({ stall: { on: true } }));
    faultSwitch.set('a', faults({ split: { on: true } }));
    leave();
    faultSwitch.close();
    expect(told).toHaveBeenCalledTimes(2);
  });
});

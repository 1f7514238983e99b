import { describe, expect, it } from 'vitest';
import type { SourceSnapshot } from '@shared/source';
import { clockSkew, lostEvents } from '@/app/source-losses';

const source = (name: string, missing: number, clockSkewMs: number | null): SourceSnapshot =>
  ({ config: { name }, counters: { missing }, numbers: { clockSkewMs } }) as unknown as SourceSnapshot;

describe('what the status bar says is amiss', () => {
  it('adds up the events that were lost', () => {
    expect(lostEvents([])).toBe(0);
    expect(lostEvents([source('a', 27, null), source('b', 0, null), source('c', 3, null)])).toBe(30);
  });

  it('names the clock that is off the most, to whichever side', () => {
    const all = [source('orders', 0, 38), source('arena', 0, -2_400), source('quiet', 0, null)];
    expect(clockSkew(all)).toEqual({ words: 'Clock skew −2.4 s', name: 'arena' });
    expect(clockSkew(all.slice(0, 1))).toEqual({ words: 'Clock skew +38 ms', name: 'orders' });
  });

  it('says nothing of clocks without a sign that one is off', () => {
    expect(clockSkew([source('a', 0, null), source('b', 0, 0)])).toBeNull();
  });
});

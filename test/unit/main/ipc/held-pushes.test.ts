import { describe, expect, it } from 'vitest';
import type { ChannelRate, Rates, SourceRate } from '@shared/feed';
import { DEFAULT_SETTINGS } from '@shared/settings';
import type { SourceSnapshot } from '@shared/source';
import type { Push } from '../../../../src/main/engine/engine-api';
import { HeldPushes } from '../../../../src/main/ipc/held-pushes';

/** As much of a snapshot as matters here. */
const source = (id: string, heard = 0): SourceSnapshot =>
  ({ config: { id, name: id }, lastByteAt: heard }) as SourceSnapshot;
const changes = (order: readonly string[], changed: readonly SourceSnapshot[]): Push => ({
  name: 'sourceChanges',
  value: { order, changed },
});

const channel = (sourceId: string, name: string, events: number): ChannelRate =>
  ({ sourceId, channel: name, events }) as ChannelRate;
const rates = (channels: readonly ChannelRate[], parts: Partial<Rates> = {}): Push => ({
  name: 'rates',
  value: {
    sources: [{ sourceId: 'a' } as SourceRate],
    channels,
    types: [],
    channelsFolded: 0,
    spark: [channels.length],
    ...parts,
  },
});

function heldOf(...pushes: readonly Push[]): Push[] {
  const held = new HeldPushes();
  for (const push of pushes) expect(held.hold(push)).toBe(true);
  return held.release();
}

describe('pushes to a window that nobody can see', () => {
  it('do not wait when they have to act at once', () => {
    const atOnce: readonly Push[] = [
      { name: 'command', value: { action: 'sound', sound: 'knock' } },
      { name: 'notices', value: [] },
      { name: 'settings', value: DEFAULT_SETTINGS },
      { name: 'jobs', value: [] },
    ];
    const held = new HeldPushes();
    for (const push of atOnce) expect(held.hold(push), push.name).toBe(false);
    expect(held.release()).toEqual([]);
  });

  it('wait as one of each name, the latest, and are given once', () => {
    const held = new HeldPushes();
    held.hold({ name: 'history', value: { events: 1 } as never });
    held.hold({ name: 'inbox', value: { unread: 1 } as never });
    held.hold({ name: 'history', value: { events: 2 } as never });
    expect(held.release()).toEqual([
      { name: 'history', value: { events: 2 } },
      { name: 'inbox', value: { unread: 1 } },
    ]);
    expect(held.release()).toEqual([]);
  });

  it('tell of every source that changed meanwhile as it is at last, and not of those that are gone', () => {
    expect(
      heldOf(
        changes(['a', 'b', 'c'], [source('a', 1), source('c', 1)]),
        changes(['a', 'b', 'c'], [source('a', 2)]),
        changes(['b', 'a'], [source('b', 3)]),
      ),
    ).toEqual([changes(['b', 'a'], [source('b', 3), source('a', 2)])]);
  });

  it('tell of every channel that moved meanwhile as it is at last, and not of those of sources that are gone', () => {
    expect(
      heldOf(
        rates([channel('a', 'x', 1), channel('gone', 'x', 1)]),
        rates([channel('a', 'y', 1)]),
        rates([channel('a', 'x', 5)]),
      ),
    ).toEqual([rates([channel('a', 'x', 5), channel('a', 'y', 1)], { spark: [1] })]);
  });

  it('forget what came before everything was counted anew, and say so however much comes after it', () => {
    expect(
      heldOf(
        rates([channel('a', 'old', 9)]),
        rates([channel('a', 'x', 1)], { reset: true }),
        rates([channel('a', 'y', 1)]),
      ),
    ).toEqual([rates([channel('a', 'x', 1), channel('a', 'y', 1)], { reset: true, spark: [1] })]);
  });
});

import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SourceSnapshot } from '@shared/source';
import { useSources } from '@/stores/sources';

/** As much of a snapshot as matters here. */
const source = (id: string, heard = 0): SourceSnapshot =>
  ({ config: { id, name: id }, counters: { comments: heard } }) as SourceSnapshot;
const ids = (): string[] => useSources().list.map(({ config }) => config.id);

describe('the sources of a window', () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    useSources().take([source('a'), source('b')]);
  });

  it('takes what has changed, and keeps the others as they are', () => {
    const [a] = useSources().list;
    useSources().takeChanges({ order: ['a', 'b', 'c'], changed: [source('b', 3), source('c')] });
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(useSources().list[0]).toBe(a);
    expect(useSources().list[1]?.counters.comments).toBe(3);
  });

  it('follows the order, and lets go of what is not in it', () => {
    useSources().takeChanges({ order: ['b', 'a'], changed: [] });
    expect(ids()).toEqual(['b', 'a']);
    useSources().takeChanges({ order: ['b'], changed: [] });
    expect(ids()).toEqual(['b']);
    expect(useSources().nameOf('a')).toBe('a');
  });

  it('keeps the objects of those that come again as they were', () => {
    const [a, b] = useSources().list;
    useSources().take([source('a'), source('b', 1)]);
    expect(useSources().list[0]).toBe(a);
    expect(useSources().list[1]).not.toBe(b);
  });
});

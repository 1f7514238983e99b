import { describe, expect, it } from 'vitest';
import type { SourceSnapshot } from '@shared/source';
import { SourceDifferences } from '../../../../src/main/ipc/source-differences';

/** As much of a snapshot as matters here. */
const source = (id: string, heard = 0): SourceSnapshot =>
  ({ config: { id, name: id }, lastByteAt: heard }) as SourceSnapshot;

describe('what windows are told of sources', () => {
  it('is all of them at first, and later only what has changed', () => {
    const differences = new SourceDifferences();
    const [a, b] = [source('a'), source('b')];
    expect(differences.since([a, b])).toEqual({ order: ['a', 'b'], changed: [a, b] });
    const heard = source('b', 5);
    expect(differences.since([source('a'), heard])).toEqual({ order: ['a', 'b'], changed: [heard] });
  });

  it('is nothing while nothing changes', () => {
    const differences = new SourceDifferences();
    differences.since([source('a')]);
    expect(differences.since([source('a')])).toBeNull();
  });

  it('says when one is moved, is gone, and comes back as it was', () => {
    const differences = new SourceDifferences();
    const [a, b] = [source('a'), source('b')];
    differences.since([a, b]);
    expect(differences.since([b, a])).toEqual({ order: ['b', 'a'], changed: [] });
    expect(differences.since([b])).toEqual({ order: ['b'], changed: [] });
    expect(differences.since([b, a])).toEqual({ order: ['b', 'a'], changed: [a] });
  });

  it('notices what changes within the same object', () => {
    const differences = new SourceDifferences();
    const changing = { ...source('a'), attempts: [{ number: 1 }] };
    differences.since([changing as unknown as SourceSnapshot]);
    changing.attempts.push({ number: 2 });
    expect(differences.since([changing as unknown as SourceSnapshot])?.changed).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { fieldOffers } from '@/views/stream/columns/field-offers';

const field = (path: string, count: number) => ({ path: path.split('.'), count, values: [] });
const SEEN = [
  field('type', 90),
  field('data.order.total', 40),
  field('data.user.userId', 30),
  field('data.meta.userId', 20),
  field('data', 5),
];
const paths = (text: string, taken: readonly string[] = []): string[] =>
  fieldOffers(text, SEEN, taken, 8).map(({ path }) => path);

describe('paths that are offered', () => {
  it('are those of payloads, most frequent first', () => {
    expect(paths('')).toEqual(['order.total', 'user.userId', 'meta.userId']);
    expect(paths('USER')).toEqual(['user.userId', 'meta.userId']);
  });

  it('are names anywhere behind two stars, each once', () => {
    expect(fieldOffers('**.', SEEN, [], 8)).toEqual([
      { path: '**.userId', count: 50 },
      { path: '**.total', count: 40 },
    ]);
    expect(paths('**.us')).toEqual(['**.userId']);
  });

  it('leave out what is a column already', () => {
    expect(paths('', ['order.total'])).toEqual(['user.userId', 'meta.userId']);
  });
});

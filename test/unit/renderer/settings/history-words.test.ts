import { describe, expect, it } from 'vitest';
import { roughly } from '@/ui/format';
import { loss, MS_PER_DAY, roomWords, roughTime } from '@/views/settings/history-words';

const NOW = 1_700_000_000_000;
const LIMITS = { megabytes: 2_000, events: 0, days: 30 };
const KEPT = { events: 1_000_000, bytes: 500_000_000, oldestAt: NOW - 3 * MS_PER_DAY };

describe('the room of the history', () => {
  it('is told in events of the usual size and in time at the usual pace', () => {
    expect(roomWords(LIMITS, KEPT, NOW)).toBe(
      'About 4 million events of your average size, or 12 days at your average pace.',
    );
  });

  it('is told without a pace as long as there is none, and without an estimate before there is an average', () => {
    const fresh = { ...KEPT, oldestAt: NOW - 60_000 };
    expect(roomWords(LIMITS, fresh, NOW)).toBe('About 4 million events of your average size.');
    expect(roomWords(LIMITS, { events: 3, bytes: 900, oldestAt: NOW }, NOW)).toBe(
      'Of the files of all sources together.',
    );
  });

  it.each([
    [94, '94'],
    [12_345, '12,000'],
    [999_999, '1,000,000'],
    [3_812_345, '3.8 million'],
    [38_123_450, '38 million'],
    [2_000_000_000, '2 billion'],
  ])('claims no more digits of %d than it has', (value, words) => expect(roughly(value)).toBe(words));

  it.each([
    [30_000, '1 min'],
    [40 * 60_000, '40 min'],
    [7 * 3_600_000, '7 h'],
    [12 * MS_PER_DAY, '12 days'],
    [3 * 365 * MS_PER_DAY, '3 years'],
  ])('tells %d ms in words', (ms, words) => expect(roughTime(ms)).toBe(words));
});

describe('a lower limit', () => {
  it.each([
    [
      'megabytes',
      { ...LIMITS, megabytes: 100 },
      /^The history has 500\.0 MB\. About 800,000 of its oldest events/,
    ],
    [
      'events',
      { ...LIMITS, events: 900_000 },
      /^The history has 1,000,000 events\. About 100,000 of its oldest/,
    ],
    [
      'days',
      { ...LIMITS, days: 1 },
      /^The oldest event is 3 d 0 h old\. Events of more than 1 day are deleted\./,
    ],
  ])('of %s says what it deletes', (_row, after, sentence) => {
    expect(loss(LIMITS, after, KEPT, NOW)).toMatch(sentence);
  });

  it.each([
    ['higher', { ...LIMITS, megabytes: 4_000 }],
    ['lower, but not reached', { ...LIMITS, megabytes: 600 }],
    ['taken away', { ...LIMITS, days: 0 }],
    ['set above what there is', { ...LIMITS, events: 2_000_000 }],
  ])('that is %s deletes nothing', (_case, after) => {
    expect(loss(LIMITS, after, KEPT, NOW)).toBeNull();
  });
});

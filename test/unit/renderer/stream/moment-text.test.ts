import { describe, expect, it } from 'vitest';
import { dayText, momentText, readMoment } from '@/views/stream/time-cursor/moment-text';

const local = (text: string): number => new Date(text).getTime();
const utc = (text: string): number => Date.parse(`${text}Z`);

describe('a moment in words', () => {
  const now = local('2026-11-21T15:00:00');

  it('has milliseconds, and a day only when it is not today', () => {
    expect(momentText(local('2026-11-21T14:03:07.412'), 'local')).toBe('14:03:07.412');
    expect(momentText(utc('2026-11-21T14:03:07.040'), 'utc')).toBe('14:03:07.040');
    expect(dayText(local('2026-11-21T00:00:00'), now, 'local')).toBe('');
    expect(dayText(local('2026-11-20T23:59:59'), now, 'local')).toBe('20 Nov');
    expect(dayText(local('2025-11-20T12:00:00'), now, 'local')).toBe('20 Nov 2025');
  });

  it('reads what it writes', () => {
    const at = local('2026-11-21T14:03:07.412');
    expect(readMoment(momentText(at, 'local'), at, now, 'local')).toBe(at);
    const there = utc('2026-11-19T23:59:59.999');
    expect(readMoment(momentText(there, 'utc'), there, utc('2026-11-21T15:00:00'), 'utc')).toBe(there);
  });

  it('takes a time of day for one of the day that is looked at', () => {
    const base = local('2026-11-19T09:00:00');
    expect(readMoment('14:03', base, now, 'local')).toBe(local('2026-11-19T14:03:00'));
    expect(readMoment(' 8:03:07.5 ', base, now, 'local')).toBe(local('2026-11-19T08:03:07.500'));
  });

  it('takes a time of today that is still to come for the one of yesterday', () => {
    expect(readMoment('15:01', now, now, 'local')).toBe(local('2026-11-20T15:01:00'));
    const there = utc('2026-11-21T15:00:00');
    expect(readMoment('15:01', there, there, 'utc')).toBe(utc('2026-11-20T15:01:00'));
  });

  it('reads dates and distances as queries do, in the clock of the window', () => {
    expect(readMoment('-10m', now, now, 'local')).toBe(now - 600_000);
    expect(readMoment('2026-11-19 14:03', now, now, 'local')).toBe(local('2026-11-19T14:03:00'));
    expect(readMoment('2026-11-19 14:03', now, now, 'utc')).toBe(utc('2026-11-19T14:03:00'));
    expect(readMoment('2026-11-19', now, now, 'utc')).toBe(utc('2026-11-19T00:00:00'));
    expect(readMoment('2026-11-19T14:03:00+01:00', now, now, 'utc')).toBe(utc('2026-11-19T13:03:00'));
  });

  it.each(['', '25:00', '14:60', '14:03:61', 'noon', '14', '2026-13-01'])('takes %j for no time', (text) => {
    expect(readMoment(text, now, now, 'local')).toBeNull();
    expect(readMoment(text, now, now, 'utc')).toBeNull();
  });
});

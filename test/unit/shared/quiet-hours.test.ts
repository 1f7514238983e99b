import { afterEach, beforeEach, expect, it } from 'vitest';
import { isQuietHour } from '@shared/quiet-hours';

const zone = process.env['TZ'];
beforeEach(() => {
  process.env['TZ'] = 'Europe/Berlin';
});
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

const at = (hours: number, minutes = 0): number => new Date(2026, 4, 4, hours, minutes).getTime();
const NIGHT = { on: true, from: '22:00', to: '07:00' };

it('is quiet over midnight, from the first minute to before the last', () => {
  const quiet = [at(21, 59), at(22), at(23, 59), at(0), at(6, 59), at(7), at(12)].map((now) =>
    isQuietHour(NIGHT, now),
  );
  expect(quiet).toEqual([false, true, true, true, true, false, false]);
});

it('is quiet within a day', () => {
  const lunch = { on: true, from: '12:30', to: '13:15' };
  expect([at(12, 29), at(12, 30), at(13, 14), at(13, 15)].map((now) => isQuietHour(lunch, now))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

it('is never quiet when it is switched off, and always from a time to the same time', () => {
  expect(isQuietHour({ ...NIGHT, on: false }, at(23))).toBe(false);
  expect(isQuietHour({ on: true, from: '08:00', to: '08:00' }, at(3))).toBe(true);
});

it('goes by the clock on the wall when summer time begins and ends', () => {
  const early = { on: true, from: '02:30', to: '03:30' };
  // 29 March 2026: 01:59:59 CET is followed by 03:00:00 CEST.
  expect(isQuietHour(early, Date.UTC(2026, 2, 29, 0, 59, 59))).toBe(false);
  expect(isQuietHour(early, Date.UTC(2026, 2, 29, 1, 0, 0))).toBe(true);
  expect(isQuietHour(early, Date.UTC(2026, 2, 29, 1, 30, 0))).toBe(false);
  // 25 October 2026: 02:30 comes twice.
  expect(isQuietHour(early, Date.UTC(2026, 9, 25, 0, 30))).toBe(true);
  expect(isQuietHour(early, Date.UTC(2026, 9, 25, 1, 0))).toBe(false);
  expect(isQuietHour(early, Date.UTC(2026, 9, 25, 1, 30))).toBe(true);
});

import { describe, expect, it } from 'vitest';
import { timeOfDay } from '@/views/settings/time-of-day';

describe('a time of day', () => {
  it.each([
    ['22:00', '22:00'],
    ['7', '07:00'],
    [' 7:05 ', '07:05'],
    ['0730', '07:30'],
    ['7.30', '07:30'],
    ['0:00', '00:00'],
    ['23h59', '23:59'],
  ])('is read as people write it: %s', (text, time) => {
    expect(timeOfDay(text)).toBe(time);
  });

  it.each(['', '24:00', '12:60', '-1', 'noon', '12:00:00'])('is none: %s', (text) => {
    expect(timeOfDay(text)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { duration } from '@shared/duration';
import { bytes, clockMinute, clockTime, coarse, parted, plural, rate, short, tailOf } from '@/ui/format';

describe('numbers and sizes', () => {
  it('moves to the next unit before rounding would show a thousand of the smaller one', () => {
    expect(bytes(999)).toBe('999 B');
    expect(bytes(999.6)).toBe('1.0 kB');
    expect(bytes(999_949)).toBe('999.9 kB');
    expect(bytes(999_960)).toBe('1.0 MB');
    expect(bytes(18_400_000)).toBe('18.4 MB');
    expect(short(999.7)).toBe('1.0k');
    expect(short(8_400)).toBe('8.4k');
    expect(short(99_600)).toBe('100k');
  });

  it('gives a rate one decimal only where it tells something', () => {
    expect(rate(0)).toBe('0');
    expect(rate(0.5)).toBe('0.5');
    expect(rate(99.96)).toBe('100');
    expect(rate(1_312.2)).toBe('1,312');
  });

  it('names one thing in the singular and all other counts in the plural', () => {
    expect(plural(1, 'client')).toBe('1 client');
    expect(plural(0, 'client')).toBe('0 clients');
    expect(plural(48_214, 'event')).toBe('48,214 events');
    expect(plural(2, 'older one was', 'older ones were')).toBe('2 older ones were');
  });
});

describe('times', () => {
  it('writes ms below a second, tenths below a minute, then two units', () => {
    expect(duration(184)).toBe('184 ms');
    expect(duration(999.7)).toBe('1.0 s');
    expect(duration(59_949)).toBe('59.9 s');
    expect(duration(59_960)).toBe('1 min 0 s');
    expect(duration(662_000)).toBe('11 min 2 s');
    expect(duration(4_320_000)).toBe('1 h 12 min');
    expect(duration(-5)).toBe('0 ms');
  });

  it('leaves the seconds out of long ages', () => {
    expect(coarse(12_900)).toBe('12 s');
    expect(coarse(41 * 60_000 + 59_000)).toBe('41 min');
    expect(coarse(72 * 60_000)).toBe('1 h 12 min');
    expect(coarse(-300)).toBe('0 s');
  });

  it('writes the time of day by the chosen clock', () => {
    const at = Date.UTC(2026, 10, 21, 4, 5, 6, 7);
    expect(clockTime(at, 'utc')).toBe('04:05:06');
    expect(clockMinute(at, 'utc')).toBe('04:05');
  });

  it('takes a reading apart into number and unit', () => {
    expect(parted('11 min 2 s')).toEqual(['11', 'min 2 s']);
    expect(parted('0')).toEqual(['0', '']);
  });
});

describe('names of channels', () => {
  it('cuts the head at a level, because the tail is what differs', () => {
    expect(tailOf('orders/eu/created', 22)).toBe('orders/eu/created');
    expect(tailOf('NotificationStream:user:42', 22)).toBe('…:user:42');
    expect(tailOf('averyveryverylongnamewithoutlevels', 10)).toBe('…outlevels');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { computed } from 'vue';
import { setLanguage } from '@/i18n/i18n';
import {
  age,
  bytes,
  clockMinute,
  clockTime,
  coarse,
  dayAndMinute,
  decimal,
  duration,
  listed,
  parted,
  rate,
  readNumber,
  roughly,
  short,
  tailOf,
  whole,
} from '@/ui/format';
import { numberOf, numberText } from '@/ui/number-text';

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

describe('the language of the window', () => {
  afterEach(() => setLanguage('en'));

  it('gives numbers, sizes, times and dates its own marks', async () => {
    const at = Date.UTC(2026, 10, 21, 4, 5, 6, 7);
    const all = (): string[] => [
      whole(48_214),
      whole(4_821),
      decimal(11.5),
      short(8_400),
      rate(18.4),
      bytes(28_100),
      duration(3_200),
      roughly(3_800_000),
      dayAndMinute(at, 'utc'),
      age(0),
      listed(['a', 'b', 'c']),
    ];
    expect(all()).toEqual([
      '48,214',
      '4,821',
      '11.5',
      '8.4k',
      '18.4',
      '28.1 kB',
      '3.2 s',
      '3.8 million',
      'Nov 21, 2026, 04:05',
      'now',
      'a, b, and c',
    ]);
    await setLanguage('de');
    expect(all()).toEqual([
      '48.214',
      '4.821',
      '11,5',
      '8,4k',
      '18,4',
      '28,1 kB',
      '3,2 s',
      '3,8 Millionen',
      '21.11.2026, 04:05',
      'jetzt',
      'a, b und c',
    ]);
    await setLanguage('es');
    expect(all().slice(0, 3)).toEqual(['48.214', '4.821', '11,5']);
  });

  it('is how numbers are read, and no mark ever makes a thousand times of one', async () => {
    expect(['2,000', '2000', '2 000', '0.5', '0,5', '1,234.5', '2.000', ''].map(readNumber)).toEqual([
      2_000,
      2_000,
      2_000,
      0.5,
      0.5,
      1_234.5,
      2,
      null,
    ]);
    await setLanguage('de');
    expect(['2.000', '2000', '0,5', '0.5', '1.234,5', '1.000.000', 'x', '1.2.3'].map(readNumber)).toEqual([
      2_000,
      2_000,
      0.5,
      0.5,
      1_234.5,
      1_000_000,
      null,
      null,
    ]);
    expect(numberOf(whole(3_000), 16, 1_000_000)).toBe(3_000);
    expect(numberText(0.25, 2)).toBe('0,25');
    expect(numberOf('0,25', 0, 10, 2)).toBe(0.25);
  });

  it('is followed by what was computed with it', async () => {
    const text = computed(() => whole(1_200));
    expect(text.value).toBe('1,200');
    await setLanguage('de');
    expect(text.value).toBe('1.200');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { setLanguage } from '@/i18n/i18n';
import { timeMarks } from '@/views/charts/chart-axis';
import { seriesName, seriesOrigin, seriesUnit } from '@/views/charts/series-name';
import { sparkPath } from '@/views/charts/spark-path';
import { scaleText, valueText } from '@/views/charts/value-text';
import { series } from './points';

const named = (path: string[]): [string, string] => [seriesName({ path }), seriesUnit({ path })];

afterEach(() => setLanguage('en'));

describe('the name of a number', () => {
  it('is its path, and its unit is the one that the name gives away', () => {
    expect(named(['order', 'total'])).toEqual(['order.total', '']);
    expect(named(['tries', '2', 'latencyMs'])).toEqual(['tries[2].latencyMs', 'ms']);
    expect(named(['ms'])).toEqual(['ms', 'ms']);
    expect(named(['alarms'])).toEqual(['alarms', '']);
    expect(named(['cpu percent'])).toEqual(['["cpu percent"]', '%']);
    expect(named(['bodyBytes', '0'])).toEqual(['bodyBytes[0]', 'B']);
    expect(named([])).toEqual(['$', '']);
  });

  it('shows what cannot be seen in it', () => {
    expect(seriesName({ path: ['a\u202eb'] })).not.toContain('\u202e');
  });

  it('says of which events it is', () => {
    expect(seriesOrigin(series(), 'notify')).toBe('notify / orders / order');
    expect(seriesOrigin(series({ channel: '', type: null }), 'notify')).toBe('notify');
  });
});

describe('a value', () => {
  it('has the digits that tell it apart, as the language writes them', async () => {
    const written = [1_840, 129.9, 0.000_42, 1.5e-9, 12_345_678.9, -3, 0].map(valueText);
    expect(written).toEqual(['1,840', '129.9', '0.00042', '1.5E-9', '12,345,678.9', '-3', '0']);
    expect([12_000, 1_500_000, 400, 0.05].map(scaleText)).toEqual(['12K', '1.5M', '400', '0.05']);
    await setLanguage('de');
    expect(valueText(1_840.5)).toBe('1.840,5');
  });
});

describe('marks of the time axis', () => {
  const noon = Date.UTC(2026, 10, 21, 14, 32, 7, 250);

  it('are as exact as they are close', () => {
    const mark = (step: number): string | undefined => timeMarks([noon], step, 'utc')[0];
    expect([mark(100), mark(5_000), mark(60_000), mark(86_400_000)]).toEqual([
      '14:32:07.250',
      '14:32:07',
      '14:32',
      'Nov 21',
    ]);
  });

  it('name the day where one begins', () => {
    expect(timeMarks([Date.UTC(2026, 10, 22)], 3_600_000, 'utc')).toEqual(['Nov 22']);
  });
});

describe('a look at numbers', () => {
  it('goes from the lowest to the highest, and is flat where they are alike', () => {
    expect(sparkPath([1, 3, 2], 100, 20)).toBe('M0.0 18.0L50.0 2.0L100.0 10.0');
    expect(sparkPath([5, 5], 100, 20)).toBe('M0.0 10.0L100.0 10.0');
    expect(sparkPath([5], 100, 20)).toBe('M0 10.0H100');
    expect(sparkPath([], 100, 20)).toBe('');
  });
});

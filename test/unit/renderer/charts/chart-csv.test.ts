import { describe, expect, it } from 'vitest';
import { chartCsv } from '@/views/charts/chart-csv';
import { answer, AT } from './points';

const names = { source: 'shop', channel: 'orders', type: 'order', path: 'total' };
const rows = (text: string): string[] => text.slice(1).trimEnd().split('\r\n');

describe('the points of a chart as CSV', () => {
  it('are rows by time, each with the event that it came with', () => {
    const text = chartCsv([
      { ...names, points: answer([1.5], { firstSeq: 2 }) },
      { ...names, path: 'items', points: answer([7]) },
    ]);
    expect(text.startsWith('\ufeff')).toBe(true);
    expect(rows(text)).toEqual([
      'time,epoch_ms,source,channel,type,path,value,event',
      `2023-11-14T22:13:21.000Z,${AT + 1_000},shop,orders,order,items,7,1`,
      `2023-11-14T22:13:22.000Z,${AT + 2_000},shop,orders,order,total,1.5,2`,
    ]);
  });

  it('cannot make a formula of a name that came with the stream', () => {
    const points = answer([-1]);
    const cells = (channel: string): string =>
      rows(chartCsv([{ ...names, channel, points }]))[1]!
        .split(',')
        .slice(3, -4)
        .join(',');
    expect(cells('=HYPERLINK("http://x")')).toBe(`"'=HYPERLINK(""http://x"")"`);
    expect(cells('+1')).toBe(`'+1`);
    expect(cells('@SUM')).toBe(`'@SUM`);
    expect(cells('  -2')).toBe(`'  -2`);
    expect(cells('a;b')).toBe('"a;b"');
    // A number is one, whatever its sign.
    expect(rows(chartCsv([{ ...names, points }]))[1]).toMatch(/,-1,1$/u);
  });
});

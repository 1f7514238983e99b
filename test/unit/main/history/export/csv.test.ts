import { describe, expect, it } from 'vitest';
import { csvCell, CsvRows, type CsvOptions } from '../../../../../src/main/history/export/encode-csv';
import { makeEvent } from '../make-event';
import { Random } from '../random';
import { randomText } from './random-event';

const FORMULA_STARTS = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/** Reads CSV as RFC 4180 says. */
function parseCsv(text: string, separator = ','): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === separator) {
      row.push(cell);
      cell = '';
    } else if (char === '\r' && text[i + 1] === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      i += 1;
    } else cell += char;
  }
  return rows;
}

function rowsOf(options: CsvOptions, data: string): string[][] {
  const rows = new CsvRows(options, (id) => `name of ${id}`);
  return parseCsv(rows.header() + rows.row({ ...makeEvent({ data }), seq: 7 }), options.separator);
}

describe('CSV', () => {
  it('has a header, ISO times, the name of the source and the size of the frame', () => {
    expect(rowsOf({ bom: false }, '{"n":1}')).toEqual([
      ['time', 'source', 'channel', 'kind', 'type', 'id', 'level', 'size', 'data'],
      ['2023-11-14T22:13:20.000Z', 'name of a', 'orders/eu', 'event', 'message', '', '', '15', '{"n":1}'],
    ]);
  });

  it('begins with a byte order mark unless that is not wanted', () => {
    expect(new CsvRows({}, String).header().startsWith('\ufeff')).toBe(true);
    expect(new CsvRows({ bom: false }, String).header().startsWith('time')).toBe(true);
  });

  it('takes columns out of payloads by path, through lists too, and nothing of prototypes', () => {
    const columns = [
      'seq',
      'data.user.name',
      'data.items.1',
      'data.user',
      'data.missing',
      'data.__proto__',
    ].map((path) => ({
      path: path.split('.'),
    }));
    const [, row] = rowsOf(
      { columns: [...columns, { path: ['data', 'big'], title: 'Large' }] },
      '{"user":{"name":"Ann"},"items":[1,"two"],"big":1e3}',
    );
    expect(row).toEqual(['7', 'Ann', 'two', '{"name":"Ann"}', '', '', '1000']);
    expect(rowsOf({ columns, bom: false }, 'no JSON')[1]).toEqual(['7', '', '', '', '', '']);
  });

  it.each([
    '=1+1',
    '+SUM(A1)',
    '-2+3',
    '@cmd',
    '\t=1',
    '\r=1',
    ' =1',
    '＝1',
    "=cmd|' /C calc'!A0",
    '"=1"'.slice(1),
  ])('makes text of the formula %j', (value) => {
    expect(parseCsv(`${csvCell(value)}\r\n`)).toEqual([[`'${value}`]]);
  });

  it('leaves numbers below zero and times as they are', () => {
    for (const value of ['-1', '-1.5', '-1e-7', '2023-11-14T22:13:20.000Z', '{"n":-1}'])
      expect(csvCell(value).replaceAll('""', '"').replace(/^"|"$/gu, '')).toBe(value);
  });

  it('never begins a cell with what a formula begins with, and loses nothing', () => {
    const random = new Random(3);
    for (const separator of [',', ';', '\t'] as const) {
      for (let i = 0; i < 3_000; i++) {
        const value = randomText(random, 8, ['\n', '\r\n', '＝']);
        const cell = parseCsv(`${csvCell(value)}${separator}\r\n`, separator)[0]![0]!;
        if (!/^-?[0-9]/u.test(cell)) expect(FORMULA_STARTS).not.toContain(cell[0]);
        expect([value, `'${value}`]).toContain(cell);
      }
    }
  });

  it('refuses more columns than a file can sensibly have', () => {
    const columns = Array.from({ length: 257 }, (_, i) => ({ path: ['data', String(i)] }));
    expect(() => new CsvRows({ columns }, String)).toThrow('at most 256 columns');
  });
});

import type { QueryNode } from '@shared/query';
import { parseQuery } from '@shared/query/parse';
import { printQuery } from '@shared/query/print';
import { describe, expect, it } from 'vitest';
import { Random } from '../../main/history/random';
import { randomQuery } from './queries';

function parsed(text: string): QueryNode {
  const result = parseQuery(text);
  if (!result.ok) throw new Error(`${text}: ${result.problem.message}`);
  return result.node;
}

describe('printQuery', () => {
  it('prints every tree as a text that is read as the same tree', () => {
    for (let seed = 0; seed < 5_000; seed++) {
      const node = randomQuery(new Random(seed));
      expect(parsed(printQuery(node)), `seed ${seed}: ${printQuery(node)}`).toEqual(node);
    }
  });

  it.each([
    ['', ''],
    ['  a   b ', 'a AND b'],
    ['a OR (b OR c)', 'a OR b OR c'],
    ['(a OR b) -c', '(a OR b) AND NOT c'],
    ['type:notification data.level:error', 'type:notification AND data.level:error'],
    ['level:(error OR warning)', 'level:error OR level:warning'],
    ['size:>10kB', 'size:>10000'],
    ['time:>2026-11-20T10:00:00Z', 'time:>2026-11-20T10:00:00.000Z'],
    ['"weird key".x:[1 TO 5}', '"weird key".x:[1 TO 5}'],
    ['orderId:"5"', 'orderId:"5"'],
    ['orderId:"x"', 'orderId:x'],
    ['a:~"b c"', 'a:~"b c"'],
    ['-(-a)', 'NOT (NOT a)'],
  ])('prints %j as %j', (text, expected) => {
    expect(printQuery(parsed(text))).toBe(expected);
  });
});

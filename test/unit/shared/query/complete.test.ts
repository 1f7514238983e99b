import { completionsAt } from '@shared/query/complete';
import type { SeenFields } from '@shared/query/seen-fields';
import { describe, expect, it } from 'vitest';

const SEEN: SeenFields = {
  fields: [
    {
      path: ['type'],
      count: 90,
      values: [
        { value: 'message', count: 50 },
        { value: 'two words', count: 40 },
      ],
    },
    {
      path: ['data', 'orderId'],
      count: 80,
      values: [
        { value: 1042, count: 3 },
        { value: '1043', count: 2 },
      ],
    },
    {
      path: ['data', 'user', 'name'],
      count: 70,
      values: [
        { value: 'Ada', count: 9 },
        { value: null, count: 1 },
      ],
    },
    { path: ['data', 'weird key'], count: 5, values: [{ value: true, count: 5 }] },
  ],
};

/** The text after accepting the completion of this name at `|`; the whole list when none is named. */
function complete(marked: string): { labels: string[]; accept: (label: string) => string } {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { from, to, items } = completionsAt(text, cursor, SEEN);
  return {
    labels: items.map((item) => item.label),
    accept: (label) => {
      const item = items.find((each) => each.label === label);
      return item ? text.slice(0, from) + item.insert + text.slice(to) : `no ${label}`;
    },
  };
}

describe('completionsAt', () => {
  it.each([
    ['|', 'type', 'type:'],
    ['ty|', 'type', 'type:'],
    ['ord|', 'data.orderId', 'data.orderId:'],
    ['data.o|', 'data.orderId', 'data.orderId:'],
    ['data.user.|', 'data.user.name', 'data.user.name:'],
    ['NAME|', 'data.user.name', 'data.user.name:'],
    ['weird|', 'data.weird key', 'data."weird key":'],
    ['(ty|)', 'type', '(type:)'],
    ['-ty|', 'type', '-type:'],
    ['a OR ty|', 'type', 'a OR type:'],
    ['a |', 'OR', 'a OR '],
    ['a A|', 'AND', 'a AND '],
    ['a:b |', 'AND', 'a:b AND '],
    ['n|', 'NOT', 'NOT '],
    ['type:|', 'message', 'type:message'],
    ['type:mes|', 'message', 'type:message'],
    ['type:mes|x b', 'message', 'type:message b'],
    ['type:|', 'two words', 'type:"two words"'],
    ['type:tw|', 'two words', 'type:"two words"'],
    ['type:"two|', 'two words', 'type:"two words"'],
    ['type:(message OR t|)', 'two words', 'type:(message OR "two words")'],
    ['type:(|', 'message', 'type:(message'],
    ['-type:m|', 'message', '-type:message'],
    ['data.orderId:|', '1042', 'data.orderId:1042'],
    ['data.orderId:|', '1043', 'data.orderId:"1043"'],
    ['orderId:|', '1042', 'orderId:1042'],
    ['**.orderId:1|', '1042', '**.orderId:1042'],
    ['data.orderId:>|', '1042', 'data.orderId:>1042'],
    ['data.orderId:[|', '1042', 'data.orderId:[1042'],
    ['data.orderId:[5 TO 1|', '1042', 'data.orderId:[5 TO 1042'],
    ['user.name:|', 'null', 'user.name:null'],
    ['level:|', 'warning', 'level:warning'],
    ['level:>=w|', 'warning', 'level:>=warning'],
    ['kind:|', 'gap', 'kind:gap'],
    ['kind:s|', 'state', 'kind:state'],
    ['problem:b|', 'bad-utf8', 'problem:bad-utf8'],
    ['eventTime:|', '>-10m', 'eventTime:>-10m'],
    ['time:|', '>-10m', 'time:>-10m'],
    ['time:>|', '-10m', 'time:>-10m'],
    ['time:>-1|', '-10m', 'time:>-10m'],
    ['size:|', '>10kB', 'size:>10kB'],
    ['data."weird key":|', 'true', 'data."weird key":true'],
  ])('in %j offers %s', (marked, label, expected) => {
    expect(complete(marked).accept(label)).toBe(expected);
  });

  it.each([
    ['"closed"|'],
    ['/regex/|'],
    ['(a)|'],
    ['a:[1 TO 5]|'],
    ['xyzzy|'],
    ['data.orderId:xyzzy|'],
    ['transport:xyzzy|'],
  ])('offers nothing in %j', (marked) => {
    expect(complete(marked).labels).toEqual([]);
  });

  it('puts what begins with the text first, then what was seen most', () => {
    expect(complete('da|').labels).toEqual(['data.orderId', 'data.user.name', 'data.weird key']);
    expect(complete('t|').labels.slice(0, 3)).toEqual(['type', 'time', 'transport']);
    expect(complete('data.orderId:>1|').labels).toEqual(['1042']);
  });

  it('joins terms only where one stands before', () => {
    expect(complete('|').labels).not.toContain('AND');
    expect(complete('a OR |').labels).not.toContain('OR');
    expect(complete('a |').labels.slice(0, 3)).toEqual(['AND', 'OR', 'NOT']);
  });

  it('never offers more than 50', () => {
    const fields = Array.from({ length: 500 }, (_, n) => ({
      path: ['data', `key${n}`],
      count: n,
      values: [],
    }));
    const { items } = completionsAt('key', 3, { fields });
    expect(items).toHaveLength(50);
    expect(items[0]?.label).toBe('data.key499');
  });
});

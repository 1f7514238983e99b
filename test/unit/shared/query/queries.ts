import type { Bound, FieldMatch, QueryNode, TextMatch } from '@shared/query';
import type { Random } from '../../main/history/random';

const TEXTS = [
  'a',
  'err',
  'Error',
  'two words',
  '',
  'AND',
  'TO',
  '-x',
  '*',
  'a*b',
  '"',
  '\\',
  'a\\"b',
  '(x)',
  'a:b',
  '//',
];
const MORE_TEXTS = [
  'http://x/y',
  '/re/',
  'null',
  'true',
  '5',
  '-5',
  '007',
  '1e3',
  '>5',
  '~x',
  '[1',
  '{',
  'ü🎉',
  'é\n',
  '?',
];
const STRINGS = [...TEXTS, ...MORE_TEXTS];
const PATTERNS = [
  'a*',
  '*a',
  'e?r',
  'e\\*r*',
  '\\\\*',
  '-*',
  'a b*',
  'a:*',
  '(*',
  '"*',
  '/a*',
  '>*',
  'ü?🎉*',
  '[*',
  '~*',
  '!?',
];
const REGEXES = ['a', 'a b', 'a\\/b', '[/]', '^x$', 'a|b', '(a|b)+', '\\d{2,}', '"', '\\(', 'a.*b'];
const KEYS = [
  'a',
  'b',
  'orderId',
  'Level',
  'data',
  'weird key',
  'a.b',
  '0',
  '*',
  '**',
  'q"',
  '',
  '$x',
  '-m',
  'AND',
  'x:y',
  'ß',
];
const NUMBERS = [0, 1, 5, -5, 2.5, 1_000, 1e21, 1_790_000_000_000];

/** A random tree of the form that the parser makes, over fields and texts that are hard to write. */
export function randomQuery(random: Random, depth = 3): QueryNode {
  const choice = random.below(depth > 0 ? 10 : 6);
  if (choice < 3) return { kind: 'text', match: randomText(random) };
  if (choice < 6) return randomField(random);
  if (choice < 7) return { kind: 'not', node: randomQuery(random, depth - 1) };
  const kind = random.pick(['and', 'or'] as const);
  const nodes: QueryNode[] = [];
  while (nodes.length < 2 + random.below(2)) {
    const node = randomQuery(random, depth - 1);
    if (node.kind !== kind) nodes.push(node);
  }
  return { kind, nodes };
}

function randomText(random: Random): TextMatch {
  const choice = random.below(4);
  if (choice < 2) return { kind: 'contains', text: random.pick(STRINGS) };
  if (choice === 2) return { kind: 'wildcard', pattern: random.pick(PATTERNS) };
  return { kind: 'regex', source: random.pick(REGEXES), flags: random.pick(['', 'i', 's']) };
}

function randomField(random: Random): QueryNode {
  const choice = random.below(8);
  if (choice === 0) return { kind: 'field', path: ['size'], match: randomMeasure(random, [0, 10, 2_000]) };
  if (choice === 1)
    return {
      kind: 'field',
      path: [random.pick(['time', 'eventTime'])],
      match: randomMeasure(random, [1_763_733_600_123, 0, 1e12]),
    };
  if (choice === 2) return { kind: 'field', path: ['level'], match: randomLevel(random) };
  if (choice < 5) {
    const path = [random.pick(['type', 'id', 'channel', 'source', 'kind', 'transport'])];
    const match = random.pick<FieldMatch>([
      { kind: 'is', value: random.pick([...STRINGS, null]) },
      { kind: 'exists' },
      randomText(random),
      randomRange(random),
    ]);
    return { kind: 'field', path, match };
  }
  const path = [random.pick(KEYS), ...(random.below(2) ? [random.pick(KEYS)] : [])];
  const match = random.pick<FieldMatch>([
    { kind: 'is', value: random.pick([...STRINGS, ...NUMBERS, true, false, null]) },
    { kind: 'exists' },
    randomText(random),
    randomRange(random),
  ]);
  return { kind: 'field', path, match };
}

function randomMeasure(random: Random, values: readonly number[]): FieldMatch {
  const value = random.pick(values);
  return random.pick<FieldMatch>([
    { kind: 'is', value },
    { kind: 'exists' },
    { kind: 'range', low: { value, inclusive: random.below(2) > 0 }, high: null },
    { kind: 'range', low: { value, inclusive: true }, high: { value: value + 1, inclusive: false } },
  ]);
}

function randomLevel(random: Random): FieldMatch {
  return random.pick<FieldMatch>([
    { kind: 'is', value: random.pick(['error', 'info', null]) },
    { kind: 'range', low: { value: 'warning', inclusive: random.below(2) > 0 }, high: null },
    { kind: 'range', low: { value: 'info', inclusive: true }, high: { value: 'warning', inclusive: false } },
  ]);
}

function randomRange(random: Random): FieldMatch {
  const values = random.below(2)
    ? [random.pick(NUMBERS), random.pick(NUMBERS)].sort((a, b) => a - b)
    : [random.pick(STRINGS), random.pick(STRINGS)];
  const bound = (value: number | string): Bound => ({ value, inclusive: random.below(2) > 0 });
  const low = bound(values[0]!);
  const high = bound(values[1]!);
  return random.pick<FieldMatch>([
    { kind: 'range', low, high },
    { kind: 'range', low, high: null },
    { kind: 'range', low: null, high },
  ]);
}

import type { QueryNode } from '@shared/query';
import { parseQuery } from '@shared/query/parse';
import { FIRST_TIME, PHRASE, RARE_WORD, SELDOM_WORD } from './sample-stream';

/** What a line of the file says: see `lineOf`. */
export interface Line {
  readonly seq: number;
  readonly source: string;
  readonly receivedAt: number;
  readonly channel: string;
  readonly type: string;
  readonly id: string;
  readonly data: unknown;
}

/** One question, as each way of answering it has it put; null where a way cannot answer it exactly. */
export interface Question {
  readonly name: string;
  /** As in the query bar. */
  readonly query: string;
  /** Of a plain program over the lines: by their text, or by what `JSON.parse` makes of them. */
  readonly scan: { readonly text: RegExp } | { readonly fields: (line: Line) => boolean };
  /** Bytes to look for as they are, the least that any program can do. */
  readonly bytes: string | null;
  /** Arguments of ripgrep that count the lines. */
  readonly ripgrep: readonly string[] | null;
  /** Plain text, which ripgrep is made for. */
  readonly plain?: true;
  /** Nothing in it says which words an event has to have: all have to be read. */
  readonly untelling?: true;
}

interface Payload {
  readonly level?: string;
  readonly amount?: number;
  readonly http?: { readonly status: number };
  readonly lines?: readonly { readonly sku: string }[];
}

function payloadOf({ data }: Line): Payload {
  return typeof data === 'object' && data !== null ? data : {};
}

function plain(name: string, query: string, text: string): Question {
  return {
    name,
    query,
    scan: { text: new RegExp(text, 'iu') },
    bytes: text,
    ripgrep: ['-i', '-F', text],
    plain: true,
  };
}

const TENTH_FROM = FIRST_TIME + 16_000_000;
const TENTH_TO = FIRST_TIME + 20_000_000;

export const QUESTIONS: readonly Question[] = [
  { name: 'everything', query: '', scan: { fields: () => true }, bytes: '\n', ripgrep: [''] },
  plain('a frequent word', 'timeout', 'timeout'),
  plain('a seldom word', SELDOM_WORD, SELDOM_WORD),
  plain('a rare word', RARE_WORD, RARE_WORD),
  plain('a word that is nowhere', 'xylophone', 'xylophone'),
  plain('a part of words', 'balanc', 'balanc'),
  plain('a phrase', `"${PHRASE}"`, PHRASE),
  {
    name: 'a field',
    query: 'data.level:error',
    scan: { fields: (line) => payloadOf(line).level === 'error' },
    bytes: '"level":"error"',
    ripgrep: ['-F', '"level":"error"'],
  },
  {
    name: 'a field within a field',
    query: 'data.http.status:503',
    scan: { fields: (line) => payloadOf(line).http?.status === 503 },
    bytes: '"status":503',
    ripgrep: ['-F', '"status":503'],
  },
  {
    name: 'a rare value in lists',
    query: 'data.lines.sku:SHO-43364',
    scan: { fields: (line) => payloadOf(line).lines?.some(({ sku }) => sku === 'SHO-43364') ?? false },
    bytes: '"sku":"SHO-43364"',
    ripgrep: ['-F', '"sku":"SHO-43364"'],
  },
  {
    name: 'a range of numbers',
    query: 'data.amount:>=990',
    scan: { fields: (line) => (payloadOf(line).amount ?? 0) >= 990 },
    bytes: null,
    ripgrep: ['"amount":99[0-9]'],
  },
  {
    name: 'a range of times',
    query: `time:[${new Date(TENTH_FROM).toISOString()} TO ${new Date(TENTH_TO).toISOString()}]`,
    scan: { fields: ({ receivedAt }) => receivedAt >= TENTH_FROM && receivedAt <= TENTH_TO },
    bytes: null,
    ripgrep: null,
  },
  {
    name: 'word, channel and type',
    query: 'timeout channel:tenant-7/* type:log',
    scan: {
      fields: (line) =>
        line.type === 'log' && line.channel.startsWith('tenant-7/') && /timeout/iu.test(textOf(line)),
    },
    bytes: null,
    ripgrep: null,
  },
  {
    name: 'word, and neither type nor word',
    query: 'timeout -type:log -retry',
    scan: {
      fields: (line) =>
        line.type !== 'log' && /timeout/iu.test(textOf(line)) && !/retry/iu.test(textOf(line)),
    },
    bytes: null,
    ripgrep: null,
  },
  {
    name: 'a wildcard',
    query: 'overh*ted',
    scan: { text: /overh.*ted/iu },
    bytes: null,
    ripgrep: ['-i', 'overh.*ted'],
  },
  {
    name: 'an expression, rare',
    query: '/"traceId":"000[0-9a-f]+7"/',
    scan: { text: /"traceId":"000[0-9a-f]+7"/u },
    bytes: null,
    ripgrep: ['"traceId":"000[0-9a-f]+7"'],
  },
  {
    name: 'an expression, frequent',
    query: '/time(out|d)|retry/',
    scan: { text: /time(?:out|d)|retry/u },
    bytes: null,
    ripgrep: ['time(out|d)|retry'],
  },
  {
    name: 'an expression that tells no word',
    query: '/w.b.*z.*q/',
    scan: { text: /w.b.*z.*q/u },
    bytes: null,
    ripgrep: ['w.b.*z.*q'],
    untelling: true,
  },
];

/** What free text is looked for in. */
function textOf({ data, type, channel, id }: Line): string {
  return `${type} ${channel} ${id} ${typeof data === 'string' ? data : JSON.stringify(data)}`;
}

export function questionNamed(name: string): Question {
  const found = QUESTIONS.find((question) => question.name === name);
  if (!found) throw new Error(`There is no question "${name}".`);
  return found;
}

/** The query of a question, made ready as the app makes it. */
export function nodeOf(query: string): QueryNode {
  const parsed = parseQuery(query);
  if (!parsed.ok) throw new Error(`The query ${query} is none: ${parsed.problem.message}`);
  return parsed.node;
}

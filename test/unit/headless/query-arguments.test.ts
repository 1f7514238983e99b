import { describe, expect, it } from 'vitest';
import { toProblem } from '@shared/errors';
import { parseQueryArguments, type QueryArguments } from '../../../src/headless/query-arguments';
import { appDataFolder } from '../../../src/headless/query-folder';
import { sourceIds } from '../../../src/headless/query-sources';
import { terminalText } from '../../../src/headless/terminal-text';

/** 14:30 here, so that times of day are of today. */
const NOW = new Date(2026, 10, 21, 14, 30).getTime();
const parse = (...args: string[]): QueryArguments => parseQueryArguments(args, NOW);
function refusal(...args: string[]): string {
  try {
    parse(...args);
  } catch (error) {
    const { message, hint } = toProblem(error);
    return `${message} ${hint}`;
  }
  throw new Error('was not refused');
}

describe('the arguments of query', () => {
  it('ask for everything as text, with secrets masked, when there are none', () => {
    expect(parse()).toEqual({
      query: '',
      now: NOW,
      since: null,
      until: null,
      sources: [],
      limit: null,
      count: false,
      format: 'text',
      reverse: false,
      all: false,
      redact: true,
      dataFolder: null,
    });
  });

  it('take several words as one query', () => {
    expect(parse('type:error', 'timeout', '-n', '5').query).toBe('type:error timeout');
  });

  it.each([
    ['10m', NOW - 600_000],
    ['-2h', NOW - 7_200_000],
    ['14:03', new Date(2026, 10, 21, 14, 3).getTime()],
    ['2026-11-20', new Date(2026, 10, 20).getTime()],
    ['2026-11-20T10:00:00Z', Date.UTC(2026, 10, 20, 10)],
    ['1700000000000', 1_700_000_000_000],
  ])('read --since=%s', (text, ms) => expect(parse(`--since=${text}`).since).toBe(ms));

  it.each([
    [['--since', 'soon'], /--since takes a time, not "soon"\. A time is 10m,/],
    [['--since', '10m', '--until', '1h'], /--until 1h is not after --since 10m/],
    [['--limit', '0'], /--limit takes a whole number from 1 on, not "0"/],
    [['--format', 'xml'], /--format takes text, ndjson, csv, raw, not "xml"/],
    [['--count', '--format', 'csv'], /Keep one/],
    [['--sinc', '1m'], /Is it --since\?/],
    [['-type:error'], /streamgauge query -- '-type:error'/],
  ])('refuse %j in a sentence', (args, sentence) => expect(refusal(...args)).toMatch(sentence));

  it('take a query that begins with - behind --', () => {
    expect(parse('--limit', '3', '--', '-type:error')).toMatchObject({ query: '-type:error', limit: 3 });
  });

  it('point at what is wrong with a query, under the character', () => {
    const lines = refusal('type:error time:>25:00').split('\n');
    expect(lines[0]).toMatch(/^25:00 is no time\. A time is/u);
    expect(lines.slice(1)).toEqual(['', '  type:error time:>25:00', '                   ^^^^^']);
  });

  it('point at the right column behind wide characters and what is written as an escape', () => {
    const lines = refusal('東京\u202e (').split('\n');
    expect(lines.slice(-2)).toEqual(['  東京\\u202e (', '             ^']);
  });

  it('show only what is around the place in a long query', () => {
    const lines = refusal(`${'word '.repeat(100)}( ${'word '.repeat(100)}`).split('\n');
    const [shown, carets] = lines.slice(-2) as [string, string];
    expect(shown.length).toBeLessThan(140);
    expect(shown[carets.indexOf('^')]).toBe('(');
  });
});

describe('names of sources', () => {
  const names = new Map([
    ['a1', 'orders'],
    ['a2', 'orders'],
    ['b1', 'Arena'],
  ]);

  it('stand for all that go by them, by case where that tells them apart; ids for themselves', () => {
    expect(sourceIds(['orders'], names, [])).toEqual(['a1', 'a2']);
    expect(sourceIds(['arena', 'a1', 'gone'], names, ['gone'])).toEqual(['b1', 'a1', 'gone']);
  });

  it.each([
    ['oders', 'Is it "orders"?'],
    ['zzz', 'There are "orders", "Arena".'],
  ])('that are not known are refused, with those that are (%s)', (name, hint) => {
    try {
      sourceIds([name], names, []);
      throw new Error('was not refused');
    } catch (error) {
      expect(toProblem(error)).toMatchObject({
        message: `There is no source "${name}" in this history.`,
        hint,
      });
    }
  });
});

describe('text of a stranger', () => {
  it('cannot act on the terminal', () => {
    expect(terminalText('a\u001b[31mb\r\n\tc\u0007\u009b\u202e\u{e0041}\ud800d')).toBe(
      'a\\x1b[31mb\\r\\n\\tc\\x07\\x9b\\u202e\\u{e0041}\\ud800d',
    );
  });

  it('is left as it is when there is no harm in it', () => {
    expect(terminalText('Größe 東京 👩‍🚀 {"a":"C:\\\\x"}')).toBe('Größe 東京 👩‍🚀 {"a":"C:\\\\x"}');
  });
});

describe("the folder of the app's data", () => {
  it.each([
    ['linux', {}, '/home/ada/.config/Streamgauge'],
    ['linux', { XDG_CONFIG_HOME: '/xdg' }, '/xdg/Streamgauge'],
    ['linux', { XDG_CONFIG_HOME: 'relative' }, '/home/ada/.config/Streamgauge'],
    ['darwin', {}, '/home/ada/Library/Application Support/Streamgauge'],
  ] as const)('is where the app has it on %s with %j', (platform, env, folder) => {
    expect(appDataFolder(platform, env, '/home/ada')).toBe(folder);
  });

  it('is in %APPDATA% on Windows', () => {
    const env = { APPDATA: 'C:\\Users\\ada\\AppData\\Roaming' };
    expect(appDataFolder('win32', env, 'C:\\Users\\ada')).toBe(
      'C:\\Users\\ada\\AppData\\Roaming\\Streamgauge',
    );
    expect(appDataFolder('win32', {}, 'C:\\Users\\ada')).toBe(
      'C:\\Users\\ada\\AppData\\Roaming\\Streamgauge',
    );
  });
});

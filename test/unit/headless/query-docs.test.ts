import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { parseQueryArguments } from '../../../src/headless/query-arguments';
import { queryHelp, queryOptionsMarkdown } from '../../../src/headless/query-help';

const DOCS = resolve(__dirname, '../../../docs/command.md');
const BEGIN = '<!-- query options -->';
const END = '<!-- /query options -->';

describe('the documentation of query', () => {
  it('holds the table that the help is made from; -u writes it', async () => {
    const text = readFileSync(DOCS, 'utf8');
    const [before, rest] = text.split(BEGIN);
    const [, after] = rest!.split(END);
    const wanted = `${before}${BEGIN}\n\n${queryOptionsMarkdown()}\n${END}${after}`;
    const formatted = await format(wanted, { ...(await resolveConfig(DOCS)), parser: 'markdown' });
    await expect(formatted).toMatchFileSnapshot(DOCS);
  });

  it('names only options that there are, and fits a terminal', () => {
    const help = queryHelp();
    const flags = [...help.matchAll(/^ {2}(?:-\w, )?--([\w.-]+)( \S+)?/gmu)];
    expect(flags.length).toBeGreaterThan(8);
    for (const [, flag, value] of flags) {
      // What a value must be is another question: here only that the name is known.
      let message = '';
      try {
        parseQueryArguments(value === undefined ? [`--${flag}`] : [`--${flag}`, '1']);
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).not.toMatch(/Unknown option|argument missing|does not take/u);
    }
    for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
  });
});

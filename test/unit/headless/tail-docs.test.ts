import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { tailHelp, tailOptionsMarkdown } from '../../../src/headless/tail-help';
import { parseTail } from '../../../src/headless/tail-arguments';

const DOCS = resolve(__dirname, '../../../docs/command.md');
const BEGIN = '<!-- tail options -->';
const END = '<!-- /tail options -->';

describe('the documentation of tail', () => {
  it('holds the table that the help is made from; -u writes it', async () => {
    const text = readFileSync(DOCS, 'utf8');
    const [before, rest] = text.split(BEGIN);
    const [, after] = rest!.split(END);
    const wanted = `${before}${BEGIN}\n\n${tailOptionsMarkdown()}\n${END}${after}`;
    const formatted = await format(wanted, { ...(await resolveConfig(DOCS)), parser: 'markdown' });
    await expect(formatted).toMatchFileSnapshot(DOCS);
  });

  it('names only options that there are, and fits a terminal', () => {
    const help = tailHelp();
    const flags = [...help.matchAll(/^ {2}(?:-\w, )?--([\w.-]+)( \S+)?/gmu)];
    expect(flags.length).toBeGreaterThan(15);
    for (const [, flag, value] of flags) {
      const args = value === undefined ? [`--${flag}`] : [`--${flag}`, '1'];
      // What a value must be is another question: here only that the name is known.
      let message = '';
      try {
        parseTail(['http://127.0.0.1/', ...args], {});
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).not.toMatch(/Unknown option|argument missing|does not take/u);
    }
    for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
  });
});

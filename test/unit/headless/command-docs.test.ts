import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { serveHelp, serveOptionsMarkdown } from '../../../src/headless/help';
import { OPTIONS } from '../../../src/headless/serve-options';

const DOCS = resolve(__dirname, '../../../docs/command.md');
const BEGIN = '<!-- options -->';
const END = '<!-- /options -->';

describe('the documentation of serve', () => {
  it('holds the tables that the schema of options gives; -u writes them', async () => {
    const text = readFileSync(DOCS, 'utf8');
    const [before, rest] = text.split(BEGIN);
    const [, after] = rest!.split(END);
    const wanted = `${before}${BEGIN}\n\n${serveOptionsMarkdown()}\n${END}${after}`;
    const formatted = await format(wanted, { ...(await resolveConfig(DOCS)), parser: 'markdown' });
    await expect(formatted).toMatchFileSnapshot(DOCS);
  });

  it('names every flag and every variable in --help, and fits a terminal', () => {
    const help = serveHelp();
    for (const { flag, variable } of OPTIONS) {
      expect(help).toMatch(new RegExp(`--(?:\\[no-\\])?${flag}\\b.*${variable}\\b`, 'u'));
    }
    for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
  });

  it('calls no two options the same', () => {
    for (const key of ['flag', 'variable'] as const) {
      expect(new Set(OPTIONS.map((option) => option[key])).size).toBe(OPTIONS.length);
    }
  });
});

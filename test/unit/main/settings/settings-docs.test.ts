import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { MEANINGS, settingFacts, settingsMarkdown } from '../../../../src/main/settings/settings-markdown';

const DOCS = resolve(__dirname, '../../../../docs/settings.md');
const BEGIN = '<!-- settings -->';
const END = '<!-- /settings -->';

describe('the documentation of the settings', () => {
  it('holds the table that the schema gives; -u writes it', async () => {
    const [before, rest] = readFileSync(DOCS, 'utf8').split(BEGIN);
    const [, after] = rest!.split(END);
    const wanted = `${before}${BEGIN}\n\n${settingsMarkdown()}\n\n${END}${after}`;
    const formatted = await format(wanted, { ...(await resolveConfig(DOCS)), parser: 'markdown' });
    await expect(formatted).toMatchFileSnapshot(DOCS);
  });

  it('says of every value what it is for, and of none that is not there', () => {
    expect(
      settingFacts()
        .map(({ path }) => path)
        .sort(),
    ).toEqual(Object.keys(MEANINGS).sort());
  });
});

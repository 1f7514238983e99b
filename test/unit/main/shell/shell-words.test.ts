import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '@shared/language';
import { en } from '../../../../src/main/shell/words/en';
import { shellWords } from '../../../../src/main/shell/words/shell-words';

/** Each message by its path, with `<>` for what it is given. */
function messages(words: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([name, value]: [string, unknown]) => {
      if (typeof value === 'function')
        return [[`${path}${name}`, (value as (given: string) => string)('<>')]];
      return typeof value === 'string'
        ? [[`${path}${name}`, value]]
        : [...messages(value as object, `${path}${name}.`)];
    }),
  );
}

describe.each(LANGUAGES)('what the system draws in %s', (language) => {
  const spoken = messages(shellWords(language));

  it('says everything, with what it is given', () => {
    expect([...spoken.keys()]).toEqual([...messages(en).keys()]);
    for (const [name, text] of messages(en)) {
      expect(spoken.get(name)?.trim(), name).not.toBe('');
      expect(spoken.get(name)?.includes('<>'), name).toBe(text.includes('<>'));
      expect(spoken.get(name)?.endsWith('…'), name).toBe(text.endsWith('…'));
    }
  });

  it('names what opens in the browser, and the file that is offered', () => {
    expect(shellWords(language).external.question('example.org')).toContain('example.org');
    expect(shellWords(language).offered.capture('night.ndjson')).toContain('night.ndjson');
  });
});

import { describe, expect, it } from 'vitest';
import { previewTokens } from '@/views/stream/preview-tokens';
import { cpuMs } from '../../../support/cpu-ms';

const textOf = (preview: string): string =>
  previewTokens(preview)
    .map((token) => token.text)
    .join('');
const kindOf = (preview: string, text: string): string | undefined =>
  previewTokens(preview).find((token) => token.text === text)?.kind;

describe('the preview of an event', () => {
  it('drops the outer braces and the quotes of keys, and keeps values as sent', () => {
    expect(textOf('{"order":"EU-1","total":48.00,"paid":true,"note":null}')).toBe(
      'order: "EU-1", total: 48.00, paid: true, note: null',
    );
  });

  it('keeps the order of keys and the braces inside', () => {
    expect(textOf('{ "b" : {"x":1},\n "a" : [1, 2] }')).toBe('b: {x: 1}, a: [1, 2]');
  });

  it('tells keys, strings, numbers and literals apart', () => {
    const json = '{"a":"s","n":-1.5e3,"l":false}';
    expect(kindOf(json, 'a')).toBe('k');
    expect(kindOf(json, '"s"')).toBe('s');
    expect(kindOf(json, '-1.5e3')).toBe('n');
    expect(kindOf(json, 'false')).toBe('l');
  });

  it('colours the word of a level, but only where a level is said', () => {
    expect(kindOf('{"level":"error"}', '"error"')).toBe('lvt-error');
    expect(kindOf('{"severity":"WARN"}', '"WARN"')).toBe('lvt-warning');
    expect(kindOf('{"title":"error"}', '"error"')).toBe('s');
  });

  it('shows what is no JSON as it is', () => {
    expect(previewTokens('tick 42 {"a":1}')).toEqual([{ kind: 'text', text: 'tick 42 {"a":1}' }]);
    expect(previewTokens('')).toEqual([]);
  });

  it('takes JSON that was cut in the middle of a string', () => {
    expect(textOf('{"text":"Could be the ca')).toBe('text: "Could be the ca');
  });

  it('loses no character of broken JSON but white space', () => {
    expect(textOf('{"a" "b" ,,, : ]] nope "x}')).toContain('nope');
  });

  it('never holds more than a cell can show', () => {
    expect(textOf(`{"a":"${'x'.repeat(5_000)}"}`).length).toBeLessThan(300);
  });

  it('makes hidden characters visible in keys and values', () => {
    expect(textOf('{"a\u202eb":"c\u0007"}')).toBe('a‹202E›b: "c␇"');
  });

  it('needs little time for text that is made to be slow', () => {
    const started = cpuMs();
    for (const evil of ['{'.repeat(240), '"\\'.repeat(120), `{"${'\\'.repeat(239)}`, '[-'.repeat(120)])
      for (let i = 0; i < 200; i++) previewTokens(evil);
    expect(cpuMs() - started).toBeLessThan(1_000);
  });
});

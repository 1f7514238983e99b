import { describe, expect, it } from 'vitest';
import { JsonPicker, type Wish } from '../../../../../src/main/history/import/json-picker';
import { Random } from '../random';
import { randomText } from '../export/random-event';

/** Everything that is picked, in order, with its place. */
function pick(bytes: Buffer, sizes: () => number, wish: (path: string) => Wish): string[] {
  const found: string[] = [];
  const texts = new Map<string, string>();
  const picker = new JsonPicker(
    {
      want: (path) => wish(path.join('.')),
      value: (path, value) => found.push(`${path.join('.')}=${JSON.stringify(value)}`),
      text: (path, part) => texts.set(path.join('.'), (texts.get(path.join('.')) ?? '') + part),
      tooLong: (path) => found.push(`${path.join('.')} too long`),
      left: (path) => found.push(`left ${path.join('.')}`),
    },
    1_000,
  );
  for (let at = 0; at < bytes.length;) {
    const size = sizes();
    picker.feed(bytes.subarray(at, at + size));
    at += size;
  }
  expect(picker.complete).toBe(true);
  return [...found, ...[...texts].map(([path, text]) => `${path}~${JSON.stringify(text)}`)];
}

describe('picking values out of JSON', () => {
  it('finds the same however the bytes are cut', () => {
    const random = new Random(21);
    for (let i = 0; i < 300; i++) {
      const text = () => randomText(random, 12, ['\n', '\r']);
      const document = {
        [`k${text()}`]: [1, -2.5e3, true, null, text(), { x: text() }],
        list: [{ take: { deep: [text()] }, text: text(), n: random.below(9) }, {}, []],
        end: random.pick([text(), 12, null]),
      };
      const json = JSON.stringify(document, null, random.below(3));
      const wish = (path: string): Wish =>
        path === '' || path === 'list' || /^list\.\d$/u.test(path)
          ? 'into'
          : path.endsWith('.text')
            ? 'text'
            : path.startsWith('k')
              ? 'skip'
              : 'take';
      const bytes = Buffer.from(json);
      const whole = pick(bytes, () => bytes.length, wish);
      expect(pick(bytes, () => 1, wish)).toEqual(whole);
      expect(pick(bytes, () => 1 + random.below(9), wish)).toEqual(whole);
      expect(whole).toContain(
        `list.0.take=${JSON.stringify(document.list[0] && { deep: (document.list[0] as { take: { deep: string[] } }).take.deep })}`,
      );
      expect(whole).toContain(`end=${JSON.stringify(document.end)}`);
      const told = (document.list[0] as { text: string }).text;
      if (told !== '') expect(whole).toContain(`list.0.text~${JSON.stringify(told)}`);
    }
  });

  it('lets a value go that is too long, and goes on behind it', () => {
    const bytes = Buffer.from(JSON.stringify({ a: 'x'.repeat(5_000), b: 1 }));
    const found = pick(
      bytes,
      () => 100,
      (path) => (path === '' ? 'into' : 'take'),
    );
    expect(found).toEqual(['a too long', 'b=1', 'left ']);
  });

  it.each(['{"a" 1}', '{a:1}', '[1 2]', '{"a":1}}', '{"a":}', '{"a":tru}', '{"a":"\\x"}'])(
    'refuses %s',
    (json) => {
      expect(() =>
        pick(
          Buffer.from(json),
          () => 1,
          (path) => (path === '' ? 'into' : 'take'),
        ),
      ).toThrow(SyntaxError);
    },
  );
});

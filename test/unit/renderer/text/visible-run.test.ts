import { describe, expect, it } from 'vitest';
import { visibleText } from '@/ui/visible-text';
import { VisibleRun } from '@/views/text/visible-run';

/** What is on the screen after these pieces. */
function shown(pieces: readonly string[]): string {
  const run = new VisibleRun();
  let text = '';
  for (const piece of pieces) {
    const step = run.append(piece);
    text = text.slice(0, text.length - step.back) + step.text;
  }
  return text;
}

describe('text that comes in pieces', () => {
  it('keeps line breaks and tabs, and shows what hides', () => {
    expect(shown(['a\tb\n', 'c\r', '\nd', '\u202e', '\u0000'])).toBe('a\tb\nc\nd‹202E›␀');
  });

  it('puts together what a piece boundary tears apart', () => {
    expect(shown(['\ud83d', '\ude00!'])).toBe('😀!');
    expect(shown(['👩', '\u200d', '💻', ' ok'])).toBe('👩‍💻 ok');
    expect(shown(['👩', '🏽', '\u200d💻'])).toBe('👩🏽‍💻');
  });

  it('is the same wherever it is cut', () => {
    const text = 'Grüße 👩🏽‍💻 und\t日本語\u200b, e\u0301, pay\u200dpal 😀';
    for (let size = 1; size < 9; size++) {
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'gu'))!;
      expect(shown(pieces)).toBe(visibleText(text.replace('\t', '#')).replace('#', '\t'));
    }
  });
});

import { describe, expect, it } from 'vitest';
import { visibleExcerpt, visibleText } from '@/ui/visible-text';

describe('untrusted text', () => {
  it('is left alone when nothing in it hides', () => {
    const text = 'orders/eu/created ✓ naïve 日本語 שלום';
    expect(visibleText(text)).toBe(text);
  });

  it('shows control characters as control pictures', () => {
    expect(visibleText('a\u0000b\u001b[31m\n\u007f')).toBe('a␀b␛[31m␊␡');
  });

  it('shows what reverses or hides the text around it', () => {
    expect(visibleText('gpj.\u202eexe')).toBe('gpj.‹202E›exe');
    expect(visibleText('a\u200bb\ufeff\u2066')).toBe('a‹200B›b‹FEFF›‹2066›');
    expect(visibleText('x\u{e0041}')).toBe('x‹E0041›');
  });

  it('keeps an emoji that is joined of several, but shows a joiner between letters', () => {
    expect(visibleText('👩‍💻')).toBe('👩‍💻');
    expect(visibleText('👩🏽‍💻')).toBe('👩🏽‍💻');
    expect(visibleText('pay\u200dpal')).toBe('pay‹200D›pal');
  });

  it('shows half a surrogate pair as what it is', () => {
    expect(visibleText('a\ud83d')).toBe('a‹D83D›');
  });

  it('is cut with an ellipsis, never through a character', () => {
    expect(visibleExcerpt('abcdef', 6)).toBe('abcdef');
    expect(visibleExcerpt('abcdef', 3)).toBe('abc…');
    expect(visibleExcerpt('ab👩c', 3)).toBe('ab…');
  });
});

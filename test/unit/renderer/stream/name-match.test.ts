import { describe, expect, it } from 'vitest';
import { filterWords, holdsWords, namePieces } from '@/views/stream/name-match';

const marked = (name: string, text: string, whole?: string): string =>
  namePieces(name, filterWords(text), whole)
    .map((piece) => (piece.isHit ? `[${piece.text}]` : piece.text))
    .join('');

describe('names that a filter looks for', () => {
  it('hold every word of it, with any case and in any order', () => {
    expect(holdsWords('orders/EU/paid', filterWords(' paid  eu '))).toBe(true);
    expect(holdsWords('orders/EU/paid', filterWords('paid us'))).toBe(false);
    expect(holdsWords('anything', filterWords('  '))).toBe(true);
  });

  it('are marked where the words were found', () => {
    expect(marked('orders/eu', 'RD eu')).toBe('o[rd]ers/[eu]');
    expect(marked('aaa', 'aa')).toBe('[aaa]');
    expect(marked('orders', 'x')).toBe('orders');
    expect(marked('', 'x')).toBe('');
  });

  it('are marked in the level that is shown, when the whole name was searched', () => {
    expect(marked('eu', 's/e', 'orders/eu')).toBe('[e]u');
    expect(marked('orders', 's/e', 'orders')).toBe('orders');
    expect(marked('eu', 'ord', 'orders/eu')).toBe('eu');
  });

  it('stay unmarked when lower case would shift them', () => {
    expect(marked('İstanbul', 'stan')).toBe('İstanbul');
  });
});

import { describe, expect, it } from 'vitest';
import { channelEnds, deltaWords, idEnds, tickLength } from '@/views/stream/row-words';

describe('words of a row', () => {
  it('writes the time since the row before in six characters or less', () => {
    expect([0, 190, 3_204, 9_994, 12_340, 99_900].map((ms) => deltaWords(ms))).toEqual([
      '+0.00',
      '+0.19',
      '+3.20',
      '+9.99',
      '+12.3',
      '+99.9',
    ]);
    expect([99_960, 3_600_000 * 2, 86_400_000 * 9].map((ms) => deltaWords(ms))).toEqual([
      '+1.7 m',
      '+2.0 h',
      '+9 d',
    ]);
  });

  it('takes a clock that went back for no time at all', () => {
    expect(deltaWords(-5_000)).toBe('+0.00');
    expect(tickLength(-5_000)).toBe(3);
  });

  it('draws bursts as short ticks and silences as long ones, at most 20 px', () => {
    expect(tickLength(0)).toBe(3);
    expect(tickLength(9)).toBe(8);
    expect(tickLength(999)).toBe(18);
    expect(tickLength(86_400_000)).toBe(20);
  });

  it('keeps the tail of a channel name, where channels differ', () => {
    expect(channelEnds('NotificationStream:user:42')).toEqual({
      head: 'NotificationStream',
      tail: ':user:42',
    });
    expect(channelEnds('cart/eu')).toEqual({ head: 'cart', tail: '/eu' });
    expect(channelEnds('recentchange')).toEqual({ head: '', tail: 'recentchange' });
    expect(channelEnds('a/b/c/d')).toEqual({ head: 'a/b', tail: '/c/d' });
  });

  it('keeps the end of a long id', () => {
    expect(idEnds('88203')).toEqual({ head: '', tail: '88203' });
    expect(idEnds('0192f3a4-77b1')).toEqual({ head: '0192f3a4', tail: '-77b1' });
  });

  it('bounds names of any length', () => {
    expect(channelEnds('x'.repeat(10_000)).tail.length).toBe(256);
    expect(idEnds('y'.repeat(10_000)).head.length).toBe(256);
  });
});

import { LAST_VALUE_LENGTH, SIZE_CLASSES } from '@shared/feed';
import type { ChannelAt } from '@shared/history';
import type { StreamEvent } from '@shared/stream-event';
import { describe, expect, it } from 'vitest';
import { FOLDED_CHANNEL, RateMeter } from '../../../../src/main/history/rates';
import { makeEvent, makeGap } from './make-event';

function batch(count: number, parts: Parameters<typeof makeEvent>[0] = {}): StreamEvent[] {
  return Array.from({ length: count }, (_, i) => ({ seq: i + 1, ...makeEvent(parts) }));
}

describe('the rate meter', () => {
  it('counts events and bytes of each source and channel by second', () => {
    const meter = new RateMeter();
    meter.add(batch(10, { channel: 'x', receivedAt: 5 }));
    meter.add(batch(4, { channel: 'y' }));
    meter.add(batch(2, { sourceId: 'b', channel: 'x' }));
    const size = batch(1)[0]!.raw.byteLength;
    const rates = meter.tick();
    expect(rates?.sources).toMatchObject([
      { sourceId: 'a', events: 14, rate: 14, byteRate: 14 * size },
      { sourceId: 'b', events: 2, rate: 2 },
    ]);
    expect(rates?.channels).toMatchObject([
      { sourceId: 'a', channel: 'x', events: 10, rate: 10, lastAt: 5 },
      { sourceId: 'a', channel: 'y', events: 4, rate: 4 },
      { sourceId: 'b', channel: 'x', events: 2, rate: 2 },
    ]);
    expect(rates?.sources[0]?.spark).toHaveLength(20);
    expect(rates?.spark).toHaveLength(40);
    expect(rates?.spark.at(-1)).toBe(16);
  });

  it('divides by the time that really passed when a second came late', () => {
    const meter = new RateMeter();
    meter.add(batch(30));
    expect(meter.tick(1_500)?.sources[0]?.rate).toBe(20);
  });

  it('tells only of changed channels, and once more with 0 of one that fell silent', () => {
    const meter = new RateMeter();
    meter.add(batch(1, { channel: 'x' }));
    meter.add(batch(1, { channel: 'y' }));
    meter.tick();
    meter.add(batch(1, { channel: 'y' }));
    expect(meter.tick()?.channels).toMatchObject([
      { channel: 'x', rate: 0, events: 1 },
      { channel: 'y', rate: 1, events: 2 },
    ]);
    expect(meter.tick()?.channels).toMatchObject([{ channel: 'y', rate: 0, events: 2 }]);
    expect(meter.tick()?.channels).toEqual([]);
  });

  it('falls silent when everything is zero, after it said so', () => {
    const meter = new RateMeter();
    expect(meter.tick()).toBeNull();
    meter.add(batch(3));
    const pushes = Array.from({ length: 60 }, () => meter.tick());
    const last = pushes.filter((rates) => rates !== null).at(-1);
    expect(last?.spark.every((n) => n === 0)).toBe(true);
    expect(last?.sources[0]).toMatchObject({ rate: 0, byteRate: 0, events: 3 });
    expect(pushes.at(-1)).toBeNull();
    expect(pushes.filter((rates) => rates !== null).length).toBeLessThanOrEqual(42);
  });

  it('counts bytes of comments, but neither comments nor gaps as events', () => {
    const meter = new RateMeter();
    meter.add(batch(1, { kind: 'comment', type: '', raw: new Uint8Array(7) }));
    meter.add([{ seq: 2, ...makeGap() }]);
    // Nobody has to be told because of them.
    expect(meter.tick()).toBeNull();
    expect(meter.full().sources).toMatchObject([{ events: 0, rate: 0, byteRate: 7 }]);
    expect(meter.full().channels).toEqual([]);
  });

  it('folds the channels over its bound and says how many', () => {
    const meter = new RateMeter(3);
    for (let i = 0; i < 10; i++) meter.add(batch(2, { channel: `c${i}` }));
    meter.add(batch(1, { channel: 'c9' }));
    const rates = meter.full();
    expect(rates.channels.map(({ channel, events }) => [channel, events])).toEqual([
      ['c0', 2],
      ['c1', 2],
      ['c2', 2],
      [FOLDED_CHANNEL, 15],
    ]);
    expect(rates.channelsFolded).toBe(7);
  });

  it('forgets a source, which makes room for channels of others', () => {
    const meter = new RateMeter(1);
    meter.add(batch(1, { channel: 'x' }));
    meter.forget('a');
    meter.add(batch(1, { sourceId: 'b', channel: 'y' }));
    expect(meter.full()).toMatchObject({ sources: [{ sourceId: 'b' }], channels: [{ channel: 'y' }] });
    expect(meter.tick()?.channels).toHaveLength(1);
  });

  it('puts back what it forgot, beside what came since, unless all was counted anew', () => {
    const meter = new RateMeter();
    meter.add(batch(3, { channel: 'x', receivedAt: 1_000, data: 'old' }));
    meter.tick();
    const forgotten = meter.forget('a')!;
    meter.add(batch(1, { channel: 'x', receivedAt: 5_000 }));
    meter.tick();
    expect(meter.putBack(forgotten)).toBe(true);
    const { sources, channels, types } = meter.full();
    expect(sources).toMatchObject([{ events: 4, firstAt: 1_000, lastAt: 5_000 }]);
    expect(sources[0]!.spark.slice(-2)).toEqual([3, 1]);
    expect(sources[0]!.sizes.reduce((sum, n) => sum + n, 0)).toBe(4);
    expect(channels).toMatchObject([{ channel: 'x', events: 4, firstAt: 1_000, lastAt: 5_000 }]);
    expect(types).toMatchObject([{ events: 4 }]);

    const again = meter.forget('a')!;
    meter.restart([]);
    expect(meter.putBack(again)).toBe(false);
    expect(meter.forget('nobody')).toBeNull();
  });

  it('says when a source was heard first and last, and how large its events are', () => {
    const meter = new RateMeter();
    meter.add(batch(1, { receivedAt: 1_000, raw: new Uint8Array(31) }));
    meter.add(batch(2, { receivedAt: 2_000, raw: new Uint8Array(32) }));
    meter.add(batch(1, { receivedAt: 3_000, raw: new Uint8Array(10_000_000) }));
    meter.add(batch(1, { kind: 'comment', type: '', receivedAt: 4_000, raw: new Uint8Array(3) }));
    const [source] = meter.tick()!.sources;
    expect(source).toMatchObject({ firstAt: 1_000, lastAt: 3_000 });
    expect(source?.sizes).toHaveLength(SIZE_CLASSES);
    expect([source?.sizes[0], source?.sizes[1], source?.sizes.at(-1)]).toEqual([1, 2, 1]);
    expect(source?.sizes.reduce((sum, n) => sum + n, 0)).toBe(4);
  });

  it('gives the newest event of each channel in short, also to a window that starts within the second', () => {
    const meter = new RateMeter();
    const events = batch(3, { channel: 'x', data: 'é'.repeat(500), type: 'order.paid' });
    meter.add(events);
    const last = { seq: 3, type: 'order.paid', preview: 'é'.repeat(LAST_VALUE_LENGTH) };
    expect(meter.full().channels).toMatchObject([{ channel: 'x', last }]);
    expect(meter.tick()?.channels).toMatchObject([{ channel: 'x', last, firstAt: 1_700_000_000_000 }]);
    expect(meter.tick()?.channels).toMatchObject([{ channel: 'x', rate: 0, byteRate: 0, last }]);
  });

  it('counts types of each source, and tells of changed ones only', () => {
    const meter = new RateMeter();
    meter.add(batch(3, { type: 'paid', receivedAt: 7 }));
    meter.add(batch(1, { type: 'paid', sourceId: 'b', receivedAt: 8 }));
    const size = batch(1)[0]!.raw.byteLength;
    expect(meter.tick()?.types).toEqual([
      { sourceId: 'a', type: 'paid', events: 3, rate: 3, byteRate: 3 * size, firstAt: 7, lastAt: 7 },
      { sourceId: 'b', type: 'paid', events: 1, rate: 1, byteRate: size, firstAt: 8, lastAt: 8 },
    ]);
    expect(meter.tick()?.types).toMatchObject([{ rate: 0 }, { rate: 0 }]);
    expect(meter.tick()?.types).toEqual([]);
    expect(meter.full().types).toHaveLength(2);
  });

  it('leaves out types over its bound, and has room again when a source is forgotten', () => {
    const meter = new RateMeter(10, 2);
    for (const type of ['p', 'q', 'r']) meter.add(batch(1, { type }));
    expect(meter.full().types.map(({ type }) => type)).toEqual(['p', 'q']);
    expect(meter.full().sources[0]?.events).toBe(3);
    meter.forget('a');
    meter.add(batch(1, { type: 'r', sourceId: 'b' }));
    expect(meter.full().types.map(({ type }) => type)).toEqual(['r']);
  });

  it('counts nothing of what was sent or what became of a connection', () => {
    const meter = new RateMeter();
    meter.add(batch(1, { kind: 'sent' }));
    meter.add(batch(1, { kind: 'state', raw: new Uint8Array(9) }));
    expect(meter.tick()).toBeNull();
  });

  it('lists channels of captures with their counts, but never as a rate', () => {
    const meter = new RateMeter();
    meter.add(batch(5, { sourceId: 'capture-1', channel: 'x', receivedAt: 9 }));
    const rates = meter.tick()!;
    expect(rates.sources).toMatchObject([{ sourceId: 'capture-1', events: 5, rate: 0, byteRate: 0 }]);
    expect(rates.channels).toMatchObject([{ channel: 'x', events: 5, rate: 0, byteRate: 0, lastAt: 9 }]);
    expect(rates.types).toEqual([]);
    expect(rates.spark.every((n) => n === 0)).toBe(true);
    expect(rates.sources[0]?.spark.every((n) => n === 0)).toBe(true);
  });

  describe('with channels of earlier runs', () => {
    const earlier = (channel: string, events: number, lastAt: number, firstAt?: number): ChannelAt => ({
      sourceId: 'a',
      channel,
      events,
      lastAt,
      last: { seq: lastAt, type: 'old', preview: `as of ${lastAt}` },
      ...(firstAt === undefined ? {} : { firstAt }),
    });

    it('tells them with rate 0 and goes on counting from there', () => {
      const meter = new RateMeter();
      meter.seed([earlier('x', 40, 500, 100), earlier('y', 2, 600)]);
      expect(meter.tick()?.channels).toMatchObject([
        { channel: 'y', events: 2, rate: 0, firstAt: null, lastAt: 600, last: { preview: 'as of 600' } },
        { channel: 'x', events: 40, rate: 0, firstAt: 100, lastAt: 500, last: { seq: 500 } },
      ]);
      meter.add([{ ...makeEvent({ channel: 'x', receivedAt: 900, data: 'new' }), seq: 1_000 }]);
      expect(meter.tick()?.channels).toMatchObject([
        {
          channel: 'x',
          events: 41,
          rate: 1,
          firstAt: 100,
          lastAt: 900,
          last: { seq: 1_000, preview: 'new' },
        },
      ]);
    });

    it('does not let an older value take the place of one that has come meanwhile', () => {
      const meter = new RateMeter();
      meter.add([{ ...makeEvent({ channel: 'x', receivedAt: 900, data: 'new' }), seq: 1_000 }]);
      meter.tick();
      meter.seed([earlier('x', 40, 500)]);
      expect(meter.full().channels).toMatchObject([{ events: 41, lastAt: 900, last: { seq: 1_000 } }]);
    });

    it('keeps room for new ones: those heard longest ago are folded until they are heard again', () => {
      const meter = new RateMeter(5);
      meter.seed(Array.from({ length: 6 }, (_, i) => earlier(`c${i}`, 1, 100 + i)));
      expect(meter.full().channelsFolded).toBe(2);
      expect(meter.full().channels.map(({ channel }) => channel)).toEqual([
        'c5',
        'c4',
        'c3',
        'c2',
        FOLDED_CHANNEL,
      ]);
      meter.add(batch(1, { channel: 'c0' }));
      const rates = meter.full();
      expect(rates.channels.find(({ channel }) => channel === 'c0')).toMatchObject({ events: 1 });
      expect(rates.channelsFolded).toBe(1);
    });
  });

  it('counts anew when the history was cleared, and from what it has when that was undone', () => {
    const meter = new RateMeter(1, 1);
    meter.add(batch(5, { channel: 'x', type: 'p' }));
    meter.tick();
    meter.restart([]);
    expect(meter.tick()).toMatchObject({ reset: true, sources: [{ events: 0 }], channels: [], types: [] });
    meter.add(batch(1, { channel: 'y', type: 'q' }));
    const rates = meter.tick()!;
    expect(rates.reset).toBeUndefined();
    expect(rates.channels).toMatchObject([{ channel: 'y', events: 1 }]);
    expect(rates.types).toMatchObject([{ type: 'q', events: 1 }]);
    const last = { seq: 5, type: 'p', preview: '5' };
    const bigger = new RateMeter();
    bigger.add(batch(5, { channel: 'x' }));
    bigger.restart([{ sourceId: 'a', channel: 'z', events: 40, lastAt: 9, last }]);
    expect(bigger.tick()).toMatchObject({ reset: true, channels: [{ channel: 'z', events: 40, last }] });
  });

  it('tells that a forgotten source is gone, though nothing arrives', () => {
    const meter = new RateMeter();
    meter.add(batch(1));
    for (let i = 0; i < 60; i++) meter.tick();
    expect(meter.tick()).toBeNull();
    meter.forget('a');
    expect(meter.tick()?.sources).toEqual([]);
  });
});

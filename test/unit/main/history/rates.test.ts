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
    expect(meter.tick()?.sources).toMatchObject([{ events: 0, rate: 0, byteRate: 7 }]);
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
});

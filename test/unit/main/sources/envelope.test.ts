import { describe, expect, it } from 'vitest';
import { channelOfUrl, readEnvelope } from '../../../../src/main/sources/envelope';

describe('what a payload says about itself', () => {
  it.each([
    ['{"channel":"orders/eu","level":"error"}', { channel: 'orders/eu', level: 'error' }],
    ['{"topic":"prices"}', { channel: 'prices', level: null }],
    ['{"meta":{"stream":"mediawiki.recentchange"}}', { channel: 'mediawiki.recentchange', level: null }],
    ['{"severity":"WARN"}', { channel: null, level: 'warning' }],
    ['{"level":"fatal"}', { channel: null, level: 'error' }],
    ['{"level":"debug"}', { channel: null, level: null }],
    ['{"level":30,"channel":{"a":1}}', { channel: null, level: null }],
    ['{"nested":{"level":"error"}}', { channel: null, level: null }],
    ['{"level":"error"', { channel: null, level: null }],
    ['["channel"]', { channel: null, level: null }],
    ['"level"', { channel: null, level: null }],
    ['', { channel: null, level: null }],
  ])('%s', (data, envelope) => {
    expect(readEnvelope(data)).toEqual(envelope);
  });

  it('does not look into JSON that is too long', () => {
    expect(readEnvelope(`{"channel":"a","x":"${'y'.repeat(70_000)}"}`).channel).toBeNull();
  });

  it('takes nothing from a prototype', () => {
    expect(readEnvelope('{"__proto__":{"channel":"evil"},"level":"info"}').channel).toBeNull();
  });
});

describe('the channel an address names', () => {
  it.each([
    ['https://h.example/events?channel=orders/eu', 'orders/eu'],
    ['https://h.example/events?channel=a&channel=b', ''],
    ['https://h.example/events?channel=**', ''],
    ['https://h.example/v2/stream/recentchange', 'recentchange'],
    ['https://h.example/sub/caf%C3%A9', 'café'],
    ['https://h.example/%E0%A4%A', '%E0%A4%A'],
    ['https://h.example/', 'h.example'],
  ])('%s', (address, channel) => {
    expect(channelOfUrl(address)).toBe(channel);
  });
});

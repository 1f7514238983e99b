import type { ChannelRate } from '@shared/feed';
import { describe, expect, it } from 'vitest';
import { lastNumber } from '@/views/stream/last-number';

const channel = (name: string, preview: string, seq = 1, sourceId = 'a'): ChannelRate => ({
  sourceId,
  channel: name,
  events: 1,
  rate: 0,
  byteRate: 0,
  firstAt: 0,
  lastAt: 0,
  last: { seq, type: 'reading', preview },
});
const pathOf = (preview: string): readonly string[] | undefined =>
  lastNumber('load', [channel('load', preview)])?.path;

describe('the number of a channel', () => {
  it('is the payload, or the one number of it', () => {
    expect(pathOf('12.5')).toEqual([]);
    expect(pathOf(' -3e2 ')).toEqual([]);
    expect(pathOf('{"value":7,"unit":"ms","ok":true}')).toEqual(['value']);
  });

  it('is none where there are several, or none', () => {
    for (const preview of [
      '',
      '12 ms',
      '{"a":1,"b":2}',
      '{"a":"1"}',
      '{"a":{"b":1}}',
      '{"a":1',
      '[1]',
      'NaN',
    ])
      expect(pathOf(preview), preview).toBeUndefined();
    expect(pathOf(`{"a":1,"text":"${'x'.repeat(120)}"}`)).toBeUndefined();
  });

  it('is that of the newest event of the very channel, and of its source', () => {
    const found = lastNumber('load', [
      channel('load', '1', 5, 'a'),
      channel('load', '{"v":2}', 9, 'b'),
      channel('load/eu', '3', 12, 'c'),
    ]);
    expect(found).toEqual({ sourceId: 'b', channel: 'load', type: 'reading', path: ['v'], texts: false });
    expect(lastNumber('other', [channel('load', '1')])).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '@shared/stream-event';
import { compileQuery } from '../../../../src/main/history/query/compile';
import { ofChannel } from '../../../../src/main/history/view-query';

const event = (sourceId: string, channel: string, kind = 'event'): StreamEvent =>
  ({ sourceId, channel, kind, data: '', type: 'message', raw: new Uint8Array() }) as unknown as StreamEvent;

describe('the events of one channel', () => {
  const isOn = compileQuery(ofChannel('a', 'shop/1.*'));

  it('are those of its source with exactly its name, whatever signs are in it', () => {
    expect(isOn(event('a', 'shop/1.*'))).toBe(true);
    expect(isOn(event('a', 'shop/1x'))).toBe(false);
    expect(isOn(event('a', 'SHOP/1.*'))).toBe(false);
    expect(isOn(event('b', 'shop/1.*'))).toBe(false);
  });

  it('are none below it, and no gaps', () => {
    expect(isOn(event('a', 'shop/1.*/more'))).toBe(false);
    expect(isOn(event('a', 'shop/1.*', 'gap'))).toBe(false);
  });
});

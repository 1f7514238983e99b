import { describe, expect, it } from 'vitest';
import type { MappingSetup } from '@shared/source-options';
import type { ScannedEvent } from '../../../../../src/main/sources/frame-scanner';
import { compileMapping } from '../../../../../src/main/sources/mapping/envelope-mapping';
import { remap, type RemappedEvent } from '../../../../../src/main/sources/mapping/remap';

const RAW = Buffer.from('the frame as received');
const frame = (data: string, part: Partial<ScannedEvent> = {}): ScannedEvent => ({
  type: 'message',
  data,
  id: null,
  lastEventId: '',
  channel: null,
  raw: RAW,
  ...part,
});
const mapped = (mapping: Partial<MappingSetup>, event: ScannedEvent, before = ''): RemappedEvent[] =>
  remap(compileMapping(mapping), event, before);

describe('a payload that carries its own type', () => {
  it('says more than the frame, which stands in for what the payload leaves out', () => {
    const event = frame('{"op":"sold","at":1714557600,"n":1}', { type: 'update', channel: 'shop' });
    expect(mapped({ type: 'op', channel: 'where', time: 'at' }, event)).toEqual([
      { ...event, type: 'sold', channel: 'shop', time: 1_714_557_600_000 },
    ]);
    expect(mapped({ type: 'none' }, event)[0]).toMatchObject({ type: 'update' });
    expect(mapped({ type: 'op' }, frame('not JSON'))).toEqual([{ ...frame('not JSON'), time: null }]);
  });

  it('goes on from the id that the frame set, whatever ids the payload has', () => {
    const event = frame('{"id":"p-7"}', { id: '812', lastEventId: '812' });
    expect(mapped({ id: 'id' }, event, '811')[0]).toMatchObject({ id: 'p-7', lastEventId: '812' });
  });

  it('goes on from the ids of the payload where the frames set none', () => {
    expect(mapped({ id: 'id' }, frame('{"id":"p-7"}'), 'p-6')[0]).toMatchObject({
      id: 'p-7',
      lastEventId: 'p-7',
    });
    expect(mapped({ id: 'id' }, frame('{}'), 'p-6')[0]).toMatchObject({ id: null, lastEventId: 'p-6' });
    expect(mapped({ id: 'id' }, frame('{"id":"a\\u0000b"}'), 'p-6')[0]).toMatchObject({ id: null });
  });
});

describe('a payload that is a list', () => {
  const list = '{"items":[{"id":1,"v":"x"},{"id":2,"v":{"n":1}}]}';

  it('makes an event of every item, with no more bytes than the frame had', () => {
    const events = mapped({ items: 'items', id: 'id', data: 'v' }, frame(list));
    expect(events.map(({ id, lastEventId, data }) => [id, lastEventId, data])).toEqual([
      ['1', '1', 'x'],
      ['2', '2', '{"n":1}'],
    ]);
    expect(events.map(({ raw }) => Buffer.from(raw).toString())).toEqual([
      '{"id":1,"v":"x"}',
      '{"id":2,"v":{"n":1}}',
    ]);
  });

  it('gives the frame’s id to the last item only, so that the others are not taken for repetitions', () => {
    const events = mapped({ items: 'items' }, frame(list, { id: '812', lastEventId: '812' }), '811');
    expect(events.map(({ id, lastEventId }) => [id, lastEventId])).toEqual([
      [null, '812'],
      ['812', '812'],
    ]);
  });

  it('makes nothing of an empty list, and one event of what is no list', () => {
    expect(mapped({ items: 'items' }, frame('{"items":[]}'))).toEqual([]);
    expect(mapped({ items: 'items' }, frame('{"a":1}'))).toEqual([{ ...frame('{"a":1}'), time: null }]);
  });
});

import { MAX_SHAPED_FIELDS, MAX_SHAPED_TYPES } from '@shared/shape';
import { describe, expect, it } from 'vitest';
import { Watching } from './watching';

describe('what is learnt of payloads', () => {
  it('knows each place with its types and how often it was there', () => {
    const on = new Watching();
    on.slowly('order', { id: 1, total: 9.5 }, { id: 2, total: null, note: 'x' }, { id: 3, total: 4 });
    expect(on.fields('order')).toEqual({
      '': 'object 3/3',
      id: 'integer 3/3',
      total: 'null|integer|number 3/3',
      note: 'string 1/3',
    });
  });

  it('merges the items of a list, and reads data of several lines', () => {
    const on = new Watching();
    on.slowly('order', '{\n"items": [\n{"sku": "a", "n": 1},\n{"sku": "b"}\n]\n}', { items: [] });
    expect(on.fields('order')).toEqual({
      '': 'object 2/2',
      items: 'array 2/2',
      'items[]': 'object 1/1',
      'items[].sku': 'string 1/1',
      'items[].n': 'integer 1/1',
    });
  });

  it('counts what is no JSON', () => {
    const on = new Watching();
    on.slowly('log', 'hello', '{"broken', '[DONE]', '42');
    expect(on.shapes.types[0]).toMatchObject({ looked: 4, notJson: 3 });
  });

  it('folds the keys of a map of ids, and keeps those of a wide object', () => {
    const on = new Watching();
    for (let i = 0; i < 60; i++) {
      on.slowly('prices', { byId: { [`item-${i}-${i * 7_919}`]: { bid: i } } });
    }
    const wide = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`field${'abcdefgh'[i % 8]}${i}`, i]),
    );
    on.slowly('wide', wide, wide, wide);
    expect(on.fields('prices')).toMatchObject({
      'byId.*': 'object 60/60',
      'byId.*.bid': expect.any(String) as string,
    });
    expect(Object.keys(on.fields('prices'))).toHaveLength(4);
    expect(Object.keys(on.fields('wide'))).toHaveLength(61);
  });

  it('is bounded in types, fields and depth, and counts the rest', () => {
    const on = new Watching();
    let deep: unknown = 1;
    for (let i = 0; i < 500; i++) deep = { deep };
    on.slowly('deep', deep);
    const part = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`field${i}`, i]));
    const many = Object.fromEntries([...'abcdefghijklmnopqrst'].map((key) => [key, part]));
    on.slowly('many', many, many);
    for (let i = 0; i < MAX_SHAPED_TYPES + 50; i++) on.slowly(`type-${i}`, { i });
    const { types, more } = on.shapes;
    expect(types).toHaveLength(MAX_SHAPED_TYPES);
    expect(more).toBe(52);
    const learnt = types.find(({ type }) => type === 'many')!;
    expect(learnt.fields).toHaveLength(MAX_SHAPED_FIELDS + 1);
    expect(learnt.more).toBeGreaterThan(0);
    expect(types.find(({ type }) => type === 'deep')!.fields).toHaveLength(31);
  });

  it('takes names that objects inherit as plain names', () => {
    const on = new Watching();
    on.slowly('odd', '{"__proto__":{"x":1},"constructor":"c","toString":1}');
    expect(on.fields('odd')).toEqual({
      '': 'object 1/1',
      ['__proto__']: 'object 1/1',
      '__proto__.x': 'integer 1/1',
      constructor: 'string 1/1',
      toString: 'integer 1/1',
    });
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it('does not look into what is longer than 256 KiB, and says so', () => {
    const on = new Watching();
    on.slowly('big', JSON.stringify({ text: 'x'.repeat(300_000) }));
    expect(on.shapes.types[0]).toMatchObject({ looked: 0, tooLarge: 1 });
  });

  it('goes on after a restart with what was kept, whatever somebody wrote into it', () => {
    const on = new Watching();
    on.learn('order', { id: 1, items: [{ sku: 'a' }], __proto__x: 1 });
    const kept = JSON.parse(JSON.stringify(on.watch.kept())) as { id: string; value: unknown }[];
    const again = new Watching(kept);
    expect(again.fields('order')).toEqual(on.fields('order'));
    again.slowly('order', { id: 'x', items: [] });
    expect(again.sentences).toEqual(['order: id was an integer and is a string.']);
    const hostile = {
      types: [{ type: 7 }, { type: 'a', payload: { seen: -1, types: { string: 'x' }, fields: [{}, 3] } }],
    };
    expect(new Watching([{ id: 'orders', value: hostile }]).shapes.types.map(({ type }) => type)).toEqual([
      'a',
    ]);
    expect(new Watching([{ id: 'orders', value: 'nonsense' }]).shapes.types).toEqual([]);
  });
});

describe('what does not fit', () => {
  it('says nothing of the types that a source begins with, and names each one that comes later', () => {
    const on = new Watching();
    for (let i = 0; i < 100; i++) on.slowly(`type-${i % 10}`, { i });
    expect(on.sentences).toEqual([]);
    on.slowly('order.refunded', { id: 1 }, { id: 2 });
    expect(on.shapes.findings).toMatchObject([
      { turn: 'new-type', type: 'order.refunded', count: 1, seq: 101 },
    ]);
    expect(on.told.map(({ turn }) => turn)).toEqual(['new-type']);
  });

  it('tells a field that vanished from one that is often left out', () => {
    const on = new Watching();
    for (let i = 0; i < 100; i++)
      on.slowly('order', i % 2 ? { id: 1, total: 1, note: 'x' } : { id: 1, total: 1 });
    on.slowly('order', { id: 1 }, { id: 1 }, { id: 1 }, { id: 1 });
    expect(on.sentences).toEqual([]);
    on.slowly('order', { id: 1 }, { id: 1 });
    expect(on.sentences).toEqual([
      'order: total is missing in 6 events in a row; before, it was in all 100.',
    ]);
    expect(on.shapes.findings[0]).toMatchObject({ turn: 'missing-field', path: 'total', count: 6 });
    expect(on.told).toHaveLength(1);
  });

  it('measures a field that came later from where it came', () => {
    const on = new Watching();
    on.learn('order', { id: 1 });
    on.learn('order', { id: 1, total: 2 }, 40);
    on.learn('order', { id: 1 }, 5);
    expect(on.sentences).toEqual(['order: total is missing in 5 events in a row; before, it was in all 40.']);
  });

  it('does not miss the fields of an object that is gone itself', () => {
    const on = new Watching();
    on.learn('order', { id: 1, customer: { name: 'a', city: 'b' } });
    on.learn('order', { id: 1 }, 10);
    expect(on.sentences).toEqual([
      'order: customer is missing in 10 events in a row; before, it was in all 100.',
    ]);
  });

  it('names a type that a place never had, counts it, and tells it again after a minute', () => {
    const on = new Watching();
    on.learn('order', { total: 9.5 });
    on.learn('order', { total: '9.50' }, 3);
    expect(on.shapes.findings).toMatchObject([
      { turn: 'changed-type', path: 'total', sentence: 'total was a number and is a string.', count: 3 },
    ]);
    expect(on.told).toHaveLength(1);
    on.now += 60_000;
    on.learn('order', { total: '9.50' }, 1);
    expect(on.told.map(({ count }) => count)).toEqual([1, 4]);
  });

  it('is gentle about null and about integers that become numbers', () => {
    const on = new Watching();
    on.learn('order', { total: 9, note: 'x' });
    on.learn('order', { total: 9.5, note: null }, 5);
    expect(on.shapes.findings).toMatchObject([
      { path: 'note', gentle: true, count: 1 },
      { path: 'total', sentence: 'total was an integer and is a number.', gentle: true, count: 1 },
    ]);
    expect(on.told).toEqual([]);
  });

  it('does not come again for what was accepted, also after a restart', () => {
    const on = new Watching();
    on.learn('order', { total: 9.5 });
    on.learn('order', {}, 5);
    on.watch.accept('orders', on.shapes.findings[0]!.id);
    on.learn('order', {}, 5);
    expect(on.sentences).toEqual([]);
    const again = new Watching(on.watch.kept());
    again.learn('order', { total: 9.5 }, 100);
    again.learn('order', {}, 5);
    expect(again.sentences).toEqual([]);
    expect(() => again.watch.accept('orders', 'nothing')).toThrow('not there any more');
  });

  it('forgets a type without calling it new when it comes again', () => {
    const on = new Watching();
    on.learn('order', { total: 9.5 });
    on.learn('ping', {});
    on.watch.forget('orders', 'order');
    on.learn('order', { total: 'x' }, 3);
    expect(on.fields('order')).toMatchObject({ total: 'string 3/3' });
    expect(on.sentences).toEqual([expect.stringMatching(/^ping: was not seen before/u)]);
  });
});

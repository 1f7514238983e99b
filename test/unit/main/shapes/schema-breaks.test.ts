import { describe, expect, it } from 'vitest';
import { Watching } from './watching';

const SCHEMA = { type: 'object', required: ['total'], properties: { total: { type: 'number' } } };

describe('what in one event breaks the attached schema', () => {
  it('is said with each place, and counts nothing', () => {
    const watching = new Watching();
    watching.attach(SCHEMA);
    const before = watching.shapes.schema;
    expect(watching.watch.breaks(watching.event('paid', { total: '12' }))).toEqual([
      { path: '/total', sentence: '/total must be number (was string "12").' },
    ]);
    expect(watching.watch.breaks(watching.event('paid', {}))).toMatchObject([{ path: '/total' }]);
    expect(watching.watch.breaks(watching.event('paid', 'no JSON'))).toEqual([
      { path: '', sentence: 'the payload is no JSON.' },
    ]);
    expect(watching.shapes.schema).toEqual(before);
    expect(watching.shapes.findings).toEqual([]);
  });

  it('is nothing for what fits, for other types and sources, and when nothing is attached', () => {
    const watching = new Watching();
    const wrong = watching.event('paid', { total: '12' });
    expect(watching.watch.breaks(wrong)).toEqual([]);
    watching.attach(SCHEMA, { type: 'paid' });
    expect(watching.watch.breaks(wrong)).toHaveLength(1);
    expect(watching.watch.breaks(watching.event('paid', { total: 12 }))).toEqual([]);
    expect(watching.watch.breaks(watching.event('created', { total: '12' }))).toEqual([]);
    expect(watching.watch.breaks({ ...wrong, sourceId: 'another' })).toEqual([]);
  });

  it('is nothing for a payload that is nested too deep to be checked', () => {
    const watching = new Watching();
    watching.attach({
      $ref: '#/$defs/deep',
      $defs: { deep: { type: 'array', items: { $ref: '#/$defs/deep' } } },
    });
    const deep = watching.event('paid', `${'['.repeat(60_000)}${']'.repeat(60_000)}`);
    expect(watching.watch.breaks(deep)).toEqual([]);
  });

  it('comes back, with what was counted and found, when the detaching is taken back', () => {
    const watching = new Watching();
    watching.attach(SCHEMA);
    watching.slowly('paid', { total: 1 }, { total: '12' });
    const before = watching.shapes;
    const reversal = watching.watch.detach('orders');
    expect(watching.shapes).toMatchObject({ schema: null, findings: [] });
    expect(reversal.undo()).toBe(true);
    expect(watching.shapes).toEqual(before);
    expect(before).toMatchObject({ schema: { checked: 2, broken: 1 }, findings: [{ count: 1 }] });
  });

  it('does not come back in place of a schema that was attached since', () => {
    const watching = new Watching();
    watching.attach(SCHEMA);
    const reversal = watching.watch.detach('orders');
    watching.attach({ type: 'object' }, { name: 'newer.json' });
    expect(reversal.undo()).toBe(false);
    expect(watching.shapes.schema?.name).toBe('newer.json');
  });

  it('is of the schema before once the one that took its place is taken back', () => {
    const watching = new Watching();
    watching.attach(SCHEMA);
    watching.slowly('paid', { total: '12' });
    const newer = watching.watch.attach({
      sourceId: 'orders',
      type: '',
      name: 'newer.json',
      text: '{"type":"array"}',
    });
    watching.slowly('paid', { total: 1 });
    expect(newer.undo()).toBe(true);
    expect(watching.shapes.schema).toMatchObject({ name: 'order.schema.json', broken: 1 });
    expect(watching.sentences).toEqual(['paid: /total must be number (was string "12").']);
  });
});

import { describe, expect, it } from 'vitest';
import { MAX_FINDINGS } from '@shared/shape';
import { Findings, type Misfit } from '../../../../src/main/shapes/findings';
import { Watching } from './watching';

const misfit = (path: string, at: number): Misfit => ({
  turn: 'missing-field',
  type: 'order',
  path,
  place: path,
  sentence: `${path} is missing.`,
  seq: at,
  at,
  gentle: false,
  events: 1,
});

describe('what was accepted and is taken back', () => {
  it('stands where it was, counts on, and is told no sooner', () => {
    const on = new Watching();
    on.learn('order', { total: 9.5, id: 'a' });
    on.learn('order', { total: '9.50', id: 'a' }, 3);
    on.learn('order', { total: 9.5, id: 7 }, 1);
    const before = on.shapes.findings;
    const reversal = on.watch.accept('orders', before[1]!.id);
    on.learn('order', { total: '9.50', id: 'a' }, 2);
    expect(on.shapes.findings).toHaveLength(1);
    expect(reversal.undo()).toBe(true);
    expect(on.shapes.findings).toEqual(before);
    const told = on.told.length;
    on.learn('order', { total: '9.50', id: 'a' }, 1);
    expect(on.shapes.findings[0]).toMatchObject({ path: 'total', count: 4 });
    expect(on.told).toHaveLength(told);
  });

  it('can be all there is, which comes back in its order', () => {
    const on = new Watching();
    on.learn('order', { total: 9.5, id: 'a' });
    on.learn('order', { total: '9.50', id: 7 }, 3);
    on.learn('ping', {}, 1);
    const before = on.shapes.findings;
    const reversal = on.watch.accept('orders', null);
    on.learn('order', { total: '9.50', id: 7 }, 2);
    expect(on.shapes.findings).toEqual([]);
    expect(before).toHaveLength(3);
    reversal.undo();
    expect(on.shapes.findings).toEqual(before);
    on.watch.accept('orders', null);
    expect(() => on.watch.accept('orders', null)).toThrow('not there any more');
  });

  it('makes no room beyond the bound: the oldest goes, and is counted', () => {
    const findings = new Findings('orders', [], []);
    for (let i = 0; i < MAX_FINDINGS; i++) findings.record(misfit(`field-${i}`, i));
    const takeBack = findings.accept(findings.newestFirst()[0]!.id);
    findings.record(misfit('another', MAX_FINDINGS));
    takeBack!();
    expect(findings.size).toBe(MAX_FINDINGS);
    expect(findings.dropped).toBe(1);
    expect(
      findings
        .newestFirst()
        .slice(0, 2)
        .map(({ path }) => path),
    ).toEqual(['another', 'field-499']);
  });
});

describe('what was forgotten and is taken back', () => {
  it('is a type with its fields and findings as they were, in place of what was learnt since', () => {
    const on = new Watching();
    on.learn('order', { total: 9.5 });
    on.learn('order', {}, 5);
    on.learn('ping', {}, 1);
    const before = on.shapes;
    const reversal = on.watch.forget('orders', 'order');
    on.learn('order', { note: 'x' }, 3);
    expect(on.fields('order')).toMatchObject({ note: 'string 3/3' });
    expect(reversal.undo()).toBe(true);
    expect(on.fields('order')).toEqual({ '': 'object 105/105', total: 'number 100/105' });
    expect(on.shapes.findings).toEqual(before.findings);
  });

  it('calls a type new again that was new before it was forgotten', () => {
    const on = new Watching();
    on.learn('order', { total: 9.5 });
    on.learn('ping', {}, 1);
    on.watch.forget('orders', 'ping').undo();
    expect(on.sentences).toEqual(['ping: was not seen before.']);
  });

  it('is all of a source, beside types that were met since', () => {
    const on = new Watching();
    on.learn('order', { total: 9.5 });
    const reversal = on.watch.forget('orders', null);
    expect(on.shapes.types).toEqual([]);
    on.learn('ping', {}, 2);
    reversal.undo();
    expect(on.shapes.types.map(({ type, looked }) => [type, looked])).toEqual([
      ['ping', 2],
      ['order', 100],
    ]);
    on.learn('pong', {}, 1);
    expect(on.sentences).toEqual(['pong: was not seen before.']);
  });

  it('keeps its room while it can come back, and gives it back once', () => {
    const on = new Watching();
    // 415 places, in objects of so few keys that none is taken for a map: 120 types fill the room for 50,000.
    const part = Object.fromEntries(Array.from({ length: 45 }, (_, i) => [`field${i}`, i]));
    const wide = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`part${i}`, part]));
    const learn = (name: string): void => {
      for (let type = 0; type < 120; type++) on.learn(`${name}${type}`, wide, 1);
    };
    learn('before');
    const reversal = on.watch.forget('orders', null);
    learn('after');
    expect(on.shapes.types.length).toBeLessThan(10);
    reversal.done();
    learn('after');
    expect(on.shapes.types.length).toBe(120);
  });
});

/** What is told and what is not: an alarm that is none is worse than one that is missing. */
import { describe, expect, it } from 'vitest';
import { Watching } from './watching';

describe('a field that is not always there', () => {
  it('is not told as vanished when it is in six of ten events, in whatever order they come', () => {
    const on = new Watching();
    for (let round = 0; round < 40; round++) {
      on.learn('order', { id: 1, note: 'x' }, 12);
      on.learn('order', { id: 1 }, 8);
    }
    expect(on.sentences).toEqual([]);
  });

  it('is not told again for a row without it that is no longer than one it came back from', () => {
    const on = new Watching();
    on.learn('order', { id: 1, note: 'x' }, 500);
    on.learn('order', { id: 1 }, 6);
    expect(on.shapes.findings).toMatchObject([{ path: 'note', count: 6 }]);
    for (let round = 0; round < 20; round++) {
      on.learn('order', { id: 1, note: 'x' }, 200);
      on.learn('order', { id: 1 }, 8);
    }
    expect(on.shapes.findings).toMatchObject([{ path: 'note', count: 6 }]);
    on.learn('order', { id: 1 }, 20);
    expect(on.sentences).toEqual([
      'order: note is missing in 28 events in a row; before, it was in 4500 of 4658.',
    ]);
  });

  it('is told when it goes for good, even if it was left out now and then', () => {
    const on = new Watching();
    for (let i = 0; i < 200; i++) on.slowly('order', i % 50 === 7 ? { id: 1 } : { id: 1, note: 'x' });
    on.learn('order', { id: 1 }, 5);
    expect(on.shapes.findings).toMatchObject([{ turn: 'missing-field', path: 'note', count: 5 }]);
  });

  it('is not told of the variants of a type that come by turns', () => {
    const on = new Watching();
    for (let i = 0; i < 300; i++) {
      on.slowly('message', i % 3 === 0 ? { kind: 'a', left: 1 } : { kind: 'b', right: 'x' });
    }
    expect(on.sentences).toEqual([]);
  });
});

describe('values of other types', () => {
  it('may be whole at times when they are numbers', () => {
    const on = new Watching();
    on.learn('tick', { price: 9.5 }, 100);
    on.learn('tick', { price: 10 }, 50);
    expect(on.sentences).toEqual([]);
  });

  it('may follow null, which is told once and to nobody but the one who looks', () => {
    const on = new Watching();
    on.learn('order', { customer: null });
    on.learn('order', { customer: { id: 1 } }, 50);
    on.learn('order', { customer: null }, 50);
    expect(on.sentences).toEqual(['order: customer was null and is an object.']);
    expect(on.shapes.findings).toMatchObject([{ gentle: true, count: 1 }]);
    expect(on.told).toEqual([]);
  });

  it('are told when what was JSON is none any more', () => {
    const on = new Watching();
    on.learn('order', { id: 1 });
    on.slowly('order', '<html>Bad gateway</html>', 'upstream timed out');
    expect(on.shapes.findings).toMatchObject([
      {
        turn: 'changed-type',
        path: '',
        sentence: 'the payload was an object and is no JSON.',
        count: 2,
      },
    ]);
  });

  it('are not told of the mark that ends a response, nor of a type that always had some text', () => {
    const on = new Watching();
    on.learn('message', { delta: 'x' });
    on.slowly('message', '[DONE]', '[DONE]');
    on.slowly('log', 'started');
    on.learn('log', { line: 'x' });
    on.slowly('log', 'stopped');
    expect(on.sentences.filter((sentence) => !sentence.includes('not seen before'))).toEqual([]);
  });
});

describe('keys and names that are ids', () => {
  it('are one place, and none of them is told when it goes', () => {
    const on = new Watching();
    const prices = (from: number): object => ({
      prices: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [String(10_000 + from + i), i])),
    });
    on.learn('tick', prices(0), 60);
    on.learn('tick', prices(6), 60);
    expect(on.fields('tick')).toEqual({
      '': 'object 120/120',
      prices: 'object 120/120',
      'prices.*': 'integer 120/120',
    });
    expect(on.sentences).toEqual([]);
  });

  it('are folded though each of them holds more than there is room for, and what comes later is learnt', () => {
    const on = new Watching();
    const parts = Object.fromEntries([...'abcdefghijkl'].map((key) => [key, 1]));
    const users = [...'abcdefghij'].flatMap((a) => [...'abcdefghij'].map((b) => `user_${a}${b}`));
    for (let i = 0; i < 200; i++) on.slowly('seen', { by: { [users[i % users.length]!]: parts } });
    on.slowly('seen', { by: {}, at: 'noon' });
    expect(Object.keys(on.fields('seen'))).toEqual(expect.arrayContaining(['by.*', 'by.*.a', 'at']));
    expect(Object.keys(on.fields('seen'))).toHaveLength(16);
    expect(on.sentences).toEqual([]);
  });

  it('do not make each type new that is called the same but for them', () => {
    const on = new Watching();
    on.learn('order', { id: 1 });
    for (let i = 0; i < 150; i++) on.slowly(`user:${10_000 + i}`, { i });
    on.slowly('job-6f1d0c1e-2b1f-4c0e-9f5a-0a1b2c3d4e5f', {}, { n: 1 });
    on.slowly('job-7a2e1d2f-3c20-4d1f-8e6b-1b2c3d4e5f60', {});
    expect(on.sentences).toEqual([
      'job-6f1d0c1e-2b1f-4c0e-9f5a-0a1b2c3d4e5f: was not seen before.',
      'user:10000: was not seen before.',
    ]);
  });
});

describe('after a restart', () => {
  const restarted = (on: Watching): Watching =>
    new Watching(JSON.parse(JSON.stringify(on.watch.kept())) as { id: string; value: unknown }[]);

  it('what goes on not to fit is counted on', () => {
    const on = new Watching();
    on.learn('order', { id: 1, total: 9.5, note: 'x' });
    on.learn('order', { id: '1', total: 9.5 }, 6);
    on.slowly('order', 'no JSON');
    const again = restarted(on);
    again.learn('order', { id: '1', total: 9.5 }, 4);
    again.slowly('order', 'no JSON');
    const counts = Object.fromEntries(again.shapes.findings.map(({ path, count }) => [path, count]));
    expect(counts).toMatchObject({ id: 10, '': 2 });
    expect(counts['note']).toBeGreaterThan(6);
  });

  it('what it came back from is no news, and a type that was met is not new', () => {
    const on = new Watching();
    on.learn('order', { id: 1, note: 'x' }, 400);
    on.learn('order', { id: 1 }, 4);
    on.learn('order', { id: 1, note: 'x' }, 100);
    const again = restarted(on);
    again.learn('order', { id: 1 }, 8);
    expect(again.sentences).toEqual([]);
    again.learn('order', { id: 1 }, 1);
    expect(again.shapes.findings).toMatchObject([{ turn: 'missing-field', path: 'note' }]);
  });
});

import { describe, expect, it } from 'vitest';
import { Reversals } from '../../../../src/main/engine/reversals';
import { eventually } from '../../../support/eventually';

/** A change that writes down what becomes of it. */
function change(happened: string[], name: string, isFree = true) {
  return {
    undo: () => {
      happened.push(`${name} undone`);
      return isFree;
    },
    done: () => void happened.push(`${name} done`),
  };
}

describe('changes that can be taken back', () => {
  it('are taken back once, by their token', () => {
    const happened: string[] = [];
    const reversals = new Reversals();
    const token = reversals.hold('orders', change(happened, 'a'));
    expect(reversals.undo(token)).toBe('orders');
    expect(reversals.undo(token)).toBeNull();
    reversals.close();
    expect(happened).toEqual(['a undone']);
  });

  it('are done for good when their time is over', async () => {
    const happened: string[] = [];
    const reversals = new Reversals(5);
    const token = reversals.hold('orders', change(happened, 'a'));
    await eventually(() => expect(happened).toEqual(['a done']), { timeoutMs: 2_000 });
    expect(reversals.undo(token)).toBeNull();
  });

  it('are done for good when something else has taken their place', () => {
    const happened: string[] = [];
    const reversals = new Reversals();
    expect(reversals.undo(reversals.hold('orders', change(happened, 'a', false)))).toBeNull();
    expect(happened).toEqual(['a undone', 'a done']);
  });

  it('are twenty at most, the oldest makes room; and none of a source that is gone', () => {
    const happened: string[] = [];
    const reversals = new Reversals();
    for (let i = 0; i < 21; i++) reversals.hold(i === 5 ? 'gone' : 'orders', change(happened, String(i)));
    expect(happened).toEqual(['0 done']);
    reversals.endOf('gone');
    expect(happened).toEqual(['0 done', '5 done']);
    reversals.close();
    expect(happened).toHaveLength(21);
  });
});

import { describe, expect, it } from 'vitest';
import { LookBudget, Pace } from '../../../../src/main/shapes/look-budget';
import { Watching } from './watching';

describe('how many events are looked at', () => {
  it('looks at every event of slow streams', () => {
    const budget = new LookBudget(2_000, 100);
    const pace = new Pace();
    let looked = 0;
    for (let ms = 0; ms < 1_000; ms++) {
      budget.at(ms);
      if (budget.grants(pace)) looked++;
    }
    expect(looked).toBe(1_000);
  });

  it('spends its looks evenly over types and time, and sees every rare one', () => {
    const budget = new LookBudget(2_000, 100);
    const [fast, other, rare] = [new Pace(), new Pace(), new Pace()];
    const looked = new Map<Pace, number>();
    const look = (pace: Pace): void => {
      if (budget.grants(pace)) looked.set(pace, (looked.get(pace) ?? 0) + 1);
    };
    for (let ms = 0; ms < 2_000; ms++) {
      budget.at(ms);
      for (let i = 0; i < 90; i++) look(fast);
      for (let i = 0; i < 10; i++) look(other);
      if (ms % 100 === 99) look(rare);
    }
    expect(looked.get(rare)).toBe(20);
    expect(looked.get(fast)! + looked.get(other)!).toBeLessThanOrEqual(4_000 + 20);
    expect(looked.get(fast)! + looked.get(other)!).toBeGreaterThan(3_000);
    expect(looked.get(other)! / looked.get(fast)!).toBeGreaterThan(0.7);
  });

  it('looks less when looking takes long', () => {
    const budget = new LookBudget(2_000, 100);
    const pace = new Pace();
    let looked = 0;
    for (let ms = 0; ms < 10_000; ms++) {
      budget.at(ms);
      if (!budget.grants(pace)) continue;
      looked++;
      budget.took(2);
    }
    // 100 ms of each second, two seconds' worth at the start, and one look in each tenth.
    expect(looked).toBeGreaterThanOrEqual(590);
    expect(looked).toBeLessThanOrEqual(610);
  });

  it('never misses a new type, however fast its stream is', () => {
    const on = new Watching();
    const flood = (): void => {
      on.now += 1;
      on.watch.take(Array.from({ length: 100 }, () => on.event('tick', { price: 1 })));
    };
    for (let i = 0; i < 500; i++) flood();
    on.watch.take([on.event('halt', { why: 'x' })]);
    for (let i = 0; i < 500; i++) flood();
    expect(on.sentences).toEqual(['halt: was not seen before.']);
    const looked = on.shapes.types.find(({ type }) => type === 'tick')!.looked;
    expect(looked).toBeGreaterThan(1_500);
    expect(looked).toBeLessThanOrEqual(2_200);
  });
});

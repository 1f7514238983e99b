import { describe, expect, it } from 'vitest';
import { isWithin } from '../../../../src/main/ipc/argument-size';

describe('the size of an argument', () => {
  it('counts characters, bytes and keys wherever they are', () => {
    expect(isWithin('x'.repeat(900), 1_000)).toBe(true);
    expect(isWithin('x'.repeat(1_000), 1_000)).toBe(false);
    expect(isWithin({ a: [{ b: 'x'.repeat(1_000) }] }, 1_000)).toBe(false);
    expect(isWithin({ ['k'.repeat(1_000)]: 1 }, 1_000)).toBe(false);
    expect(isWithin(new Uint8Array(1_000), 1_000)).toBe(false);
  });

  it('counts many small values, and a long array without walking it', () => {
    expect(
      isWithin(
        Array.from({ length: 200 }, () => 0),
        1_000,
      ),
    ).toBe(false);
    expect(isWithin(new Array(2 ** 32 - 1), 1_000)).toBe(false);
  });

  it('takes a value that holds itself for too large instead of walking for ever', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(isWithin(circle, 100_000)).toBe(false);
  });

  it('takes any depth', () => {
    let deep: unknown = 0;
    for (let i = 0; i < 10_000; i++) deep = [deep];
    expect(isWithin(deep, 1_000_000)).toBe(true);
  });
});

import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { onWaking } from '../../../../src/main/shell/wake-ups';

function machine(): { tell(...events: string[]): void; woken(): number; later(ms: number): void } {
  const power = new EventEmitter();
  let count = 0;
  let now = 1_000_000;
  onWaking(
    power,
    () => count++,
    () => now,
  );
  return {
    tell: (...events) => events.forEach((event) => power.emit(event)),
    woken: () => count,
    later: (ms) => (now += ms),
  };
}

describe('a machine that wakes up', () => {
  it('is told of once, although it resumes and then its screen is unlocked', () => {
    const { tell, woken, later } = machine();
    tell('suspend', 'resume');
    later(2_000);
    tell('unlock-screen', 'resume');
    expect(woken()).toBe(1);
  });

  it('is told of where only the screen says so', () => {
    const { tell, woken } = machine();
    tell('suspend', 'unlock-screen');
    expect(woken()).toBe(1);
  });

  it('is not told of when the screen was locked and the machine went on', () => {
    const { tell, woken } = machine();
    tell('unlock-screen');
    expect(woken()).toBe(0);
  });

  it('is told of each time that it has slept, however briefly', () => {
    const { tell, woken, later } = machine();
    tell('suspend', 'resume');
    later(1_000);
    tell('suspend', 'resume');
    expect(woken()).toBe(2);
  });
});

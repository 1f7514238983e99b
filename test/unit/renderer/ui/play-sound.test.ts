import { beforeEach, expect, it, vi } from 'vitest';
import { SOUNDS, type Sound } from '@shared/rule';

class Parameter {
  readonly values: number[] = [];
  setValueAtTime = (value: number): void => void this.values.push(value);
  exponentialRampToValueAtTime = (value: number): void => void this.values.push(value);
}
/** Of what Web Audio has, what the sounds use. */
class Node {
  readonly frequency = new Parameter();
  readonly gain = new Parameter();
  readonly times: number[] = [];
  connect = (next: unknown): unknown => next;
  start = (at: number): void => void this.times.push(at);
  stop = (at: number): void => void this.times.push(at);
}
class Context {
  static readonly made: Context[] = [];
  readonly oscillators: Node[] = [];
  readonly gains: Node[] = [];
  readonly destination = {};
  currentTime = 10;
  resumed = 0;
  constructor() {
    Context.made.push(this);
  }
  resume = (): Promise<void> => {
    this.resumed++;
    return Promise.resolve();
  };
  createOscillator = (): Node => add(this.oscillators);
  createGain = (): Node => add(this.gains);
}
function add(list: Node[]): Node {
  const node = new Node();
  list.push(node);
  return node;
}

let playSound: (sound: Sound) => Promise<void>;
beforeEach(async () => {
  Context.made.length = 0;
  vi.stubGlobal('AudioContext', Context);
  vi.resetModules();
  ({ playSound } = await import('@/ui/play-sound'));
});

it('every sound begins at once, is over within two seconds, and is never loud', async () => {
  for (const sound of SOUNDS) {
    await playSound(sound);
    const { oscillators, gains } = Context.made[0]!;
    const begins = Math.min(...oscillators.map(({ times }) => times[0]!));
    const ends = Math.max(...oscillators.map(({ times }) => times[1]!));
    expect(begins).toBe(Context.made[0]!.currentTime);
    expect(ends - begins).toBeLessThan(2);
    const loudest = gains.map(({ gain }) => Math.max(...gain.values));
    expect(loudest.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(0.5);
    for (const { gain } of gains) expect(gain.values.every((value) => value > 0)).toBe(true);
    oscillators.length = gains.length = 0;
    Context.made[0]!.currentTime += 5;
  }
  expect(Context.made).toHaveLength(1);
  expect(Context.made[0]?.resumed).toBe(SOUNDS.length);
});

it('of two sounds at nearly the same moment the first is heard', async () => {
  await playSound('low-bell');
  const tones = Context.made[0]!.oscillators.length;
  Context.made[0]!.currentTime += 0.2;
  await playSound('knock');
  expect(Context.made[0]!.oscillators).toHaveLength(tones);
  Context.made[0]!.currentTime += 0.3;
  await playSound('knock');
  expect(Context.made[0]!.oscillators.length).toBeGreaterThan(tones);
});

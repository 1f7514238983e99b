import { expect, it } from 'vitest';
import { WaitingEvents } from '../../../../../src/main/hub/backplane/waiting-events';

const event = (n: number, length = 10): { n: number; text: string } => ({ n, text: 'x'.repeat(length) });
const ns = (batch: readonly { n: number }[]): number[] => batch.map(({ n }) => n);

it('hands events out in their order, the same batch until it has arrived', () => {
  const waiting = new WaitingEvents({ events: 10, bytes: 1_000 });
  for (let n = 1; n <= 3; n++) waiting.push(event(n));
  expect(ns(waiting.batch())).toEqual([1, 2, 3]);
  waiting.push(event(4));
  expect(ns(waiting.batch())).toEqual([1, 2, 3]);
  expect(waiting.length).toBe(4);
  waiting.arrived();
  expect(ns(waiting.batch())).toEqual([4]);
});

it('gives the oldest up beyond its bounds and counts it, but none that may have arrived', () => {
  const waiting = new WaitingEvents({ events: 3, bytes: 1_000 });
  waiting.push(event(1));
  waiting.batch();
  for (let n = 2; n <= 5; n++) waiting.push(event(n));
  expect(waiting.dropped).toBe(2);
  expect(ns(waiting.batch())).toEqual([1]);
  waiting.arrived();
  expect(ns(waiting.batch())).toEqual([4, 5]);
});

it('is bounded by size as well: an event that is too large by itself is given up at once', () => {
  const waiting = new WaitingEvents({ events: 1_000, bytes: 100 });
  for (let n = 1; n <= 15; n++) waiting.push(event(n));
  expect(waiting.length).toBe(10);
  waiting.push(event(16, 101));
  expect(waiting.length).toBe(0);
  expect(waiting.dropped).toBe(16);
});

it('hands large events out in small batches', () => {
  const waiting = new WaitingEvents({ events: 1_000, bytes: 100_000_000 });
  for (let n = 1; n <= 5; n++) waiting.push(event(n, 600_000));
  expect(ns(waiting.batch())).toEqual([1, 2]);
});

it('keeps its order over many thousands', () => {
  const waiting = new WaitingEvents({ events: 20_000, bytes: 100_000_000 });
  for (let n = 1; n <= 10_000; n++) waiting.push(event(n));
  const all: number[] = [];
  while (waiting.length > 0) {
    all.push(...ns(waiting.batch()));
    waiting.arrived();
  }
  expect(all).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1));
});

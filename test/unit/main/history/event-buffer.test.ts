import { EventBuffer, eventBytes } from '../../../../src/main/history/event-buffer';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '@shared/stream-event';
import { makeEvent } from './make-event';

const ROOMY = { events: 1_000_000, bytes: 1e9 };

function filled(count: number, limits = ROOMY): EventBuffer {
  const buffer = new EventBuffer(limits);
  for (let i = 0; i < count; i++) buffer.append(makeEvent({ data: `${i + 1}` }));
  return buffer;
}

describe('the event buffer', () => {
  it('numbers events 1, 2, 3… and finds each by its number', () => {
    const buffer = filled(5_000);
    for (const seq of [1, 2, 1_024, 1_025, 4_999, 5_000]) {
      expect(buffer.get(seq)).toMatchObject({ seq, data: `${seq}` });
    }
    expect(buffer.get(0)).toBeUndefined();
    expect(buffer.get(5_001)).toBeUndefined();
  });

  it('keeps at most its number of events and counts what it lets go', () => {
    const buffer = filled(2_500, { events: 1_000, bytes: 1e9 });
    expect(buffer).toMatchObject({ received: 2_500, size: 1_000, evicted: 1_500 });
    expect(buffer.get(1_500)).toBeUndefined();
    expect(buffer.get(1_501)?.data).toBe('1501');
    expect(buffer.get(2_500)?.data).toBe('2500');
  });

  it('counts what was received: not its own notes, nor what was sent', () => {
    const buffer = new EventBuffer(ROOMY);
    for (const kind of ['event', 'comment', 'gap', 'state', 'sent'] as const)
      buffer.append(makeEvent({ kind }));
    expect(buffer).toMatchObject({ received: 2, size: 5, nextSeq: 6 });
  });

  it('keeps at most its number of bytes, counted as raw plus two for each character of data', () => {
    const one = makeEvent({ data: 'x'.repeat(100) });
    const bytes = one.raw.byteLength + 200;
    const buffer = new EventBuffer({ events: 1_000, bytes: 10 * bytes });
    for (let i = 0; i < 25; i++) buffer.append(one);
    expect(eventBytes(one)).toBe(bytes);
    expect(buffer).toMatchObject({ size: 10, evicted: 15 });
  });

  it('keeps the newest event even when it alone is too large', () => {
    const buffer = filled(5, { events: 100, bytes: 1_000 });
    buffer.append(makeEvent({ data: 'x'.repeat(10_000) }));
    expect(buffer.size).toBe(1);
    expect(buffer.get(6)?.data).toHaveLength(10_000);
    buffer.append(makeEvent());
    expect(buffer.size).toBe(1);
    expect(buffer.get(7)).toBeDefined();
  });

  it('hands events on in batches without holes, and a flood before the turn is over', () => {
    const batches: (readonly StreamEvent[])[] = [];
    const buffer = new EventBuffer(ROOMY);
    buffer.onBatch((batch) => batches.push(batch));
    for (let i = 0; i < 2_345; i++) buffer.append(makeEvent());
    expect(batches.map((batch) => batch.length)).toEqual(new Array(18).fill(128));
    buffer.flush();
    expect(batches.flat().map((event) => event.seq)).toEqual(Array.from({ length: 2_345 }, (_, i) => i + 1));
  });

  it('goes on numbering and counting when cleared', () => {
    const buffer = filled(30, { events: 20, bytes: 1e9 });
    let clears = 0;
    buffer.onClear(() => clears++);
    buffer.clear();
    expect(buffer).toMatchObject({ received: 30, size: 0, evicted: 10 });
    expect(buffer.get(30)).toBeUndefined();
    expect(buffer.append(makeEvent()).seq).toBe(31);
    expect(clears).toBe(1);
  });

  it('hides what it has of a source, shows it again or drops it, and says so each time', () => {
    const buffer = new EventBuffer({ events: 6, bytes: 1e9 });
    let told = 0;
    buffer.onClear(() => told++);
    const fill = (count: number): void => {
      for (let i = 0; i < count; i++) buffer.append(makeEvent({ sourceId: i % 2 ? 'odd' : 'even' }));
    };
    const held = (): number[] => [1, 2, 3, 4, 5, 6, 7, 8].filter((seq) => buffer.get(seq));
    fill(4);
    expect(buffer.hide('odd')).toBe(5);
    fill(2);
    expect(held()).toEqual([1, 3, 5, 6]);
    buffer.show('odd');
    expect(held()).toEqual([1, 2, 3, 4, 5, 6]);
    buffer.hide('odd');
    fill(1);
    buffer.drop('odd', 5);
    buffer.show('odd');
    expect(held()).toEqual([3, 5, 6, 7]);
    expect(buffer.evicted).toBe(1);
    buffer.drop('even');
    // Of those that make room now, two were dropped before.
    fill(1);
    expect(held()).toEqual([6, 8]);
    expect([buffer.firstSeq, buffer.evicted]).toEqual([3, 1]);
    expect(told).toBe(5);
  });

  it('goes on numbering where an earlier run left off', () => {
    const buffer = new EventBuffer(ROOMY, 5_001);
    expect(buffer.append(makeEvent()).seq).toBe(5_001);
    expect([buffer.firstSeq, buffer.get(5_000), buffer.get(5_001)?.seq]).toEqual([5_001, undefined, 5_001]);
  });
});

import type { StreamEvent } from '@shared/stream-event';
import { describe, expect, it } from 'vitest';
import { changingPaths } from '../../../../src/main/history/changing-paths';
import { EventBuffer } from '../../../../src/main/history/event-buffer';
import { PathChanges } from '../../../../src/main/history/path-changes';
import { makeEvent } from './make-event';

const START = 1_700_000_000_000;

/** Payloads oldest first, as they come. */
function changesOf(payloads: readonly unknown[]): Record<string, number> {
  const found = new PathChanges();
  for (const payload of [...payloads].reverse())
    found.add(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return Object.fromEntries(found.changing().map(({ keys, changes }) => [keys.join('.'), changes]));
}

describe('what changes from payload to payload', () => {
  it('is counted by its path, values that come and go too, arrays as a whole', () => {
    expect(
      changesOf([
        { a: 1, b: { c: 'x', d: 1 }, list: [1, 2], same: true },
        { a: 2, b: { c: 'x', d: 1 }, list: [1, 3], same: true },
        { a: 3, b: { c: 'y' }, list: [1, 3], same: true, late: null },
      ]),
    ).toEqual({ a: 2, 'b.c': 1, 'b.d': 1, list: 1, late: 1 });
  });

  it('tells values apart that are the same as floating-point numbers', () => {
    expect(changesOf(['{"id":9007199254740993}', '{"id":9007199254740992}'])).toEqual({ id: 1 });
  });

  it('tells an object from the value that stood in its place', () => {
    expect(changesOf([{ a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }, { a: {} }])).toEqual({ a: 2, 'a.b': 2 });
  });

  it('has the numbers in the order in which they came, and how they were sent', () => {
    const found = new PathChanges();
    for (const n of [3, 2, 1]) found.add(JSON.stringify({ n, text: `${n}.5`, word: `w${n}` }));
    expect(found.changing()).toEqual([
      { keys: ['n'], changes: 2, here: true, number: 'number', values: [1, 2, 3] },
      { keys: ['text'], changes: 2, here: true, number: 'text', values: [1.5, 2.5, 3.5] },
      { keys: ['word'], changes: 2, here: true, number: null, values: [] },
    ]);
  });

  it('leaves out what is no whole JSON object, and takes nothing of it in', () => {
    const found = new PathChanges();
    expect(found.add('{"a":1}')).toBe(true);
    for (const broken of [
      '',
      'text',
      '[1]',
      '{"a":2',
      '{"a":2}x',
      '{"a":{"b":1}',
      '{a:1}',
      '{"a" 1}',
      '{"a":}',
    ])
      expect(found.add(broken), broken).toBe(false);
    expect(found.add(' { "a" : 1 } ')).toBe(true);
    expect(found.changing()).toEqual([]);
    expect(found.comparisons).toBe(1);
  });

  it('stays bounded for payloads that never have the same keys', () => {
    const found = new PathChanges();
    for (let i = 0; i < 200; i++) {
      const payload = Object.fromEntries(Array.from({ length: 100 }, (_, k) => [`k${i}-${k}`, k]));
      found.add(JSON.stringify(payload));
    }
    expect(found.isCut).toBe(true);
    expect(found.changing().length).toBeLessThanOrEqual(4_000);
  });
});

describe('what changes most in the history', () => {
  function bufferOf(events: readonly Partial<StreamEvent>[]): EventBuffer {
    const buffer = new EventBuffer({ events: 1_000, bytes: 1e9 });
    events.forEach((parts, i) =>
      buffer.append(makeEvent({ channel: 'c', type: 't', receivedAt: START + i, ...parts })),
    );
    return buffer;
  }

  it('is told of the events of the same channel and type up to the chosen one, those that change most first', async () => {
    const buffer = bufferOf([
      ...Array.from({ length: 10 }, (_, i) => ({
        data: JSON.stringify({ load: i, level: i < 8 ? 'info' : 'error', host: 'a' }),
      })),
      { channel: 'other', data: '{"host":"b"}' },
      { data: '{"host":"later"}' },
    ]);
    const found = await changingPaths({ buffer, store: null }, 10);
    expect(found).toMatchObject({ comparisons: 9, more: 0, leftOut: 0, complete: true });
    expect(found!.paths.map(({ keys, changes }) => [keys.join('.'), changes])).toEqual([
      ['load', 9],
      ['level', 1],
    ]);
  });

  it('says what it left out, and knows nothing of an event that is gone', async () => {
    const large = JSON.stringify({ a: 'x'.repeat(300_000) });
    const buffer = bufferOf([{ data: '{"a":1}' }, { data: large }, { data: 'text' }, { data: '{"a":2}' }]);
    expect(await changingPaths({ buffer, store: null }, 4)).toMatchObject({ comparisons: 1, leftOut: 2 });
    expect(await changingPaths({ buffer, store: null }, 99)).toBeNull();
  });
});

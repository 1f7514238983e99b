import { describe, expect, it } from 'vitest';
import { IdSequence, numberedId } from '../../../../src/main/sources/id-sequence';

function after(...ids: string[]): IdSequence {
  const sequence = new IdSequence();
  for (const id of ids) sequence.add(id, false);
  return sequence;
}

describe('a sequence of ids', () => {
  it('counts once three steps have been by one', () => {
    expect(after('1', '2', '3').counts).toBe(false);
    expect(after('1', '2', '3', '4').counts).toBe(true);
    expect(after('e7.8', 'e7.9', 'e7.10', 'e7.11').counts).toBe(true);
  });

  it('does not count when ids jump, go back, change their prefix, or are no numbers', () => {
    expect(after('1', '3', '5', '7', '9').counts).toBe(false);
    expect(after('4', '3', '2', '1').counts).toBe(false);
    expect(after('a.1', 'b.2', 'a.3', 'b.4').counts).toBe(false);
    expect(after('x', 'y', 'z', 'w').counts).toBe(false);
  });

  it('needs much more to be convinced once it has seen a jump', () => {
    const sequence = after('1', '2', '3', '4', '6', '7', '8', '9');
    expect(sequence.counts).toBe(false);
    for (let id = 10; id < 45; id++) sequence.add(String(id), false);
    expect(sequence.counts).toBe(true);
  });

  it('does not hold a jump over a break against the stream', () => {
    const sequence = after('1', '2', '3', '4');
    sequence.add('9', true);
    sequence.add('10', false);
    expect(sequence.counts).toBe(true);
  });
});

describe('the number of an id', () => {
  it.each([
    ['812', { prefix: '', number: 812 }],
    ['m3k9.17', { prefix: 'm3k9.', number: 17 }],
    ['1700000000:0', { prefix: '1700000000:', number: 0 }],
    ['007', null],
    ['12345678901234567890', null],
    ['abc', null],
    ['', null],
  ])('%j', (id, expected) => expect(numberedId(id)).toEqual(expected));
});

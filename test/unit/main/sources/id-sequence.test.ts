import { describe, expect, it } from 'vitest';
import { lastNumber, numberedId } from '../../../../src/main/sources/id-sequence';

describe('the last number of a stream', () => {
  it('is known once three steps have been by one', () => {
    expect(lastNumber(['1', '2', '3'])).toBeNull();
    expect(lastNumber(['1', '2', '3', '4'])).toEqual({ prefix: '', number: 4 });
    expect(lastNumber(['e7.8', 'e7.9', 'e7.10', 'e7.11'])).toEqual({ prefix: 'e7.', number: 11 });
  });

  it.each([
    ['jump', ['1', '3', '5', '7', '9']],
    ['go back', ['4', '3', '2', '1']],
    ['change their prefix', ['a.1', 'b.2', 'a.3', 'b.4']],
    ['are no numbers', ['x', 'y', 'z', 'w']],
    ['are none', []],
    ['end in something else', ['1', '2', '3', '4', 'x']],
  ])('is not known when ids %s', (_, ids) => expect(lastNumber(ids)).toBeNull());

  it('takes much more to be known once there was a jump', () => {
    const ids = ['1', '2', '3', '4', '6', '7', '8', '9'];
    expect(lastNumber(ids)).toBeNull();
    for (let id = 10; id < 45; id++) ids.push(String(id));
    expect(lastNumber(ids)).toMatchObject({ number: 44 });
  });

  it('does not hold a jump over a break against the stream', () => {
    expect(lastNumber(['1', '2', '3', '4', null, '9', '10'])).toMatchObject({ number: 10 });
    expect(lastNumber(['1', '2', '3', '4', null])).toMatchObject({ number: 4 });
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

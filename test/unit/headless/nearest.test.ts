import { describe, expect, it } from 'vitest';
import { nearest } from '../../../src/headless/nearest';

describe('the nearest known name', () => {
  it.each([
    ['heartbeat-intervall', 'heartbeat-interval'],
    ['hertbeat-interval', 'heartbeat-interval'],
    ['prot', 'port'],
    ['tokens', 'token'],
    ['x', null],
    ['frobnicate', null],
    ['', null],
  ])('%j means %j', (mistyped, meant) => {
    expect(nearest(mistyped, ['port', 'token', 'heartbeat-interval', 'host'])).toBe(meant);
  });
});

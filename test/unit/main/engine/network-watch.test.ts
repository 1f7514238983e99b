import { afterEach, beforeEach, expect, it } from 'vitest';
import { NetworkWatch } from '../../../../src/main/engine/network-watch';

let addresses = ['192.0.2.7'];
let clock = 0;
let told: string[] = [];
let watch: NetworkWatch;

beforeEach(() => {
  addresses = ['192.0.2.7'];
  clock = 1_000_000;
  told = [];
  watch = new NetworkWatch({
    onNetwork: () => told.push('network'),
    onWake: () => told.push('wake'),
    addresses: () => addresses,
    now: () => clock,
  });
});
afterEach(() => watch.stop());

function lookAfter(ms: number): string[] {
  clock += ms;
  told = [];
  watch.look();
  return told;
}

it('says nothing while nothing changes', () => {
  expect(lookAfter(3_000)).toEqual([]);
  expect(lookAfter(3_400)).toEqual([]);
});

it('tells another address, and an address after there was none, but not the loss of the last', () => {
  addresses = ['198.51.100.4'];
  expect(lookAfter(3_000)).toEqual(['network']);
  addresses = [];
  expect(lookAfter(3_000)).toEqual([]);
  addresses = ['198.51.100.4'];
  expect(lookAfter(3_000)).toEqual(['network']);
  expect(lookAfter(3_000)).toEqual([]);
});

it('takes a look that comes far too late for sleep, once, whatever the network is then', () => {
  addresses = ['198.51.100.4'];
  expect(lookAfter(60_000)).toEqual(['wake']);
  expect(lookAfter(3_000)).toEqual([]);
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_SOURCE_OPTIONS } from '@shared/source-options';
import { eventually } from '../../support/eventually';
import { startNumberedServer, type NumberedServer } from '../../support/numbered-server';
import { watchRegistry, type WatchedRegistry } from '../../support/watched-registry';

let server: NumberedServer;
let sources: WatchedRegistry;

beforeEach(async () => {
  server = await startNumberedServer();
  sources = watchRegistry();
});
afterEach(async () => {
  await sources.close();
  await server.close();
});

const phase = (id: string): string => sources.status(id)!.state.phase;

async function bothOpen(): Promise<void> {
  await eventually(() => expect([phase('one'), phase('two')]).toEqual(['open', 'open']));
}

it('opens the same address with the same headers once, whatever two sources are called', async () => {
  sources.follow('one', server.url);
  sources.follow('two', server.url);
  await bothOpen();
  server.publish(3);
  await eventually(() => expect(sources.data('two')).toEqual(['1', '2', '3']));
  expect(sources.data('one')).toEqual(['1', '2', '3']);
  expect(server.asked).toHaveLength(1);
  expect(sources.status('one')!.sharedWith).toEqual(['two']);
  expect(sources.status('two')!.sharedWith).toEqual(['one']);
});

it('opens twice what differs in a header', async () => {
  const header = { name: 'X-Tenant', value: 'b', secret: false, enabled: true };
  sources.follow('one', server.url);
  sources.follow('two', server.url, { headers: [header] });
  await bothOpen();
  expect(server.asked).toHaveLength(2);
  expect(sources.status('one')!.sharedWith).toEqual([]);
});

it('opens twice what is asked for with a body, which may change something', async () => {
  const options = { ...DEFAULT_SOURCE_OPTIONS, method: 'POST' as const, body: '{}' };
  sources.follow('one', server.url, { options });
  sources.follow('two', server.url, { options });
  await bothOpen();
  expect(server.asked).toHaveLength(2);
});

it('goes on for one when the other is paused, and takes it in again with what it missed', async () => {
  sources.follow('one', server.url);
  sources.follow('two', server.url);
  await bothOpen();
  server.publish(2);
  await eventually(() => expect(sources.data('two')).toHaveLength(2));
  sources.pause('one');
  server.publish(2);
  await eventually(() => expect(sources.data('two')).toHaveLength(4));
  expect(sources.status('two')!.sharedWith).toEqual([]);
  sources.resume('one');
  await eventually(() => expect(sources.data('one')).toEqual(['1', '2', '3', '4']));
  server.publish();
  await eventually(() => expect(sources.data('one').at(-1)).toBe('5'));
  // What it missed was still at hand: nobody was asked for it.
  expect(server.asked).toHaveLength(1);
});

it('comes back after a break with one connection, and neither misses anything', async () => {
  sources.follow('one', server.url);
  sources.follow('two', server.url);
  await bothOpen();
  for (let round = 1; round <= 3; round++) {
    server.publish(2);
    server.cut('rst');
    server.publish(2);
    await bothOpen();
    await eventually(() => expect(sources.data('one')).toHaveLength(round * 4), { timeoutMs: 10_000 });
    await eventually(() => expect(sources.data('two')).toHaveLength(round * 4), { timeoutMs: 10_000 });
  }
  const expected = server.log.map(({ data }) => data);
  expect(sources.data('one')).toEqual(expected);
  expect(sources.data('two')).toEqual(expected);
  expect(server.open).toBe(1);
});

it('lets the server go when the last source has left', async () => {
  sources.follow('one', server.url);
  sources.follow('two', server.url);
  await bothOpen();
  sources.remove('one');
  sources.remove('two');
  await eventually(() => expect(server.open).toBe(0));
});

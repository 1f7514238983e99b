import { afterEach, beforeEach, expect, it } from 'vitest';
import { TRANSPORTS, type Transport } from '@shared/connection';
import { eventually } from '../../support/eventually';
import { startGate } from '../../support/gate';
import { NCHAN_HEADERS, startNchan, type Nchan } from '../../support/nchan';
import { watchSource, type WatchedSource } from '../../support/watched-source';

const headers = Object.entries(NCHAN_HEADERS).map(([name, value]) => ({
  name,
  value,
  secret: true,
  enabled: true,
}));

let nchan: Nchan;
let source: WatchedSource;
beforeEach(async () => {
  nchan = await startNchan();
});
afterEach(async () => {
  await source?.close();
  await nchan.close();
});

const received = (): string[] => source.events().map((event) => event.data);

it('B1: sends custom headers, which a browser cannot, and gets the exact payloads', async () => {
  source = watchSource(nchan.subscriberUrl('orders'), { headers });
  await eventually(() => expect(source.status().state.phase).toBe('open'));
  await nchan.publish('orders', '{"order":"EU-1","total":12.50}');
  await nchan.publish('orders', 'two\nlines with ümlauts ☃', 'order.note');
  await eventually(() => expect(received()).toHaveLength(2));
  expect(received()).toEqual(['{"order":"EU-1","total":12.50}', 'two\nlines with ümlauts ☃']);
  expect(source.events().map((event) => event.type)).toEqual(['message', 'order.note']);
  expect(source.events()[0]!.channel).toBe('orders');
});

it('asks for credentials instead of hammering when the headers are missing', async () => {
  source = watchSource(nchan.subscriberUrl('orders'));
  await eventually(() => expect(source.status().state.phase).toBe('stopped'));
  expect(source.status().state).toMatchObject({ needsCredentials: true, reason: { code: 'unauthorized' } });
  expect(source.status().attempts).toHaveLength(1);
});

it('B4: dispatches nothing for a keep-alive without data', async () => {
  source = watchSource(nchan.subscriberUrl('orders'), { headers });
  await eventually(() => expect(source.status().state.phase).toBe('open'));
  const before = source.status().counters.bytes;
  await eventually(() => expect(source.status().counters.bytes).toBeGreaterThan(before + 10));
  expect(source.events()).toEqual([]);
});

it('A5, C5: comes back after the server was killed, with no event lost or doubled', async () => {
  source = watchSource(nchan.subscriberUrl('orders'), { headers });
  await eventually(() => expect(source.status().state.phase).toBe('open'));
  await nchan.publish('orders', '1');
  await nchan.publish('orders', '2');
  await eventually(() => expect(received()).toEqual(['1', '2']));
  await nchan.kill();
  await eventually(() => expect(source.status().state.phase).toBe('waiting'));
  // nchan's ids are seconds and a count within the second, which starts afresh with the server: in the same second
  // its new messages would look older than what was seen.
  const second = Math.floor(Date.now() / 1_000);
  await eventually(() => expect(Math.floor(Date.now() / 1_000)).toBeGreaterThan(second));
  await nchan.start();
  // Most likely before the source is back: nchan holds it for whoever resumes.
  await nchan.publish('orders', '3');
  await eventually(() => expect(source.status().state.phase).toBe('open'), { timeoutMs: 15_000 });
  await nchan.publish('orders', '4');
  await eventually(() => expect(received()).toContain('4'));
  expect(received()).toEqual(['1', '2', '3', '4']);
  expect(source.status().attempts.at(-1)!.lastEventIdSent).toMatch(/^\d+:\d+$/);
  expect(source.all.filter((event) => event.kind === 'gap')).toHaveLength(1);
});

it('A6, A7: follows one address by all three transports, down the ladder and up again, with every event once', async () => {
  const gate = await startGate(nchan.port);
  const { pathname } = new URL(nchan.anyUrl('orders'));
  const sent: string[] = [];
  let publishing = true;
  const publisher = (async () => {
    while (publishing) {
      sent.push(String(sent.length));
      await nchan.publish('orders', sent.at(-1)!);
    }
  })();
  const carriedBy = (transport: Transport): Promise<void> =>
    eventually(() => {
      const { state } = source.status();
      expect(state.phase === 'open' ? state.transport : state.phase).toBe(transport);
      // It brings something before the next change.
      expect(source.events().at(-1)?.transport).toBe(transport);
    });
  source = watchSource(gate.url + pathname, { transports: [...TRANSPORTS] }, () => 0, {
    ladder: { openTimeoutMs: 1_000, maxBreaks: 1, climbMs: { first: 200, most: 200 } },
    backoff: { floorMs: 10, capMs: 50 },
  });
  await carriedBy('websocket');
  gate.fates.websocket = 'refuse';
  gate.cut();
  await carriedBy('sse');
  gate.fates.sse = 'hang';
  gate.cut();
  await carriedBy('polling');
  gate.fates.sse = 'pass';
  await carriedBy('sse');
  gate.fates.websocket = 'pass';
  await carriedBy('websocket');
  publishing = false;
  await publisher;
  const first = Number(received()[0]);
  await eventually(() => expect(received()).toEqual(sent.slice(first)));
  expect(gate.seen.polling).toBeGreaterThan(0);
  await source.close();
  await gate.close();
});

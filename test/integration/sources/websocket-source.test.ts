import { afterEach, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { startGate, type Gate } from '../../support/gate';
import { startNchan, type Nchan } from '../../support/nchan';
import { watchSource, type WatchedSource } from '../../support/watched-source';

let nchan: Nchan | undefined;
let gate: Gate | undefined;
let source: WatchedSource | undefined;
afterEach(async () => {
  await source?.close();
  await gate?.close();
  await nchan?.close();
  source = gate = nchan = undefined;
});

it('a source that follows nginx with nchan by WebSocket delivers everything once, in order, over cuts', async () => {
  nchan = await startNchan();
  const { port, pathname } = new URL(nchan.anyUrl('a'));
  gate = await startGate(Number(port));
  source = watchSource(`${gate.url}${pathname}`, { transports: ['websocket'] });
  await eventually(() => expect(source!.status().state.phase).toBe('open'));
  const sent: string[] = [];
  const publish = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      sent.push(String(sent.length));
      await nchan!.publish('a', sent.at(-1)!);
    }
  };
  const data = (): string[] => source!.events().map((event) => event.data);
  for (let round = 0; round < 4; round++) {
    await publish(10);
    await eventually(() => expect(data()).toEqual(sent));
    gate.cut();
    await publish(10);
    await eventually(() => expect(data()).toEqual(sent), { timeoutMs: 10_000 });
  }
  expect(source.status().counters.reconnects).toBe(4);
  expect(source.status().attempts.at(-1)?.lastEventIdSent).toMatch(/^\d+:\d+$/u);
});

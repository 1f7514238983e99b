import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createHub, type Hub } from '../../../src/main/hub/hub';
import { createSseTransport } from '../../../src/main/sources/transports/sse';
import { eventually } from '../../support/eventually';
import { startNchan, type Nchan } from '../../support/nchan';
import { pollRun, type PollingWatch } from '../../support/polling-run';

let hub: Hub | undefined;
let nchan: Nchan | undefined;
let run: PollingWatch | undefined;
let before: PollingWatch | undefined;
let folder: string | undefined;
afterEach(async () => {
  await run?.stop();
  await before?.stop();
  await hub?.stop();
  await nchan?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  hub = nchan = run = before = folder = undefined;
});

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => String(from + i));
const messages = ({ events }: PollingWatch): string[] =>
  events.filter(({ type }) => type === 'message').map(({ data }) => data);
/** As a source does after a break: the same adapter, from where it stood. */
async function comeBack(url: string): Promise<PollingWatch> {
  await eventually(() => expect(before!.error?.remedy).toBe('retry'));
  const { adapter, lastEventId } = before!;
  return pollRun(url, {}, { lastEventId }, { adapter });
}

describe('polling our hub', () => {
  it('brings hundreds of events in order, none missing, none twice, with the types of the hub', async () => {
    hub = createHub();
    const { url } = await hub.start();
    run = pollRun(`${url}/events?channel=a`);
    await eventually(() => expect(run!.events[0]?.type).toBe('connected'));
    for (let i = 0; i < 600; i++) {
      hub.publish({ channel: 'a', data: String(i) });
      if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually(() => expect(run!.data.slice(1)).toEqual(numbers(0, 600)));
    const last = run.events.at(-1)!;
    expect(last).toMatchObject({ type: 'message', channel: 'a' });
    expect(last.id).toBe(last.lastEventId);
  });

  it('waits at the hub: an event comes at once, and silence costs few polls', async () => {
    hub = createHub();
    const { url } = await hub.start();
    run = pollRun(`${url}/events?channel=a&wait=1`);
    await eventually(() => expect(run!.counters).toMatchObject({ polls: 3 }), { timeoutMs: 4_000 });
    expect(run.counters.empty).toBe(2);
    expect(run.bytes.length).toBeGreaterThanOrEqual(3);
  });

  it('at intervals is greeted once and still misses nothing', async () => {
    hub = createHub();
    const { url } = await hub.start();
    run = pollRun(`${url}/events?channel=a`, { mode: 'interval', intervalMs: 250 });
    await eventually(() => expect(run!.opened).toHaveLength(1));
    for (let i = 0; i < 1_200; i++) hub.publish({ channel: 'a', data: String(i) });
    await eventually(() => expect(run!.data.slice(1)).toEqual(numbers(0, 1_200)));
    await eventually(() => expect(run!.counters.empty).toBeGreaterThan(1));
    expect(run.events.filter(({ type }) => type === 'connected')).toHaveLength(1);
  });

  it('goes on after a restart of a hub that keeps its log', async () => {
    folder = await mkdtemp(join(tmpdir(), 'streamgauge-polling-'));
    hub = createHub({ persistFolder: folder });
    const { url, port } = await hub.start();
    before = pollRun(`${url}/events?channel=a`);
    await eventually(() => expect(before!.opened).toHaveLength(1));
    for (let i = 0; i < 50; i++) hub.publish({ channel: 'a', data: String(i) });
    await eventually(() => expect(messages(before!)).toEqual(numbers(0, 50)));
    await hub.stop();
    hub = createHub({ persistFolder: folder, port });
    await hub.start();
    for (let i = 50; i < 100; i++) hub.publish({ channel: 'a', data: String(i) });
    run = await comeBack(`${url}/events?channel=a`);
    await eventually(() => expect(messages(run!)).toEqual(numbers(50, 100)));
    expect(run.events.some(({ type }) => type === 'gap')).toBe(false);
  });

  it('is told a gap after a restart of a hub that has forgotten', async () => {
    hub = createHub();
    const { url, port } = await hub.start();
    before = pollRun(`${url}/events?channel=a`);
    await eventually(() => expect(before!.opened).toHaveLength(1));
    hub.publish({ channel: 'a', data: 'before' });
    await eventually(() => expect(messages(before!)).toEqual(['before']));
    await hub.stop();
    hub = createHub({ port });
    await hub.start();
    run = await comeBack(`${url}/events?channel=a`);
    await eventually(() => expect(run!.events.some(({ type }) => type === 'gap')).toBe(true));
    hub.publish({ channel: 'a', data: 'after' });
    await eventually(() => expect(messages(run!)).toEqual(['after']));
  });

  it('is open at once when it resumes, though nothing has happened since', async () => {
    hub = createHub();
    const { url } = await hub.start();
    const { id } = hub.publish({ channel: 'a', data: 'seen' });
    run = pollRun(`${url}/events?channel=a`, {}, { lastEventId: id! });
    await eventually(() => expect(run!.opened).toHaveLength(1));
    hub.publish({ channel: 'a', data: 'new' });
    await eventually(() => expect(messages(run!)).toEqual(['new']));
  });
});

describe('polling nchan', () => {
  it('brings every message once and in order, a list in JSON as one', async () => {
    nchan = await startNchan({ heldSeconds: 1 });
    for (let i = 0; i < 100; i++) await nchan.publish('a', `[${i},${i}]`);
    run = pollRun(nchan.anyUrl('a'));
    for (let i = 100; i < 200; i++) await nchan.publish('a', `[${i},${i}]`);
    await eventually(() => expect(run!.data).toEqual(numbers(0, 200).map((n) => `[${n},${n}]`)));
    await eventually(() => expect(run!.statuses.at(-1)).toBe(408), { timeoutMs: 5_000 });
    expect(run.error).toBeNull();
  });

  it('resumes with the id that the same address gave an event stream', async () => {
    nchan = await startNchan({ heldSeconds: 1 });
    for (const n of numbers(0, 5)) await nchan.publish('a', n);
    before = pollRun(nchan.anyUrl('a'), {}, {}, { adapter: createSseTransport() });
    await eventually(() => expect(before!.events).toHaveLength(5));
    run = pollRun(nchan.anyUrl('a'), {}, { lastEventId: before.events[2]!.lastEventId });
    await eventually(() => expect(run!.data).toEqual(['3', '4']));
    expect(run.events.map(({ id }) => id)).toEqual(before.events.slice(3).map(({ id }) => id));
  });

  it('counts a poll that is held on an empty channel as open', async () => {
    nchan = await startNchan({ heldSeconds: 30 });
    run = pollRun(nchan.anyUrl('a'), { mode: 'long-poll' });
    await eventually(() => expect(run!.opened).toHaveLength(1));
    await nchan.publish('a', 'first');
    await eventually(() => expect(run!.data).toEqual(['first']));
  });
});

/** What is said of a reconnect: what was replayed, what came twice, what is missing, and when that cannot be told. */
import { afterEach, describe, expect, it } from 'vitest';
import { TRANSPORTS, type ResumeAudit } from '@shared/connection';
import { createHub, type Hub } from '../../../src/main/hub/hub';
import type { HubOptions } from '../../../src/main/hub/options';
import { DEFAULT_LADDER } from '../../../src/main/sources/ladder';
import { eventually } from '../../support/eventually';
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy';
import { startGate, type Gate } from '../../support/gate';
import {
  startNumberedServer,
  type NumberedEvent,
  type NumberedServer,
  type NumberedServerOptions,
} from '../../support/numbered-server';
import { watchSource, type WatchedSource } from '../../support/watched-source';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const FAST = { backoff: { floorMs: 1, capMs: 5 } };

function watch(...[url, part, , more]: Parameters<typeof watchSource>): WatchedSource {
  const watched = watchSource(url, part, () => 0, { ...FAST, ...more });
  closing.push(() => watched.close());
  return watched;
}

const dataOf = (watched: WatchedSource): string[] =>
  watched
    .events()
    .filter(({ type }) => type === 'message')
    .map(({ data }) => data);

/** The newest verdict, once there is one. */
const verdictOf = (watched: WatchedSource): Promise<ResumeAudit> =>
  eventually(() => {
    const audit = watched.status().attempts.at(-1)?.audit;
    expect(audit).toBeTruthy();
    return audit!;
  });

const gapsOf = (watched: WatchedSource) => watched.all.flatMap(({ gap }) => (gap ? [gap] : []));

interface Broken {
  readonly server: NumberedServer;
  readonly watched: WatchedSource;
  readonly audit: ResumeAudit;
}

/** A source gets so many events; then the line breaks, and so many more are published before it is back. */
async function breakAfter(
  before: number,
  meanwhile: number,
  options: NumberedServerOptions,
  arriving = before + meanwhile,
): Promise<Broken> {
  const server = await startNumberedServer(options);
  closing.push(() => server.close());
  const watched = watch(server.url);
  await eventually(() => expect(server.open).toBe(1));
  server.publish(before);
  await eventually(() => expect(dataOf(watched)).toHaveLength(before));
  server.cut();
  server.publish(meanwhile);
  await eventually(() => expect(dataOf(watched)).toHaveLength(arriving));
  return { server, watched, audit: await verdictOf(watched) };
}

const numbersFrom = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => String(first + i));

const after = (lastEventId: string, log: readonly NumberedEvent[], offset: number) =>
  log.slice(log.findIndex(({ id }) => id === lastEventId) + 1 + offset);

describe('the verdict on a reconnect', () => {
  it('C5: tells a whole replay', async () => {
    const { server, watched, audit } = await breakAfter(12, 14, {});
    expect(server.asked).toEqual([null, '12']);
    expect(audit).toMatchObject({
      verdict: 'complete',
      sentId: '12',
      replayed: 14,
      missing: 0,
      duplicates: 0,
    });
    expect(audit.sentence).toMatch(/^sent Last-Event-ID 12: 14 replayed, 0 missing, gap \d+(\.\d)? m?s$/u);
    expect(dataOf(watched)).toEqual(numbersFrom(1, 26));
  });

  it('S37: drops and counts what a server sends again', async () => {
    const { watched, audit } = await breakAfter(12, 14, { replay: (id, log) => after(id, log, -2) });
    expect(audit).toMatchObject({ verdict: 'complete', replayed: 14, missing: 0, duplicates: 2 });
    expect(audit.sentence).toMatch(/: 14 replayed, 0 missing, 2 duplicates dropped, gap /u);
    expect(watched.status().counters.duplicates).toBe(2);
    expect(dataOf(watched)).toEqual(numbersFrom(1, 26));
  });

  it('S37: drops the whole history of a server that ignores what is asked for', async () => {
    const { watched, audit } = await breakAfter(200, 3, { replay: (_, log) => log });
    expect(audit).toMatchObject({ verdict: 'complete', replayed: 3, missing: 0, duplicates: 200 });
    expect(dataOf(watched)).toEqual(numbersFrom(1, 203));
  });

  it('C5: counts what a server has lost, and shows it as a row of the stream', async () => {
    const lossy = (id: string, log: readonly NumberedEvent[]) => after(id, log, id === '' ? 0 : 4);
    const { watched, audit } = await breakAfter(12, 14, { replay: lossy }, 22);
    expect(audit).toMatchObject({ verdict: 'missing', replayed: 10, missing: 4, duplicates: 0 });
    expect(audit.sentence).toMatch(/^sent Last-Event-ID 12: 10 replayed, 4 missing, gap /u);
    expect(gapsOf(watched)).toMatchObject([{ verdict: 'lost', missing: 4, resumedFrom: '12' }]);
    expect(gapsOf(watched)[0]!.sentence).toMatch(/By their ids, 4 events are missing\.$/u);
    // The row stands where they would have been.
    const around = watched.all.filter(({ kind }) => kind !== 'comment').slice(11, 14);
    expect(around.map(({ kind, id }) => [kind, id])).toEqual([
      ['event', '12'],
      ['gap', null],
      ['event', '17'],
    ]);
    expect(watched.status().counters.missing).toBe(4);
  });

  it('C5: counts what a server loses in the middle of its replay', async () => {
    const holed = (id: string, log: readonly NumberedEvent[]) =>
      after(id, log, 0).filter(({ number }) => number !== 15 && number !== 16);
    const { audit, watched } = await breakAfter(12, 14, { replay: holed }, 24);
    expect(audit).toMatchObject({ verdict: 'missing', missing: 2 });
    expect(watched.status().counters.missing).toBe(2);
  });

  it('S38: claims nothing of a server that counts from 1 again', async () => {
    const { audit, watched } = await breakAfter(12, 5, {
      idOf: (number) => String(number > 12 ? number - 12 : number),
      replay: (id, log) => (id === '' ? log : log.slice(12)),
    });
    expect(audit).toMatchObject({ verdict: 'unknown', missing: null });
    expect(audit.sentence).toContain('cannot tell what is missing: the server numbers anew');
    expect(dataOf(watched)).toEqual(numbersFrom(1, 17));
  });

  it('C5: claims nothing of ids that say nothing', async () => {
    const { audit, server } = await breakAfter(12, 3, {
      idOf: (number) => `f${(number * 7919).toString(36)}z`,
    });
    expect(audit).toMatchObject({
      verdict: 'unknown',
      replayed: 3,
      missing: null,
      sentId: server.log[11]!.id,
    });
    expect(audit.sentence).toMatch(/: 3 replayed, cannot tell what is missing: ids are opaque, gap /u);
  });

  it('C5: says that nothing was sent where a stream has no ids', async () => {
    const { audit, watched } = await breakAfter(
      3,
      2,
      {
        idOf: () => null,
        replay: (_, log) => log.slice(4),
      },
      4,
    );
    expect(audit).toMatchObject({ verdict: 'unknown', sentId: null, replayed: null, missing: null });
    expect(audit.sentence).toMatch(
      /^sent no Last-Event-ID: cannot tell what is missing: the stream has no ids, gap /u,
    );
    expect(gapsOf(watched)).toMatchObject([{ verdict: 'unknown', resumedFrom: null }]);
  });

  it.each([
    ['one a second', (number: number) => `${1_795_262_900 + number}:0`],
    ['many a second', (number: number) => `${1_795_262_900 + Math.floor(number / 8)}:${number % 8}`],
  ])('C5: does not take nchan’s ids for numbers of events (%s)', async (_, idOf) => {
    const { audit, watched } = await breakAfter(13, 20, { idOf });
    expect(audit).toMatchObject({ verdict: 'unknown', replayed: 20, missing: null });
    expect(watched.status().counters.missing).toBe(0);
    expect(gapsOf(watched)).toMatchObject([{ verdict: 'resumed' }]);
  });

  it('C5: does not miss what a filtered stream leaves out', async () => {
    const { audit, watched } = await breakAfter(20, 9, {
      idOf: (number) => String(number + 3 * Math.floor(number / 3)),
    });
    expect(audit).toMatchObject({ verdict: 'unknown', missing: null });
    expect(audit.sentence).toContain('ids do not go up by one');
    expect(watched.status().counters.missing).toBe(0);
  });

  it('C5: says so while nothing has come since', async () => {
    const server = await startNumberedServer();
    closing.push(() => server.close());
    const watched = watch(server.url);
    await eventually(() => expect(server.open).toBe(1));
    server.publish(5);
    await eventually(() => expect(dataOf(watched)).toHaveLength(5));
    server.cut('rst');
    const audit = await verdictOf(watched);
    expect(audit.sentence).toMatch(
      /^sent Last-Event-ID 5: 0 replayed, cannot tell what is missing: nothing has come since, gap /u,
    );
    // The next event settles it.
    server.publish();
    await eventually(() =>
      expect(watched.status().attempts.at(-1)!.audit).toMatchObject({ verdict: 'complete', missing: 0 }),
    );
  });
});

describe('the verdict on a reconnect to the hub', () => {
  async function startHub(options: HubOptions = {}): Promise<{ hub: Hub; gate: Gate; proxy: FaultProxy }> {
    const hub = createHub({ stopTimeoutMs: 200, ...options });
    const { port } = await hub.start();
    closing.push(() => hub.stop());
    const gate = await startGate(port);
    closing.push(() => gate.close());
    const proxy = await startFaultProxy(Number(new URL(gate.url).port));
    closing.push(() => proxy.close());
    return { hub, gate, proxy };
  }
  /** Nobody gets through while this is done. */
  async function whileDown(watched: WatchedSource, proxy: FaultProxy, act: () => void): Promise<void> {
    await proxy.refuse();
    proxy.apply({ kind: 'reset' });
    // A poll whose connection breaks is asked once more before that counts as a break.
    await eventually(() => expect(watched.status().state.phase).toBe('waiting'));
    act();
    await proxy.listen();
  }
  const publish = (hub: Hub, first: number, last: number): void => {
    for (const data of numbersFrom(first, last)) hub.publish({ channel: 'a', data });
  };

  it.each(TRANSPORTS)('A5: tells a whole replay by %s', async (transport) => {
    const { hub, proxy } = await startHub();
    const watched = watch(`${proxy.url}/events?channel=a`, { transports: [transport] });
    await eventually(() => expect(watched.status().state.phase).toBe('open'));
    publish(hub, 1, 12);
    await eventually(() => expect(dataOf(watched)).toHaveLength(12));
    await whileDown(watched, proxy, () => publish(hub, 13, 26));
    await eventually(() => expect(dataOf(watched)).toEqual(numbersFrom(1, 26)));
    const audit = await verdictOf(watched);
    expect(audit).toMatchObject({ verdict: 'complete', replayed: 14, missing: 0, duplicates: 0 });
    expect(audit.sentId).toMatch(/\.12$/u);
  });

  it.each(TRANSPORTS)('A5: takes the hub’s word for what it no longer holds, by %s', async (transport) => {
    const { hub, proxy } = await startHub({ history: { events: 5 } });
    const watched = watch(`${proxy.url}/events?channel=a`, { transports: [transport] });
    await eventually(() => expect(watched.status().state.phase).toBe('open'));
    publish(hub, 1, 4);
    await eventually(() => expect(dataOf(watched)).toHaveLength(4));
    await whileDown(watched, proxy, () => publish(hub, 5, 24));
    await eventually(() => expect(dataOf(watched).slice(4)).toEqual(numbersFrom(20, 24)));
    const audit = await verdictOf(watched);
    expect(audit).toMatchObject({ verdict: 'missing', missing: 15 });
    expect(gapsOf(watched)).toMatchObject([{ verdict: 'lost', missing: 15 }]);
    expect(watched.status().counters.missing).toBe(15);
  });

  it('A7: finds nothing missing across a climb, nor after a break on the higher rung', async () => {
    const { hub, gate } = await startHub();
    gate.fates.websocket = 'refuse';
    const watched = watch(`${gate.url}/events?channel=a`, { transports: ['websocket', 'sse'] }, undefined, {
      ladder: { ...DEFAULT_LADDER, climbMs: { first: 50, most: 50 } },
    });
    const isCarriedBy = (transport: string): Promise<void> =>
      eventually(() => expect(watched.status().state).toMatchObject({ phase: 'open', transport }));
    await isCarriedBy('sse');
    publish(hub, 1, 10);
    await eventually(() => expect(dataOf(watched)).toHaveLength(10));
    gate.fates.websocket = 'pass';
    await isCarriedBy('websocket');
    publish(hub, 11, 20);
    await eventually(() => expect(dataOf(watched)).toEqual(numbersFrom(1, 20)));
    expect(gapsOf(watched)).toEqual([]);
    gate.cut();
    publish(hub, 21, 30);
    await eventually(() => expect(dataOf(watched)).toEqual(numbersFrom(1, 30)));
    expect(await verdictOf(watched)).toMatchObject({ verdict: 'complete', missing: 0 });
    expect(watched.status().counters).toMatchObject({ missing: 0, duplicates: 0 });
  });
});

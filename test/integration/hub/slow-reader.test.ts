import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { useHubs } from './support/hubs';
import { openStream } from './support/open-stream';

const startHub = useHubs();
const KIB = 1024;

describe('a client that does not read', () => {
  it('C6: is cut off after the drain timeout; a healthy one loses nothing; memory stays bounded', async () => {
    const EVENTS = 4_000;
    const { hub, port } = await startHub({
      drainTimeoutMs: 300,
      history: { events: EVENTS, bytes: 64 * KIB * KIB },
    });
    const paused = await openStream(port, '/events?channel=load', { keepRaw: false });
    await paused.first('connected');
    paused.pause();
    const healthy = await openStream(port, '/events?channel=load', { keepRaw: false });

    const filler = 'x'.repeat(4 * KIB);
    let mostQueued = 0;
    let published = 0;
    const publisher = setInterval(() => {
      for (let i = 0; i < 50 && published < EVENTS; i++) {
        hub.publish({ channel: 'load', data: `${++published} ${filler}` });
        for (const { queuedBytes } of hub.snapshot().clients) mostQueued = Math.max(mostQueued, queuedBytes);
      }
    }, 1);
    await eventually(() => expect(hub.counters().closed['too-slow']).toBe(1), { timeoutMs: 20_000 });
    await eventually(() => expect(healthy.published()).toHaveLength(EVENTS), { timeoutMs: 20_000 });
    clearInterval(publisher);

    expect(healthy.published().map((data) => Number(data.split(' ')[0]))).toEqual(
      Array.from({ length: EVENTS }, (_, i) => i + 1),
    );
    // Some 16 MB were published; what waited in the process for one client never was more than one write's worth.
    expect(mostQueued).toBeLessThan(512 * KIB);
    expect(hub.snapshot().clients).toHaveLength(1);
    paused.resume();
    await eventually(() => expect(paused.cut()).toBe(true));
    healthy.close();
  });

  it('C6: that reads again in time is served from the log, in order and complete', async () => {
    const EVENTS = 3_000;
    const { hub, port } = await startHub({ history: { events: EVENTS, bytes: 64 * KIB * KIB } });
    const stream = await openStream(port, '/events?channel=load', { keepRaw: false });
    await stream.first('connected');
    stream.pause();
    const filler = 'x'.repeat(4 * KIB);
    for (let n = 1; n <= EVENTS; n++) hub.publish({ channel: 'load', data: `${n} ${filler}` });
    await eventually(() => expect(hub.snapshot().clients[0]!.queuedBytes).toBeGreaterThan(0));
    stream.resume();
    await eventually(() => expect(stream.published()).toHaveLength(EVENTS), { timeoutMs: 20_000 });
    expect(stream.published().map((data) => Number(data.split(' ')[0]))).toEqual(
      Array.from({ length: EVENTS }, (_, i) => i + 1),
    );
    await eventually(() => expect(hub.snapshot().clients[0]!.queuedBytes).toBe(0));
    hub.publish({ channel: 'load', data: 'live again' });
    await eventually(() => expect(stream.published()).toHaveLength(EVENTS + 1));
    stream.close();
  });

  it('C6: that falls off the log is told how much it missed at most, and goes on at the oldest kept', async () => {
    const EVENTS = 4_000;
    const KEPT = 50;
    const { hub, port } = await startHub({ history: { events: KEPT } });
    const stream = await openStream(port, '/events?channel=load', { keepRaw: false });
    await stream.first('connected');
    stream.pause();
    const filler = 'x'.repeat(4 * KIB);
    for (let n = 1; n <= EVENTS; n++) hub.publish({ channel: 'load', data: `${n} ${filler}` });
    stream.resume();
    const gap = await stream.first('gap');
    await eventually(() => expect(stream.published().at(-1)).toMatch(/^4000 /u));
    const seen = stream.published().map((data) => Number(data.split(' ')[0]));
    const { missedMax, reason } = JSON.parse(gap.data) as { missedMax: number; reason: string };
    const lastBefore = EVENTS - KEPT - missedMax;
    expect(reason).toBe('evicted');
    expect(seen.slice(0, lastBefore)).toEqual(Array.from({ length: lastBefore }, (_, i) => i + 1));
    expect(seen.slice(lastBefore)).toEqual(Array.from({ length: KEPT }, (_, i) => EVENTS - KEPT + i + 1));
    stream.close();
  });
});

describe('a client that goes away', () => {
  it('A1, D8: leaves nothing behind, also in the middle of a broadcast to many', async () => {
    const { hub, port } = await startHub();
    const streams = await Promise.all(
      Array.from({ length: 40 }, () => openStream(port, '/events?channel=load/**', { keepRaw: false })),
    );
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(40));
    const publisher = setInterval(() => {
      for (let i = 0; i < 20; i++) hub.publish({ channel: `load/${i}`, data: 'x'.repeat(2_000) });
    }, 1);
    await Promise.all(streams.map((stream) => stream.first('message')));
    for (const stream of streams) stream.close();
    await eventually(() => expect(hub.snapshot().clients).toEqual([]));
    clearInterval(publisher);
    expect(hub.snapshot().channels.every(({ clients }) => clients === 0)).toBe(true);
    expect(hub.counters()).toMatchObject({ opened: 40, closed: { 'client-left': 40 } });
    expect(hub.publish({ channel: 'load/1', data: 1 }).clients).toBe(0);
  });

  it('shows a subscribed channel before its first event, and forgets it with its last client', async () => {
    const { hub, port } = await startHub();
    const stream = await openStream(port, '/events?channel=demo/soon,demo/*');
    await stream.first('connected');
    expect(hub.snapshot().channels).toEqual([
      { name: 'demo/soon', clients: 1, published: 0, history: 0, policy: 'skip' },
    ]);
    stream.close();
    await eventually(() => expect(hub.snapshot().channels).toEqual([]));
  });
});

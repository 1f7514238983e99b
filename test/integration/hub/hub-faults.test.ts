import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { faultsSchema, NO_FAULTS, type Faults } from '@shared/hub';
import { eventually } from '../../support/eventually';
import { useHubs } from './support/hubs';
import { openSocket } from './support/open-socket';
import { openStream } from './support/open-stream';
import { poll } from './support/poll';

const startHub = useHubs();
const faults = (some: v.InferInput<typeof faultsSchema>): Faults => v.parse(faultsSchema, some);

describe('faults', () => {
  it('delay what open streams and sockets get, from their next event on', async () => {
    const { hub, port } = await startHub();
    const stream = await openStream(port);
    const socket = await openSocket(port);
    await stream.first('connected');
    await socket.first('connected');
    hub.setFaults(null, faults({ delay: { on: true, ms: 200, jitterMs: 0 } }));
    const began = performance.now();
    hub.publish({ channel: 'a', data: 'late' });
    await eventually(() => expect([stream.published(), socket.published()]).toEqual([['late'], ['late']]));
    expect(performance.now() - began).toBeGreaterThan(190);
    hub.setFaults(null, NO_FAULTS);
    hub.publish({ channel: 'a', data: 'again' });
    await eventually(() =>
      expect([stream.published(), socket.published()].flat()).toEqual(['late', 'again', 'late', 'again']),
    );
    stream.close();
    socket.close();
  });

  it('stall one client alone, without closing it, and tell what is on for it', async () => {
    const { hub, port } = await startHub({ drainTimeoutMs: 100, heartbeatMs: 100 });
    const stalled = await openStream(port);
    await stalled.first('connected');
    const other = await openStream(port);
    await other.first('connected');
    const [first] = hub.snapshot().clients;
    hub.setFaults(first!.id, faults({ stall: { on: true } }));
    hub.publish({ channel: 'a', data: '1' });
    await eventually(() => expect(other.published()).toEqual(['1']));
    // Heartbeats go on for the other one: time passes, and the stalled one is neither served nor cut.
    await eventually(() => expect(other.comments.length).toBeGreaterThan(3));
    expect([stalled.published(), stalled.ended(), stalled.cut()]).toEqual([[], false, false]);
    expect(hub.snapshot().clients.map(({ faults: on }) => on)).toEqual([['stall'], []]);
    hub.setFaults(first!.id, NO_FAULTS);
    await eventually(() => expect(stalled.published()).toEqual(['1']));
    stalled.close();
    other.close();
  });

  it('leave ids out, double events and change their order', async () => {
    const { hub, port } = await startHub();
    const stream = await openStream(port);
    await stream.first('connected');
    hub.setFaults(null, faults({ skipIds: { on: true, percent: 100 } }));
    hub.publish({ channel: 'a', data: 'no id' });
    await eventually(() => expect(stream.events.at(-1)).toMatchObject({ data: 'no id', id: null }));
    hub.setFaults(null, faults({ duplicate: { on: true, percent: 100 } }));
    hub.publish({ channel: 'a', data: 'twice' });
    await eventually(() => expect(stream.published()).toEqual(['twice', 'twice']));
    hub.setFaults(null, faults({ reorder: { on: true, percent: 100 } }));
    hub.publish({ channel: 'a', data: '1' });
    hub.publish({ channel: 'a', data: '2' });
    await eventually(() => expect(stream.published().slice(2)).toEqual(['2', '1']));
    stream.close();
  });

  it('hold bytes back like a bad proxy, and let them go in a lump', async () => {
    const { hub, port } = await startHub();
    const stream = await openStream(port);
    await stream.first('connected');
    hub.setFaults(null, faults({ buffer: { on: true, kibibytes: 1 } }));
    const before = stream.bytes();
    hub.publish({ channel: 'a', data: 'x'.repeat(300) });
    const other = await openStream(port);
    expect(stream.bytes()).toBe(before);
    hub.publish({ channel: 'a', data: 'y'.repeat(900) });
    await eventually(() => expect(stream.published()).toHaveLength(2));
    stream.close();
    other.close();
  });

  it('corrupt and split frames, and end one half of a connection', async () => {
    const { hub, port } = await startHub();
    const stream = await openStream(port);
    await stream.first('connected');
    hub.setFaults(null, faults({ split: { on: true } }));
    for (let i = 0; i < 20; i++) hub.publish({ channel: 'a', data: String(i) });
    await eventually(() => expect(stream.published()).toHaveLength(20));
    hub.setFaults(null, faults({ corrupt: { on: true, percent: 100 } }));
    hub.publish({ channel: 'a', data: 'z'.repeat(500) });
    hub.publish({ channel: 'a', data: 'z'.repeat(500) });
    await eventually(() => expect(stream.raw()).toMatch(/z{100}/u));
    expect(stream.raw()).not.toContain('z'.repeat(500) + '\n\nchannel: a\nid: ' + hub.snapshot().published);
    hub.setFaults(null, faults({ halfClose: { on: true, percent: 100 } }));
    hub.publish({ channel: 'a', data: 'cut' });
    await eventually(() => expect(stream.cut() || stream.ended()).toBe(true));
    stream.close();
  });

  it('answer 503 with Retry-After, refuse connections, and cut those that are open', async () => {
    const { hub, port } = await startHub();
    hub.setFaults(null, faults({ unavailable: { on: true, percent: 100, retryAfterSeconds: 7 } }));
    const answer = await poll(port, '/events');
    expect([answer.status, answer.code, answer.headers['retry-after']]).toEqual([503, 'unavailable', '7']);
    const socket = (await openSocket(port).catch((error: unknown) => error)) as { status: number };
    expect(socket.status).toBe(503);
    hub.setFaults(null, NO_FAULTS);
    const stream = await openStream(port);
    await stream.first('connected');
    hub.setFaults(null, faults({ refuse: { on: true } }));
    await expect(openStream(port)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(openSocket(port)).rejects.toThrow();
    hub.dropNow();
    await eventually(() => expect(stream.cut()).toBe(true));
    hub.setFaults(null, NO_FAULTS);
    const again = await openStream(port);
    hub.setFaults(null, faults({ drop: { on: true, everySeconds: 1 } }));
    await eventually(() => expect(again.cut()).toBe(true), { timeoutMs: 5_000 });
  });
});

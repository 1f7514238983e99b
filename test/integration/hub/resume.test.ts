import { EventSource } from 'eventsource';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { useHubs } from './support/hubs';
import { openStream, type OpenStream } from './support/open-stream';

const startHub = useHubs();

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

/** The id of the n-th event of a stream's hub, 0 for the place before the first. */
const idOf = (stream: OpenStream, seq: number): string => `${epochOf(stream)}.${seq}`;
const epochOf = (stream: OpenStream): string =>
  (JSON.parse(stream.events[0]!.data) as { epoch: string }).epoch;

async function greeted(
  port: number,
  path?: string,
  headers: Record<string, string> = {},
): Promise<OpenStream> {
  const stream = await openStream(port, path, { headers });
  await stream.first('connected');
  return stream;
}

describe('resuming', () => {
  it('C5: replays what came after Last-Event-ID, then goes on live', async () => {
    const { hub, port } = await startHub();
    const first = await greeted(port);
    for (const n of numbers(1, 6)) hub.publish({ channel: Number(n) % 2 ? 'odd' : 'even', data: n });
    await eventually(() => expect(first.published()).toHaveLength(6));
    first.close();

    const second = await greeted(port, '/events?channel=odd', { 'Last-Event-ID': idOf(first, 2) });
    hub.publish({ channel: 'odd', data: '7' });
    await eventually(() => expect(second.published()).toEqual(['3', '5', '7']));
    expect(second.events.map(({ type }) => type)).toEqual(['connected', 'message', 'message', 'message']);
    expect(second.events[0]!.id).toBeNull();
    second.close();
  });

  it.each(['lastEventId', 'last_event_id'])('C5: takes the id from the query as %s', async (name) => {
    const { hub, port } = await startHub();
    const first = await greeted(port);
    for (const n of numbers(1, 3)) hub.publish({ channel: 'a', data: n });
    const second = await greeted(port, `/events?${name}=${idOf(first, 1)}`);
    await eventually(() => expect(second.published()).toEqual(['2', '3']));
    first.close();
    second.close();
  });

  it('B15: the header wins over the query', async () => {
    const { hub, port } = await startHub();
    const first = await greeted(port);
    for (const n of numbers(1, 3)) hub.publish({ channel: 'a', data: n });
    const path = `/events?lastEventId=${idOf(first, 0)}`;
    const second = await greeted(port, path, { 'Last-Event-ID': idOf(first, 2) });
    await eventually(() => expect(second.published()).toEqual(['3']));
    first.close();
    second.close();
  });

  it('C5: a client that left before its first event resumes from its greeting', async () => {
    const { hub, port } = await startHub();
    hub.publish({ channel: 'a', data: 'before' });
    const first = await greeted(port);
    first.close();
    hub.publish({ channel: 'a', data: 'meanwhile' });
    const second = await greeted(port, '/events', { 'Last-Event-ID': first.events[0]!.lastEventId });
    await eventually(() => expect(second.published()).toEqual(['meanwhile']));
    second.close();
  });

  it('C5: finds a publisher’s own id again, above U+00FF too', async () => {
    const { hub, port } = await startHub();
    for (const id of ['eins', 'zwei ☃', 'drei é', 'vier']) hub.publish({ channel: 'a', id, data: id });
    const utf8 = Buffer.from('zwei ☃', 'utf8').toString('latin1');
    const snow = await greeted(port, '/events', { 'Last-Event-ID': utf8 });
    await eventually(() => expect(snow.published()).toEqual(['drei é', 'vier']));
    expect(snow.events.map(({ lastEventId }) => lastEventId)).toEqual(['', 'drei é', 'vier']);
    const latin1 = await greeted(port, '/events', { 'Last-Event-ID': 'drei é' });
    await eventually(() => expect(latin1.published()).toEqual(['vier']));
    snow.close();
    latin1.close();
  });

  it('C5: no event is lost, doubled or out of order while many clients resume under load', async () => {
    const TOTAL = 6_000;
    const CLIENTS = 12;
    const { hub, port } = await startHub({ history: { events: 20_000, bytes: 64 * 1024 * 1024 } });
    const seen = Array.from({ length: CLIENTS }, () => [] as string[]);
    const start = await greeted(port);
    start.close();
    let published = 0;
    const publisher = setInterval(() => {
      for (let i = 0; i < 40 && published < TOTAL; i++) {
        published++;
        const channel = `load/${published % 3}`;
        hub.publish({ channel, data: `${published} ${'x'.repeat(published % 700)}` });
      }
    }, 1);

    // Every client leaves and comes back again and again, at different moments, until it has seen the last event.
    await Promise.all(
      seen.map(async (mine, client) => {
        let lastEventId = idOf(start, 0);
        const channels = client % 2 ? 'load/*' : 'load/0,load/1,load/2';
        for (let visit = 0; mine.length < TOTAL; visit++) {
          const stream: OpenStream = await openStream(port, `/events?channel=${channels}`, {
            headers: { 'Last-Event-ID': lastEventId },
            keepRaw: false,
          });
          const wanted = visit >= 12 ? TOTAL : mine.length + 50 + ((client * 37 + visit * 101) % 400);
          await eventually(
            () => {
              const events = stream.events.length - 1 + mine.length;
              if (events < Math.min(wanted, TOTAL)) throw new Error(`${events} of ${wanted}`);
            },
            { timeoutMs: 20_000 },
          );
          stream.close();
          expect(stream.events.map(({ type }) => type).filter((type) => type === 'gap')).toEqual([]);
          mine.push(...stream.published().map((data) => data.split(' ')[0]!));
          lastEventId = stream.events[stream.events.length - 1]!.lastEventId;
        }
      }),
    );
    clearInterval(publisher);
    for (const mine of seen) expect(mine).toEqual(numbers(1, TOTAL));
    await eventually(() => expect(hub.snapshot().clients).toEqual([]));
  });

  it('C5: the npm eventsource client resumes by itself after the hub cut it off', async () => {
    const { hub, url } = await startHub();
    const source = new EventSource(`${url}/events?channel=a`);
    const seen: string[] = [];
    source.addEventListener('message', (event) => seen.push(event.data as string));
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(1));
    hub.publish({ channel: 'a', data: '1', retry: 20 });
    await eventually(() => expect(seen).toEqual(['1']));
    hub.disconnect(hub.snapshot().clients[0]!.id);
    for (const n of numbers(2, 5)) hub.publish({ channel: 'a', data: n });
    await eventually(() => expect(seen).toEqual(numbers(1, 5)));
    source.close();
  });
});

describe('a gap', () => {
  it('C5: is told in-band, with the state again, when events of a subscribed channel have left the log', async () => {
    const { hub, port } = await startHub({ history: { events: 5 } });
    hub.setState('a', () => ({ total: 10 }));
    const first = await greeted(port);
    for (const n of numbers(1, 10)) hub.publish({ channel: 'a', data: n });
    const second = await greeted(port, '/events?channel=a', { 'Last-Event-ID': idOf(first, 2) });
    await eventually(() => expect(second.published()).toEqual(numbers(6, 10)));
    expect(second.events.slice(0, 3).map(({ type, id }) => [type, id])).toEqual([
      ['connected', null],
      ['gap', idOf(first, 5)],
      ['initial_state', null],
    ]);
    expect(JSON.parse(second.events[1]!.data)).toEqual({
      requested: idOf(first, 2),
      oldest: idOf(first, 6),
      missed: 3,
      missedMax: 3,
      policy: 'skip',
      reason: 'evicted',
    });
    expect(hub.counters().gaps).toBe(1);
    first.close();
    second.close();
  });

  it('is not told when only other channels lost events', async () => {
    const { hub, port } = await startHub({ history: { events: 5 } });
    const first = await greeted(port);
    hub.publish({ channel: 'quiet', data: 'seen' });
    for (const n of numbers(1, 10)) hub.publish({ channel: 'noise', data: n });
    hub.publish({ channel: 'quiet', data: 'new' });
    const second = await greeted(port, '/events?channel=quiet', { 'Last-Event-ID': idOf(first, 1) });
    await eventually(() => expect(second.published()).toEqual(['new']));
    expect(second.events.map(({ type }) => type)).toEqual(['connected', 'message']);
    first.close();
    second.close();
  });

  it('stays exact for a publisher’s own id that has left the log itself', async () => {
    const { hub, port } = await startHub({ history: { events: 3 } });
    for (const n of numbers(1, 5)) hub.publish({ channel: 'a', id: `own-${n}`, data: n });
    const stream = await greeted(port, '/events', { 'Last-Event-ID': 'own-1' });
    await eventually(() => expect(stream.published()).toEqual(['3', '4', '5']));
    expect(JSON.parse(stream.events[1]!.data)).toEqual({
      requested: 'own-1',
      oldest: 'own-3',
      missed: 1,
      missedMax: 1,
      policy: 'skip',
      reason: 'evicted',
    });
    stream.close();
  });

  it('is told after the age of events is over', async () => {
    let time = 1_000_000;
    const { hub, port } = await startHub({ history: { ageMs: 60_000 }, now: () => time });
    const first = await greeted(port);
    hub.publish({ channel: 'a', data: 'old' });
    time += 59_000;
    hub.publish({ channel: 'a', data: 'young' });
    time += 2_000;
    const second = await greeted(port, '/events', { 'Last-Event-ID': idOf(first, 0) });
    await eventually(() => expect(second.published()).toEqual(['young']));
    expect(second.events[1]!.type).toBe('gap');
    expect(hub.snapshot().history.events).toBe(1);
    first.close();
    second.close();
  });

  it('B23: tells a client of another life of the hub, and replays all that is held', async () => {
    const { hub, port } = await startHub();
    for (const n of numbers(1, 3)) hub.publish({ channel: 'a', data: n });
    const stream = await greeted(port, '/events', { 'Last-Event-ID': '00000000.2' });
    await eventually(() => expect(stream.published()).toEqual(['1', '2', '3']));
    expect(JSON.parse(stream.events[1]!.data)).toEqual({
      requested: '00000000.2',
      oldest: idOf(stream, 1),
      missed: null,
      missedMax: null,
      policy: 'skip',
      reason: 'other-epoch',
    });
    stream.close();
  });

  it('B23: the log outlives a stop and start of the same hub', async () => {
    const { hub, port } = await startHub();
    const first = await greeted(port);
    hub.publish({ channel: 'a', data: '1' });
    await hub.stop();
    hub.publish({ channel: 'a', data: '2' });
    const { port: again } = await hub.start();
    const second = await greeted(again, '/events', { 'Last-Event-ID': idOf(first, 1) });
    await eventually(() => expect(second.published()).toEqual(['2']));
    second.close();
  });

  it.each(['nonsense', "1' OR '1'='1", '__proto__', '<script>alert(1)</script>', '-1', 'ÿþ'])(
    'B14: tells the unknown id %j and goes on',
    async (id) => {
      const { hub, port } = await startHub();
      hub.publish({ channel: 'a', data: '1' });
      const stream = await greeted(port, '/events', { 'Last-Event-ID': id });
      await eventually(() => expect(stream.published()).toEqual(['1']));
      const gap = JSON.parse(stream.events[1]!.data) as Record<string, unknown>;
      expect(gap).toMatchObject({ reason: 'unknown-id', missedMax: null });
      expect(id.startsWith(String(gap['requested']))).toBe(true);
      stream.close();
    },
  );

  it('B14: repeats only the start of a huge id', async () => {
    const { port } = await startHub();
    const stream = await greeted(port, '/events', { 'Last-Event-ID': '9'.repeat(12_000) });
    const gap = await stream.first('gap');
    expect((JSON.parse(gap.data) as { requested: string }).requested).toBe('9'.repeat(256));
    stream.close();
  });

  it('B14: does not believe in a position that has not been reached', async () => {
    const { hub, port } = await startHub();
    const first = await greeted(port);
    hub.publish({ channel: 'a', data: '1' });
    const stream = await greeted(port, '/events', { 'Last-Event-ID': idOf(first, 500) });
    await eventually(() => expect(stream.published()).toEqual(['1']));
    expect(JSON.parse(stream.events[1]!.data)).toMatchObject({ reason: 'unknown-id' });
    first.close();
    stream.close();
  });
});

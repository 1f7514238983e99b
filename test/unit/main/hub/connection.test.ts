import { describe, expect, it } from 'vitest';
import type { Audience, LagPolicy } from '@shared/hub';
import type { Priority } from '@shared/notification';
import { audienceOf } from '../../../../src/main/hub/audience';
import type { Batch } from '../../../../src/main/hub/batch';
import { Connection, type CloseReason, type ConnectionHost } from '../../../../src/main/hub/connection';
import { Delivery } from '../../../../src/main/hub/delivery';
import { encodeFrame } from '../../../../src/main/hub/frame';
import { EventLog, type LogEntry } from '../../../../src/main/hub/log';
import type { Notice, Sink } from '../../../../src/main/hub/sink';
import { parseSubscription } from '../../../../src/main/hub/subscription';
import { eventually } from '../../../support/eventually';
import { seededRandom } from './seeded-random';

/** A socket that is full when the test says so. */
class FakeSink implements Sink {
  readonly entries: LogEntry[] = [];
  readonly early: LogEntry[] = [];
  readonly notices: Notice[] = [];
  readonly beats: string[] = [];
  readonly order: string[] = [];
  writes = 0;
  /** ms: a write takes 5. */
  time = 0;
  ended: 'no' | 'ended' | 'destroyed' = 'no';
  queued = 0;
  ready: () => boolean = () => true;

  send({ entries }: Batch): boolean {
    this.writes++;
    this.time += 5;
    this.entries.push(...entries);
    this.order.push(...entries.map(({ id }) => id));
    return this.ready();
  }
  ahead(entry: LogEntry): boolean {
    this.early.push(entry);
    this.order.push(`ahead ${entry.id}`);
    return this.ready();
  }
  tell(notice: Notice): boolean {
    this.notices.push(notice);
    this.order.push(notice.event);
    return this.ready();
  }
  beat(position: string): boolean {
    this.beats.push(position);
    return this.ready();
  }
  queuedBytes(): number {
    return this.queued;
  }
  end(): void {
    this.ended = 'ended';
  }
  destroy(): void {
    this.ended = 'destroyed';
  }
}

interface Published {
  readonly priority?: Priority;
  readonly to?: Audience;
}

interface Bench {
  readonly log: EventLog;
  readonly sink: FakeSink;
  readonly connection: Connection;
  readonly closed: CloseReason[];
  /** Hands over at once. */
  publish(channel: string, more?: Published): LogEntry;
  /** Leaves it to the delivery when. */
  offer(channel: string): LogEntry;
  flush(): void;
}

function bench({
  events = 1_000,
  channel = '**',
  drainTimeoutMs = 10_000,
  heartbeatMs = 0,
  policy = 'skip' as LagPolicy,
  endsAt = null as number | null,
} = {}): Bench {
  const log = new EventLog({ events, bytes: 1_000_000 }, Date.now, () => ({ policy }));
  const sink = new FakeSink();
  const delivery = new Delivery(
    () => log.next,
    () => sink.time,
  );
  const closed: CloseReason[] = [];
  const host: ConnectionHost = {
    log,
    handedOver: () => delivery.handedOver,
    initialState: () => [{ event: 'initial_state', data: 'now' }],
    heartbeatMs,
    maxQueuedBytes: 1_000,
    now: Date.now,
    random: () => 0.5,
    onClose: (_, reason) => closed.push(reason),
    onGap: () => undefined,
  };
  const connection = new Connection(host, {
    listener: {
      id: 'c',
      transport: 'sse',
      agent: 'test',
      remoteAddress: '127.0.0.1',
      channels: [channel],
      connectedAt: 0,
      userId: 'ann',
      authenticated: true,
    },
    subscription: parseSubscription([channel]),
    sink,
    greets: true,
    drainTimeoutMs,
    drainReason: 'too-slow',
    endsAt,
    endReason: 'expired',
  });
  const listeners = new Set([connection]);
  const offer = (name: string, { priority = 'normal', to = {} }: Published = {}): LogEntry => {
    const entry = log.append({ channel: name, priority, key: 'k', audience: audienceOf(to) }, (id) =>
      encodeFrame({ channel: name, id, data: id }),
    );
    delivery.publish(entry, connection.subscription.matches(name) ? listeners : new Set());
    return entry;
  };
  const flush = (): void => delivery.flush();
  const publish = (name: string, more?: Published): LogEntry => {
    const entry = offer(name, more);
    flush();
    return entry;
  };
  return { log, sink, connection, closed, publish, offer, flush };
}

describe('Connection', () => {
  it('D8: over 400 random histories of publishing, filling and draining, sends each event once and in order', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = seededRandom(seed);
      const { log, sink, connection, publish, offer, flush } = bench({ channel: 'mine/*' });
      sink.ready = () => random() < 0.6;
      const mine: LogEntry[] = [];
      const publishOne = (): void => {
        const name = random() < 0.6 ? 'mine/x' : 'other';
        const entry = random() < 0.5 ? publish(name) : offer(name);
        if (entry.channel === 'mine/x') mine.push(entry);
      };
      for (let i = Math.floor(random() * 20); i > 0; i--) publishOne();
      const seq = Math.floor(random() * log.next);
      connection.open({ lastEventId: log.idAfter(seq), position: { known: true, seq } });
      for (let i = 0; i < 120; i++) {
        if (random() < 0.7) publishOne();
        else connection.drained();
        if (random() < 0.1) flush();
      }
      sink.ready = () => true;
      flush();
      connection.drained();
      expect(sink.entries).toEqual(mine.filter((entry) => entry.seq > seq));
      expect(sink.notices.map(({ event }) => event)).toEqual(['connected']);
    }
  });

  it('C6: writes nothing more to a full socket, however much is published', () => {
    const { sink, connection, publish } = bench();
    connection.open({ lastEventId: null });
    sink.ready = () => false;
    for (let i = 0; i < 500; i++) publish('a');
    expect(sink.entries).toHaveLength(1);
    sink.ready = () => true;
    connection.drained();
    expect(sink.entries).toHaveLength(500);
  });

  it('catches up in pages, giving others their turn', async () => {
    const { log, sink, connection, publish } = bench({ events: 5_000 });
    for (let i = 0; i < 3_000; i++) publish('a');
    connection.open({ lastEventId: log.idAfter(0), position: { known: true, seq: 0 } });
    expect(sink.entries.length).toBeGreaterThan(0);
    expect(sink.entries.length).toBeLessThan(1_000);
    publish('a');
    await eventually(() => expect(sink.entries).toHaveLength(3_001));
  });

  it('C6: told a gap in the middle, goes on at the oldest kept, with the state again', () => {
    const { log, sink, connection, publish } = bench({ events: 3 });
    connection.open({ lastEventId: null });
    sink.ready = () => false;
    for (let i = 0; i < 10; i++) publish('a');
    sink.ready = () => true;
    connection.drained();
    expect(sink.order).toEqual([
      'connected',
      'initial_state',
      log.idAfter(1),
      'gap',
      'initial_state',
      log.idAfter(8),
      log.idAfter(9),
      log.idAfter(10),
    ]);
    expect(sink.notices.find(({ event }) => event === 'gap')).toEqual({
      event: 'gap',
      id: log.idAfter(7),
      data: {
        requested: log.idAfter(1),
        oldest: log.idAfter(8),
        missed: 6,
        missedMax: 6,
        policy: 'skip',
        reason: 'evicted',
      },
    });
  });

  it('C6: cuts a connection that takes nothing for the drain timeout, and only such a one', () => {
    const { sink, connection, closed, publish } = bench({ drainTimeoutMs: 20 });
    const other = bench({ drainTimeoutMs: 20 });
    connection.open({ lastEventId: null });
    other.connection.open({ lastEventId: null });
    sink.ready = () => false;
    other.sink.ready = () => false;
    publish('a');
    other.publish('a');
    other.sink.ready = () => true;
    other.connection.drained();
    const now = performance.now();
    for (const { connection: each } of [{ connection }, other]) each.pulse(now + 10);
    expect(closed).toEqual([]);
    for (const { connection: each } of [{ connection }, other]) each.pulse(now + 21);
    expect(closed).toEqual(['too-slow']);
    expect(sink.ended).toBe('destroyed');
    expect(other.closed).toEqual([]);
    publish('a');
    expect(sink.entries).toHaveLength(1);
  });

  it('C6: cuts a connection for which more waits than may', () => {
    const { sink, connection, closed, publish } = bench();
    connection.open({ lastEventId: null });
    sink.queued = 1_000;
    publish('a');
    expect(closed).toEqual([]);
    sink.queued = 1_001;
    publish('a');
    expect(closed).toEqual(['too-much-waiting']);
    expect(sink.entries).toHaveLength(1);
  });

  it('D1: closes once, with the first reason', () => {
    const { sink, connection, closed } = bench();
    connection.open({ lastEventId: null });
    connection.close('shutdown', { event: 'hub.shutdown', data: null });
    connection.close('client-left');
    connection.drained();
    expect(closed).toEqual(['shutdown']);
    expect(sink.ended).toBe('ended');
    expect(sink.order.at(-1)).toBe('hub.shutdown');
  });

  it('A4: gives no sign of life while events wait: its position would skip them', () => {
    const { log, sink, connection, publish } = bench({ heartbeatMs: 10 });
    connection.open({ lastEventId: null });
    sink.ready = () => false;
    publish('a');
    publish('a');
    connection.pulse(performance.now() + 100);
    expect(sink.beats).toEqual([]);
    sink.ready = () => true;
    connection.drained();
    connection.pulse(performance.now() + 100);
    expect(sink.beats).toEqual([log.idAfter(2)]);
  });

  it('A4: a sign of life does not stand for events that wait to be handed over', () => {
    const { log, sink, connection, publish, offer, flush } = bench({ heartbeatMs: 10 });
    connection.open({ lastEventId: null });
    publish('a');
    const held = offer('a').seq;
    connection.pulse(performance.now() + 100);
    expect(sink.beats).toEqual([log.idAfter(held - 1)]);
    flush();
    expect(sink.entries).toHaveLength(held);
  });

  it('D8: writes what gathers in a while in one go', () => {
    const { sink, connection, publish, offer, flush } = bench();
    connection.open({ lastEventId: null });
    publish('a');
    for (let i = 0; i < 100; i++) offer('a');
    expect(sink.entries).toHaveLength(1);
    flush();
    expect(sink.entries).toHaveLength(101);
    expect(sink.writes).toBe(2);
  });

  it('D8: writes an event at once when little happens', () => {
    const { sink, connection, offer } = bench();
    connection.open({ lastEventId: null });
    for (let i = 0; i < 5; i++) {
      offer('a');
      sink.time += 6;
    }
    expect(sink.writes).toBe(5);
  });

  it('C6: ends a lossless connection that has fallen off the log, after telling it', () => {
    const { log, sink, connection, closed, publish } = bench({ events: 3, policy: 'lossless' });
    connection.open({ lastEventId: null });
    sink.ready = () => false;
    for (let i = 0; i < 10; i++) publish('a');
    sink.ready = () => true;
    connection.drained();
    expect(closed).toEqual(['lost-events']);
    expect(sink.ended).toBe('ended');
    expect(sink.order).toEqual(['connected', 'initial_state', log.idAfter(1), 'gap', 'initial_state']);
    const gap = sink.notices.find(({ event }) => event === 'gap');
    expect(gap).toMatchObject({ id: log.idAfter(10), data: { missed: 6, policy: 'lossless' } });
  });

  it('D5: high priority overtakes what waits on other channels, and comes once', () => {
    const { log, sink, connection, publish } = bench();
    connection.open({ lastEventId: null });
    sink.ready = () => false;
    publish('bulk');
    for (let i = 0; i < 100; i++) publish('bulk');
    const alarm = publish('alarms', { priority: 'high' });
    publish('bulk', { priority: 'high' });
    sink.ready = () => true;
    connection.drained();
    expect(sink.early).toEqual([alarm]);
    expect(sink.order.indexOf(`ahead ${alarm.id}`)).toBeLessThan(sink.order.indexOf(log.idAfter(2)));
    expect(sink.order).not.toContain(alarm.id);
    const bulk = sink.entries.filter(({ channel }) => channel === 'bulk').map(({ seq }) => seq);
    expect(bulk).toEqual([...bulk].sort((a, b) => a - b));
    expect(bulk).toHaveLength(102);
  });

  it('D4: gets what is for everybody and for its user, live and later', () => {
    for (const late of [false, true]) {
      const { sink, connection, publish, log } = bench();
      if (!late) connection.open({ lastEventId: null });
      const first = publish('a', { to: { userIds: ['bob'] } });
      const second = publish('a', { to: { userIds: ['ann', 'bob'] } });
      const third = publish('a');
      publish('a', { to: { subscriptions: ['a'] } });
      if (late) connection.open({ lastEventId: log.idAfter(0), position: { known: true, seq: 0 } });
      expect(sink.entries).toEqual([second, third]);
      expect(sink.entries).not.toContain(first);
    }
  });

  it('D7: ends when what it may do has ended, and says so', () => {
    const { sink, connection, closed } = bench({ endsAt: Date.now() - 1 });
    connection.open({ lastEventId: null });
    connection.pulse(performance.now());
    expect(closed).toEqual(['expired']);
    expect(sink.order.at(-1)).toBe('hub.expired');
  });

  it('D3: after a change of subscription gets the state of what is new, and no event from before', () => {
    const { sink, connection, publish } = bench({ channel: 'a' });
    connection.open({ lastEventId: null });
    publish('b');
    connection.resubscribe(parseSubscription(['a', 'b']));
    sink.ready = () => false;
    const next = publish('b');
    sink.ready = () => true;
    connection.drained();
    expect(sink.entries).toEqual([next]);
  });
});

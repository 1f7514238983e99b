import { describe, expect, it } from 'vitest';
import { Connection, type CloseReason, type Notice, type Sink } from '../../../../src/main/hub/connection';
import { EventLog, type LogEntry } from '../../../../src/main/hub/log';
import { parseSubscription } from '../../../../src/main/hub/subscription';
import { eventually } from '../../../support/eventually';
import { seededRandom } from './seeded-random';

/** A socket that is full when the test says so. */
class FakeSink implements Sink {
  readonly entries: LogEntry[] = [];
  readonly notices: Notice[] = [];
  readonly beats: string[] = [];
  readonly order: string[] = [];
  ended: 'no' | 'ended' | 'destroyed' = 'no';
  queued = 0;
  ready: () => boolean = () => true;

  send(entry: LogEntry): boolean {
    this.entries.push(entry);
    this.order.push(entry.id);
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

interface Bench {
  readonly log: EventLog;
  readonly sink: FakeSink;
  readonly connection: Connection;
  readonly closed: CloseReason[];
  publish(channel: string): LogEntry;
}

function bench({ events = 1_000, channel = '**', drainTimeoutMs = 10_000, heartbeatMs = 0 } = {}): Bench {
  const log = new EventLog({ events, bytes: 1_000_000 }, Date.now);
  const sink = new FakeSink();
  const closed: CloseReason[] = [];
  const connection = new Connection({
    id: 'c',
    subscription: parseSubscription([channel]),
    log,
    sink,
    initialState: () => [{ event: 'initial_state', data: 'now' }],
    heartbeatMs,
    maxQueuedBytes: 1_000,
    drainTimeoutMs,
    now: Date.now,
    random: () => 0.5,
    onClose: (reason) => closed.push(reason),
    onGap: () => undefined,
  });
  const publish = (name: string): LogEntry => {
    const entry = log.append(name, undefined, (id) => Buffer.from(id));
    if (connection.subscription.matches(name)) connection.offer(entry);
    return entry;
  };
  return { log, sink, connection, closed, publish };
}

describe('Connection', () => {
  it('D8: over 400 random histories of publishing, filling and draining, sends each event once and in order', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = seededRandom(seed);
      const { log, sink, connection, publish } = bench({ channel: 'mine/*' });
      sink.ready = () => random() < 0.6;
      const mine: LogEntry[] = [];
      const publishOne = (): void => {
        const entry = publish(random() < 0.6 ? 'mine/x' : 'other');
        if (entry.channel === 'mine/x') mine.push(entry);
      };
      for (let i = Math.floor(random() * 20); i > 0; i--) publishOne();
      const seq = Math.floor(random() * log.next);
      connection.open({ lastEventId: log.idAfter(seq), position: { known: true, seq } });
      for (let i = 0; i < 120; i++) {
        if (random() < 0.7) publishOne();
        else connection.drained();
      }
      sink.ready = () => true;
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
      data: { requested: log.idAfter(1), oldest: log.idAfter(8), missedMax: 6, reason: 'evicted' },
    });
  });

  it('C6: cuts a connection that takes nothing for the drain timeout, and only such a one', async () => {
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
    await eventually(() => expect(closed).toEqual(['too-slow']));
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

  it('A4: gives no sign of life while events wait: its position would skip them', async () => {
    const { log, sink, connection, publish } = bench({ heartbeatMs: 10 });
    const clock = bench({ heartbeatMs: 10 });
    connection.open({ lastEventId: null });
    clock.connection.open({ lastEventId: null });
    sink.ready = () => false;
    publish('a');
    publish('a');
    const before = sink.beats.length;
    await eventually(() => expect(clock.sink.beats.length).toBeGreaterThan(before + 4));
    expect(sink.beats).toHaveLength(before);
    sink.ready = () => true;
    connection.drained();
    await eventually(() => expect(sink.beats.at(-1)).toBe(log.idAfter(2)));
    connection.close('client-left');
    clock.connection.close('client-left');
  });
});

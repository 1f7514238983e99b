/** A hub reduced to what the backplane needs of it: a log that is a list. */
import type { SharedEvent } from '../../../../src/main/hub/backplane/backplane';
import {
  redisBackplane,
  type RedisBackplane,
  type RedisBackplaneOptions,
} from '../../../../src/main/hub/backplane/redis';
import { SharedIds } from '../../../../src/main/hub/backplane/shared-ids';
import { SharedLog } from '../../../../src/main/hub/backplane/shared-log';

export interface SharedHub {
  readonly backplane: RedisBackplane;
  readonly ids: SharedIds;
  readonly log: SharedLog;
  /** Data of the events in the order in which this hub delivered them. */
  readonly delivered: string[];
  readonly events: SharedEvent[];
  /** Their ids on the wire. */
  readonly wireIds: string[];
  readonly holes: (number | null)[];
  readonly phases: string[];
  readonly lines: string[];
  publish(data: string): Promise<string>;
  /** What a client would get that comes back with an id; null for a gap. */
  after(id: string): string[] | null;
}

export function sharedHub(
  url: string,
  options: Omit<RedisBackplaneOptions, 'url'> & { history?: number } = {},
): SharedHub {
  const lines: string[] = [];
  const { history = 10_000, ...rest } = options;
  const backplane = redisBackplane({ log: (level, line) => lines.push(`${level}: ${line}`), ...rest, url });
  const ids = new SharedIds(backplane.node, 100_000);
  const delivered: string[] = [];
  const events: SharedEvent[] = [];
  const wireIds: string[] = [];
  const holes: (number | null)[] = [];
  const phases: string[] = [];
  const log: SharedLog = new SharedLog({
    backplane,
    ids,
    history,
    deliver(event, place) {
      events.push(event);
      const seq = delivered.push(event.data);
      ids.appended(seq, place);
      wireIds.push(ids.idAfter(seq));
      return seq;
    },
    onChange: () => phases.push(backplane.state().phase),
    onHole: (missed) => holes.push(missed),
  });
  return {
    backplane,
    ids,
    log,
    delivered,
    events,
    wireIds,
    holes,
    phases,
    lines,
    publish: (data) => log.publish(anEvent(data)),
    after(id) {
      const position = ids.locate(id);
      if (!position.known) return null;
      return delivered.filter((_, index) => index + 1 > position.seq && !position.seen?.(index + 1));
    },
  };
}

export function anEvent(data: string): SharedEvent {
  return { channel: 'orders/eu', event: 'order.paid', data, at: Date.now() };
}

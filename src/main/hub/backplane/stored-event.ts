import * as v from 'valibot';
import { assertChannelName } from '@shared/channel';
import { PRIORITIES } from '@shared/notification';
import { assertEventId, assertEventType } from '../frame';
import type { OrderedEvent, Origin, SharedEvent } from './backplane';

/** Another program may write into the stream too: what comes from there is checked like what comes from outside. */
const sharedEventSchema = v.object({
  channel: v.string(),
  event: v.string(),
  data: v.string(),
  id: v.exactOptional(v.string()),
  retry: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2_147_483_647))),
  priority: v.exactOptional(v.picklist(PRIORITIES)),
  key: v.exactOptional(v.pipe(v.string(), v.maxLength(256))),
  to: v.exactOptional(
    v.object({
      userIds: v.exactOptional(v.pipe(v.array(v.string()), v.maxLength(1_000))),
      subscriptions: v.exactOptional(v.pipe(v.array(v.string()), v.maxLength(100))),
    }),
  ),
  at: v.pipe(v.number(), v.finite(), v.minValue(0)),
});

const ORIGIN = /^([0-9a-z]{8})\.([1-9][0-9]{0,14})$/u;
const NUMBERED_ID = /^([1-9][0-9]{0,14})-0$/u;

/** The text of an event in the stream. */
export function storedEvent(event: SharedEvent): string {
  return JSON.stringify(event);
}

/** The text of an origin in the stream, `node.n`. */
export function storedOrigin({ node, n }: Origin): string {
  return `${node}.${n}`;
}

/** The shared number in the id of a stream entry; null for an id that no hub gave. */
export function numberOfEntry(id: string): number | null {
  const parts = NUMBERED_ID.exec(id);
  return parts ? Number(parts[1]) : null;
}

/** Reads an entry of the stream; null when it is not an event that a hub wrote. */
export function parseEntry(id: string, fields: readonly string[]): OrderedEvent | null {
  const seq = numberOfEntry(id);
  const [originName, origin, eventName, text] = fields;
  if (seq === null || originName !== 'o' || eventName !== 'e') return null;
  const from = ORIGIN.exec(origin ?? '');
  if (!from) return null;
  try {
    const event: SharedEvent = v.parse(sharedEventSchema, JSON.parse(text ?? ''));
    assertChannelName(event.channel);
    assertEventType(event.event);
    if (event.id !== undefined) assertEventId(event.id);
    return { event, origin: { node: from[1]!, n: Number(from[2]) }, seq };
  } catch {
    return null;
  }
}

import type { ScannedEvent } from '../frame-scanner';
import { applyMapping, type CompiledMapping, type MappedEvent } from './envelope-mapping';

/** An event as a mapping reads its payload. */
export interface RemappedEvent extends ScannedEvent {
  /** When it happened, as the payload says; epoch ms, null when it does not say. */
  readonly time: number | null;
}

/**
 * Reads the payload of an event, of whatever transport, with a mapping: what the payload says wins over what the frame
 * said. A payload that is split into items makes several events, none for an empty list; each has the item's own JSON
 * as `raw`, since the whole frame with every item would multiply what is stored.
 *
 * A reconnect goes on from the id that the frame set. Where it set none, the ids of the payload stand in for it.
 * @param before the last event id before this event
 */
export function remap(mapping: CompiledMapping, event: ScannedEvent, before: string): RemappedEvent[] {
  const mapped = applyMapping(mapping, event.data);
  let lastEventId = event.id === null ? before : event.lastEventId;
  return mapped.map((one, i) => {
    const id = usableId(one) ?? (i === mapped.length - 1 ? event.id : null);
    if (event.id === null && id !== null) lastEventId = id;
    return {
      type: one.type ?? event.type,
      data: one.data,
      id,
      lastEventId,
      channel: one.channel ?? event.channel,
      raw: one.item === undefined ? event.raw : Buffer.from(one.item),
      time: one.time,
    };
  });
}

/** As with event streams, an id with a NUL is no id. */
function usableId({ id }: MappedEvent): string | null {
  return id === null || id.includes('\0') ? null : id;
}

import { EVENT_FIELDS } from '@shared/query';

/** A field of the event itself, not of its payload. */
export type EventField = (typeof EVENT_FIELDS)[number];

/** Whether the values of a field are times. */
export function isTimeField(field: EventField | null): field is 'time' | 'eventTime' {
  return field === 'time' || field === 'eventTime';
}

/** The event's own field that a path names, null when it leads into the payload. */
export function eventFieldOf(path: readonly string[]): EventField | null {
  const [name, ...rest] = path;
  return rest.length === 0 ? (EVENT_FIELDS.find((field) => field === name) ?? null) : null;
}

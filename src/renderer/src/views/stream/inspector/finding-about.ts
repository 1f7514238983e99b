import type { EventDetail } from '@shared/stream-event';

/** The number of the event that a finding is about; null when it does not say. */
export function seqAbout({ id }: Pick<EventDetail, 'id'>): number | null {
  return id !== null && /^[1-9]\d{0,15}$/u.test(id) ? Number(id) : null;
}

/**
 * Whether an event is the one that a finding is about. Numbers are given anew when a file is opened, so that the number alone
 * may lead to another one.
 */
export const isAbout = (finding: EventDetail, event: EventDetail | null): event is EventDetail =>
  event?.kind === 'event' &&
  event.sourceId === finding.sourceId &&
  event.receivedAt === finding.receivedAt &&
  finding.data.startsWith(`${event.type}: `);

/** Where in the payload it is, as a JSON pointer; null for the payload itself, or when the sentence names no place. */
export function pathAbout({ data }: Pick<EventDetail, 'data'>, type: string): string | null {
  return /^\/\S*/u.exec(data.slice(type.length + 2))?.[0] ?? null;
}

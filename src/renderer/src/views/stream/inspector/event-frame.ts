import type { EventDetail } from '@shared/stream-event';

/**
 * An event as a frame of the event stream format (WHATWG HTML §9.2), whatever it came over: line ends of the data become lines of
 * their own, and an id that the format cannot carry is left out.
 */
export function eventFrame({ type, id, data }: Pick<EventDetail, 'type' | 'id' | 'data'>): string {
  const lines: string[] = [];
  if (type !== '' && type !== 'message' && !/[\r\n]/u.test(type)) lines.push(`event: ${type}`);
  if (id !== null && !/[\r\n\0]/u.test(id)) lines.push(`id: ${id}`);
  for (const line of data.split(/\r\n|\n|\r/u)) lines.push(`data: ${line}`);
  return `${lines.join('\n')}\n\n`;
}

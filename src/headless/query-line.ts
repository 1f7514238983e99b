import type { StreamEvent } from '@shared/stream-event';
import { terminalText } from './terminal-text';

/**
 * One event as a line for people: when, where from, what, and its payload.
 *
 * ```
 * 2026-11-21 14:03:07.250  orders  order.created  orders/eu  #1041  {"orderId":"A-17"}
 * ```
 */
export function queryLine(event: StreamEvent, sourceName: (sourceId: string) => string): string {
  const parts = [localTime(event.receivedAt), terminalText(sourceName(event.sourceId)), ...said(event)];
  return `${parts.filter((part) => part !== '').join('  ')}\n`;
}

function said(event: StreamEvent): string[] {
  const data = terminalText(event.data);
  switch (event.kind) {
    case 'gap':
      return ['gap:', terminalText(event.gap?.sentence ?? event.data)];
    case 'comment':
      return ['comment:', data];
    case 'state':
      return ['state:', data];
    case 'sent':
      return ['sent:', data];
    case 'finding':
      return ['finding:', data];
    case 'event': {
      const { type, channel, id, level } = event;
      return [
        terminalText(type),
        terminalText(channel),
        id === null ? '' : `#${terminalText(id)}`,
        level === null ? '' : level.toUpperCase(),
        data,
      ];
    }
  }
}

/** In the zone of this machine, as in the window: `2026-11-21 14:03:07.250`. */
function localTime(epochMs: number): string {
  const at = new Date(epochMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${day} ${time}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

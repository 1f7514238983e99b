import { t } from '../../../i18n/i18n';
import { clockParts, duration } from '../../../ui/format';
import { momentOf } from './decodings/times';

/** A date as `2026-11-21`. */
export function dayOf(epochMs: number, clock: 'local' | 'utc'): string {
  const date = new Date(epochMs);
  if (clock === 'utc') return date.toISOString().slice(0, 10);
  // Swedish writes dates as ISO 8601 does.
  return date.toLocaleDateString('sv-SE');
}

/** `2026-11-21 14:32:07.402`. */
export const dayAndTime = (epochMs: number, clock: 'local' | 'utc'): string =>
  `${dayOf(epochMs, clock)} ${clockParts(epochMs, clock).join('')}`;

/**
 * The moment that a value may stand for, and how far it lies from when its event came: `2026-11-21 14:32:07.402, 79 ms before it
 * came`. Undefined for what is no timestamp.
 */
export function momentWords(text: string, clock: 'local' | 'utc', receivedAt: number): string | undefined {
  const moment = momentOf(text);
  if (!moment) return undefined;
  const ms = receivedAt - moment.at;
  const time = dayAndTime(moment.at, clock);
  return ms >= 0
    ? t('inspector.moment.before', { time, distance: duration(ms) })
    : t('inspector.moment.after', { time, distance: duration(-ms) });
}

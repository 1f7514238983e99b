import type { HistorySettings, HistoryState } from '@shared/history';
import { duration } from '@shared/duration';
import { bytes, plural, whole } from '../../ui/format';

/** Limits in megabytes count so many bytes for one. */
export const MEGABYTE = 1_000_000;
export const MS_PER_DAY = 86_400_000;

/** Events from which on their average says something, and the time they have to span for a pace, ms. */
const ENOUGH_EVENTS = 100;
const ENOUGH_MS = 600_000;

type Kept = Pick<HistoryState, 'events' | 'bytes' | 'oldestAt'>;

/** How much the limit in bytes holds: `About 3.8 million events of your average size, or 12 d at your average pace.` */
export function roomWords({ megabytes }: HistorySettings, kept: Kept, now: number): string {
  if (kept.events < ENOUGH_EVENTS || kept.bytes === 0) return 'Of the files of all sources together.';
  const room = megabytes * MEGABYTE;
  const events = `About ${roughly((room / kept.bytes) * kept.events)} events of your average size`;
  const since = kept.oldestAt === null ? 0 : now - kept.oldestAt;
  if (since < ENOUGH_MS) return `${events}.`;
  return `${events}, or ${roughTime((room / kept.bytes) * since)} at your average pace.`;
}

/** `940`, `12,000`, `3.8 million`: an estimate claims no more digits than it has. */
export function roughly(value: number): string {
  if (value >= 1e9) return `${trimmed(value / 1e9)} billion`;
  if (value >= 1e6) return `${trimmed(value / 1e6)} million`;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return whole(Math.round(value / step) * step);
}

/** `40 min`, `7 h`, `12 days`, `3 years`. */
export function roughTime(ms: number): string {
  const days = ms / MS_PER_DAY;
  if (days >= 730) return `${whole(days / 365)} years`;
  if (days >= 2) return `${whole(days)} days`;
  return ms >= 3_600_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.max(1, Math.round(ms / 60_000))} min`;
}

const trimmed = (value: number): string => String(Number(value.toFixed(value < 10 ? 1 : 0)));

/**
 * What a change of the limits lets go at once, as a sentence; null when nothing goes. Limits are met by whole files, so no
 * exact number can be told.
 */
export function loss(
  before: HistorySettings,
  after: HistorySettings,
  kept: Kept,
  now: number,
): string | null {
  if (kept.events === 0) return null;
  if (after.megabytes < before.megabytes && after.megabytes * MEGABYTE < kept.bytes) {
    const share = 1 - (after.megabytes * MEGABYTE) / kept.bytes;
    return `The history has ${bytes(kept.bytes)}. About ${roughly(share * kept.events)} of its oldest events are deleted.`;
  }
  if (isLower(before.events, after.events) && after.events < kept.events) {
    return `The history has ${plural(kept.events, 'event')}. About ${roughly(kept.events - after.events)} of its oldest are deleted.`;
  }
  if (isLower(before.days, after.days) && kept.oldestAt !== null) {
    const age = now - kept.oldestAt;
    if (age > after.days * MS_PER_DAY) {
      return `The oldest event is ${duration(age)} old. Events of more than ${plural(after.days, 'day')} are deleted.`;
    }
  }
  return null;
}

/** Of bounds where 0 does not bind. */
const isLower = (before: number, after: number): boolean => after > 0 && (before === 0 || after < before);

import type { HistorySettings, HistoryState } from '@shared/history';
import { t } from '../../i18n/i18n';
import { isLower } from '../../stores/limit-lowering';
import { bytes, duration, roughly, whole } from '../../ui/format';

/** Limits in megabytes count so many bytes for one. */
export const MEGABYTE = 1_000_000;
export const MS_PER_DAY = 86_400_000;

/** Events from which on their average says something, and the time they have to span for a pace, ms. */
const ENOUGH_EVENTS = 100;
const ENOUGH_MS = 600_000;

type Kept = Pick<HistoryState, 'events' | 'bytes' | 'oldestAt'>;

/** How much the limit in bytes holds: `About 3.8 million events of your average size, or 12 d at your average pace.` */
export function roomWords({ megabytes }: HistorySettings, kept: Kept, now: number): string {
  if (kept.events < ENOUGH_EVENTS || kept.bytes === 0) return t('settings.history.allFiles');
  const room = megabytes * MEGABYTE;
  const events = roughly((room / kept.bytes) * kept.events);
  const since = kept.oldestAt === null ? 0 : now - kept.oldestAt;
  if (since < ENOUGH_MS) return t('settings.history.holds', { events });
  return t('settings.history.holdsTime', { events, time: roughTime((room / kept.bytes) * since) });
}

/** `40 min`, `7 h`, `12 days`, `3 years`. */
export function roughTime(ms: number): string {
  const days = ms / MS_PER_DAY;
  if (days >= 730) return t('settings.history.years', { n: whole(days / 365) });
  if (days >= 2) return t('settings.history.days', { n: whole(days) });
  return ms >= 3_600_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.max(1, Math.round(ms / 60_000))} min`;
}

/**
 * What a change of the limits lets go, as a sentence; null when nothing goes. Limits are met by whole files, so no
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
    return t('settings.history.lossOfSize', {
      size: bytes(kept.bytes),
      lost: roughly(share * kept.events),
    });
  }
  if (isLower(before.events, after.events) && after.events < kept.events) {
    const lost = roughly(kept.events - after.events);
    return t('settings.history.lossOfEvents', { n: whole(kept.events), lost }, kept.events);
  }
  if (isLower(before.days, after.days) && kept.oldestAt !== null) {
    const age = now - kept.oldestAt;
    if (age > after.days * MS_PER_DAY) {
      return t('settings.history.lossOfDays', { age: duration(age), n: whole(after.days) }, after.days);
    }
  }
  return null;
}

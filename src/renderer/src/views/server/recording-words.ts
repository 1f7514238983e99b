import type { PlaySpeed, Recording } from '@shared/recording';
import { language, t } from '../../i18n/i18n';
import { bytes, clockMinute, runningTime, whole } from '../../ui/format';

/** `04:30, 6,912 events, 4.1 MB`. */
export const recordingWords = (recording: Pick<Recording, 'durationMs' | 'events' | 'bytes'>): string =>
  t('server.recording.words', {
    time: runningTime(recording.durationMs),
    events: t('common.events', { n: whole(recording.events) }, recording.events),
    size: bytes(recording.bytes),
  });

export const speeds = (): readonly { readonly value: PlaySpeed; readonly label: string }[] => [
  { value: '1', label: '1x' },
  { value: '2', label: '2x' },
  { value: '10', label: '10x' },
  { value: 'max', label: t('server.recording.max') },
];

/** When it was: `14:32`, `yesterday, 17:40`, `18 Nov`, `18 Nov 2025`. */
export function dayWords(at: number, now: number, clock: 'local' | 'utc'): string {
  const day = (time: number): [year: number, month: number, day: number] => {
    const date = new Date(time);
    return clock === 'utc'
      ? [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
      : [date.getFullYear(), date.getMonth(), date.getDate()];
  };
  const [year, month, dayOfMonth] = day(at);
  const today = day(now);
  const daysAgo = Math.round((Date.UTC(...today) - Date.UTC(year, month, dayOfMonth)) / 86_400_000);
  if (daysAgo === 0) return clockMinute(at, clock);
  if (daysAgo === 1) return t('server.recording.yesterday', { time: clockMinute(at, clock) });
  // `en-GB` puts the day first, as the other languages of the window do.
  return new Intl.DateTimeFormat(language.value === 'en' ? 'en-GB' : language.value, {
    day: 'numeric',
    month: 'short',
    ...(year === today[0] ? {} : { year: 'numeric' }),
    timeZone: 'UTC',
  }).format(Date.UTC(year, month, dayOfMonth));
}

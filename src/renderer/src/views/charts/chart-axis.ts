import { clockMinute, clockParts, clockTime } from '../../ui/format';
import { language } from '../../i18n/i18n';

const DAY_MS = 86_400_000;

/** Marks of the time axis that lie `step` ms apart: `14:32`, `14:32:07`, `07.481`, or the day where one begins. */
export function timeMarks(marks: readonly number[], step: number, clock: 'local' | 'utc'): string[] {
  return marks.map((at) => {
    if (step < 1_000) return clockParts(at, clock).join('');
    if (step < 60_000) return clockTime(at, clock);
    const minute = clockMinute(at, clock);
    return step >= DAY_MS || minute === '00:00' ? dayOf(at, clock) : minute;
  });
}

function dayOf(at: number, clock: 'local' | 'utc'): string {
  return new Intl.DateTimeFormat(language.value, {
    day: 'numeric',
    month: 'short',
    ...(clock === 'utc' && { timeZone: 'UTC' }),
  }).format(at);
}

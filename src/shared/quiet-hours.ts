import type { NotificationSettings } from './settings';

/**
 * Whether it is a time of quiet, by the clock on the wall: in the hour that a change to winter time repeats it is quiet
 * twice, and one that a change to summer time leaves out is not missed. From a time to the same time is the whole day.
 * @param now epoch ms
 */
export function isQuietHour({ on, from, to }: NotificationSettings['quietHours'], now: number): boolean {
  if (!on) return false;
  const date = new Date(now);
  const time = date.getHours() * 60 + date.getMinutes();
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return start < end ? start <= time && time < end : time >= start || time < end;
}

/** Minutes from midnight of `HH:MM`. */
function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

import { cutText } from '@shared/text';

/** One event of a recording: a line of its file. */
export interface RecordedEvent {
  /** ms since the first event. */
  readonly t: number;
  readonly channel: string;
  /** Event type. */
  readonly event: string;
  /** The id it was sent with, null for none. */
  readonly id: string | null;
  readonly data: string;
  /** ms. */
  readonly retry?: number;
}

/** The first line of a recording's file. */
export interface RecordingHeader {
  readonly name: string;
  /** Epoch ms. */
  readonly recordedAt: number;
}

const VERSION = 1;
/** Longest time that can be between two events of a file, and longest recording, ms: a year. */
export const MAX_TIME_MS = 365 * 86_400_000;

export function encodeHeader({ name, recordedAt }: RecordingHeader): string {
  return `${JSON.stringify({ streamgauge: 'recording', version: VERSION, name, recordedAt })}\n`;
}

export function encodeRecordedEvent({ t, channel, event, id, data, retry }: RecordedEvent): string {
  return `${JSON.stringify({ t, channel, event, id, data, ...(retry !== undefined && { retry }) })}\n`;
}

/** A header of any version, null when the value is none. */
export function headerOf(
  value: Readonly<Record<string, unknown>>,
): (RecordingHeader & { readonly newer: boolean }) | null {
  if (value.streamgauge !== 'recording' || typeof value.version !== 'number') return null;
  const { name, recordedAt } = value;
  return {
    name: cleanName(typeof name === 'string' ? name : ''),
    recordedAt: typeof recordedAt === 'number' && isEpochMs(recordedAt) ? recordedAt : 0,
    newer: value.version > VERSION,
  };
}

/** Null when the value is no event of a recording. */
export function recordedEventOf(value: Readonly<Record<string, unknown>>): RecordedEvent | null {
  const { t, channel, event, id, data, retry } = value;
  if (typeof t !== 'number' || !(t >= 0 && t <= MAX_TIME_MS)) return null;
  if (typeof channel !== 'string' || typeof data !== 'string') return null;
  if (event !== undefined && typeof event !== 'string') return null;
  if (id !== undefined && id !== null && typeof id !== 'string') return null;
  return {
    t,
    channel,
    event: event ?? 'message',
    id: id ?? null,
    data,
    ...(isRetry(retry) && { retry }),
  };
}

export function isRetry(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 2_147_483_647;
}

/** Whether a number can be a time that a `Date` can show. */
export function isEpochMs(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) <= 8.64e15;
}

/** A name for people: no control or direction characters, at most 100 long; `Recording` when nothing is left. */
export function cleanName(name: string): string {
  const plain = name
    // eslint-disable-next-line no-control-regex -- control characters are what this takes out
    .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\p{Cs}]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return cutText(plain, 100).trim() || 'Recording';
}

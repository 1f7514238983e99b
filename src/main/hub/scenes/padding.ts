import type { Publication } from '@shared/hub';
import type { SceneNotification } from './scene';

/** Bytes that an empty `padding` member adds to a JSON object that has others. */
const EMPTY_MEMBER = ',"padding":""'.length;

/**
 * Data of which the JSON has about `bytes` bytes: an object gets a `padding` member, a string is made longer. Data that
 * is large enough already, and data of other kinds, stays as it is.
 */
export function padData(data: unknown, bytes: number): unknown {
  if (typeof data === 'string') return data + filler(bytes - Buffer.byteLength(data));
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data;
  const missing = bytes - Buffer.byteLength(JSON.stringify(data)) - EMPTY_MEMBER;
  return missing > 0 ? { ...data, padding: filler(missing) } : data;
}

export function padPublication(publication: Publication, bytes: number): Publication {
  return bytes > 0 ? { ...publication, data: padData(publication.data, bytes) } : publication;
}

/** A notification is made larger in its details. */
export function padNotification(notification: SceneNotification, bytes: number): SceneNotification {
  if (bytes === 0) return notification;
  const { channel: _, ...data } = notification;
  const around = Buffer.byteLength(JSON.stringify({ ...data, details: {} })) - '{}'.length;
  const details = padData(notification.details ?? {}, bytes - around) as Readonly<Record<string, unknown>>;
  return { ...notification, details };
}

function filler(length: number): string {
  return '.'.repeat(Math.max(0, length));
}

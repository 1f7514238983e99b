import type { NoRoom } from './clients';
import type { Notice } from './sink';

/** Bounds of the delay that refused clients are told, ms. */
const BUSY_RETRY_MS = { min: 2_000, max: 8_000 };

const WHY: Record<NoRoom, string> = {
  connections: 'The hub serves as many clients as it may. Come back later.',
  address: 'The hub serves as many clients of this address as it may. Come back later.',
  channel: 'A channel of this subscription has as many clients as it may. Come back later.',
};

/** What a client is told that is not let in: why, and when to come back, each at another time. */
export function busyNotice(reason: NoRoom, random: () => number): Notice {
  const retry = Math.round(BUSY_RETRY_MS.min + random() * (BUSY_RETRY_MS.max - BUSY_RETRY_MS.min));
  return { event: 'hub.busy', data: { message: WHY[reason], retryMs: retry }, retry };
}

/** The same for those who get an answer instead of a stream: a sentence, and seconds for `Retry-After`. */
export function busyAnswer(reason: NoRoom, random: () => number): { message: string; retryAfter: string } {
  const { retry } = busyNotice(reason, random);
  return { message: WHY[reason], retryAfter: String(Math.ceil(retry! / 1_000)) };
}

import type { Problem } from './errors';
import { cutText } from './text';

/** Of a reason's sentences, UTF-16 code units. */
const MAX_REASON = 300;

/** Why something ended, in whole sentences: to stand at the end of one behind a colon. */
export function reasonIn({ code, message }: Problem): string {
  // Their sentences differ from time to time in what does not matter here.
  if (code === 'ended') return 'The server ended the stream.';
  if (code === 'silent') return 'It was silent for too long and was given up.';
  const plain = message.trim();
  if (plain.length > MAX_REASON) return `${cutText(plain, MAX_REASON)}…`;
  return /[.!?…”]$/u.test(plain) ? plain : `${plain}.`;
}

/** `1,204`. */
export function whole(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(?:\d{3})+$)/gu, ',');
}

import { TRANSPORT_NAMES, type Transport } from '@shared/connection';
import type { Problem } from '@shared/errors';
import { phrase } from '@shared/sentences/phrase';
import { ConnectionError, type Remedy } from './connection-error';

/** How an attempt ended, and what is to be done about it. */
export interface Ending {
  readonly reason: Problem;
  readonly remedy: Remedy;
  /** What the server asked for with `Retry-After`, ms, clamped. */
  readonly retryAfterMs: number | null;
}

/** The server ended the stream. @param incomplete inside an event, which was therefore not dispatched */
export function serverEnded(name: string, incomplete: boolean): Ending {
  const message = incomplete
    ? `${name} ended the stream in the middle of an event.`
    : `${name} ended the stream.`;
  return {
    reason: { code: 'ended', message, hint: 'It will be opened again.' },
    remedy: 'retry',
    retryAfterMs: null,
  };
}

/** What a transport rejected with. */
export function endedBy(name: string, error: unknown): Ending {
  if (!(error instanceof ConnectionError)) {
    const reason = { code: 'broken', message: `The connection to ${name} broke.` };
    return { reason, remedy: 'retry', retryAfterMs: null };
  }
  const { code, message, hint, remedy, retryAfterMs } = error;
  return { reason: { code, message, ...(hint ? { hint } : {}) }, remedy, retryAfterMs };
}

/** A source has failed as often in a row as it may. */
export function gaveUp(name: string, failures: number, last: Problem): Problem {
  if (last.code === 'ended' && failures === 1) {
    return { ...last, hint: 'It is set up to be asked once. Retry now asks again.' };
  }
  const times = failures === 1 ? phrase('once') : phrase(`${failures} times in a row`);
  return {
    code: 'gave-up',
    message: `${name} failed ${times}, so it is not tried any more.`,
    hint: `The last time: ${last.message}`,
  };
}

/** No rung of a ladder works. */
export function allFailed(name: string, transports: readonly Transport[], last: Problem): Problem {
  const [first, second, third] = transports.map((transport) => TRANSPORT_NAMES[transport]);
  return {
    code: 'all-transports-failed',
    message: third
      ? `${name} cannot be followed by ${first}, ${second}, or ${third}.`
      : second
        ? `${name} cannot be followed by ${first} or ${second}.`
        : `${name} cannot be followed by ${first}.`,
    hint: `The last one said: ${last.message}`,
  };
}

/** A higher rung took over. */
export function climbedTo(transport: Transport): Problem {
  return {
    code: 'climbed',
    message: `${TRANSPORT_NAMES[transport]} works again and carries the stream from here on.`,
  };
}

import { duration } from '@shared/duration';
import type { Gap } from '@shared/stream-event';
import type { ScannedEvent } from './frame-scanner';

/** Longest id that is sent back, bytes of UTF-8: servers refuse requests with longer headers, and then for ever. */
const MAX_SENT_ID_BYTES = 1_024;

const NOTHING_LOST = 'Nothing lost.';
const NOT_TOLD = 'Nothing told the server where to go on, so events may be missing.';

/** Why an id cannot be sent as `Last-Event-ID`, as a sentence, or null. */
export function resumeProblem(id: string): string | null {
  // eslint-disable-next-line no-control-regex -- control characters are what this looks for
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/u.test(id))
    return 'The last id has a control character, which no header can carry. A reconnect starts without it.';
  if (/^[ \t]|[ \t]$/u.test(id))
    return 'The last id starts or ends with a space, which a header loses. A reconnect starts without it.';
  if (Buffer.byteLength(id) > MAX_SENT_ID_BYTES)
    return `The last id is longer than ${MAX_SENT_ID_BYTES} bytes. A reconnect starts without it.`;
  return null;
}

/**
 * Words a break in the stream, from what the server sent first afterwards.
 * @param counted events that are missing before it, by their numbers
 * @param complete whether it is known that none is
 */
export function describeGap(
  downMs: number,
  resumedFrom: string | null,
  first: ScannedEvent | null,
  counted = 0,
  complete = false,
): Gap {
  const reconnected = `reconnected after ${duration(downMs)}.`;
  const told = first?.type === 'gap' ? hubGap(first.data) : null;
  if (told) {
    const what =
      told.missing === null
        ? 'The server no longer holds all that was sent meanwhile.'
        : `The server no longer holds what was sent meanwhile: up to ${told.missing} events are lost.`;
    return {
      downMs,
      resumedFrom,
      verdict: 'lost',
      missing: told.missing,
      sentence: `${reconnected} ${what}`,
    };
  }
  if (counted > 0) {
    const what =
      counted === 1 ? 'By their ids, 1 event is missing.' : `By their ids, ${counted} events are missing.`;
    return {
      downMs,
      resumedFrom,
      verdict: 'lost',
      missing: counted,
      sentence: `${reconnected} ${what}`,
    };
  }
  if (resumedFrom !== null) {
    const id = resumedFrom.length > 60 ? `${resumedFrom.slice(0, 60)}…` : resumedFrom;
    const resumed = `reconnected after ${duration(downMs)}, resumed from id ${id}.`;
    return {
      downMs,
      resumedFrom,
      verdict: 'resumed',
      missing: complete ? 0 : null,
      sentence: complete ? `${resumed} ${NOTHING_LOST}` : resumed,
    };
  }
  return {
    downMs,
    resumedFrom,
    verdict: 'unknown',
    missing: null,
    sentence: `${reconnected} ${NOT_TOLD}`,
  };
}

/** The hub's in-band `gap` event: `{ missed, missedMax }`; null for any other. */
export function hubGap(data: string): { missing: number | null } | null {
  try {
    const value = JSON.parse(data) as unknown;
    if (typeof value !== 'object' || value === null || !('missedMax' in value)) return null;
    if ('missed' in value && typeof value.missed === 'number') return { missing: value.missed };
    return { missing: typeof value.missedMax === 'number' ? value.missedMax : null };
  } catch {
    return null;
  }
}

import { Buffer, isUtf8 } from 'node:buffer';
import { DETAIL_LIMIT_BYTES, EVENT_PROBLEMS } from '@shared/stream-event';
import type { EventProblem, StreamEvent } from '@shared/stream-event';
import { isJson } from './json-check';

/** Bit n stands for `EVENT_PROBLEMS[n]`. */
export type ProblemBits = number;

const NOT_JSON = bitOf('not-json');
const BAD_UTF8 = bitOf('bad-utf8');
const CUT = bitOf('cut');

const JSON_START = /^[ \t\r\n]*[[{]/u;
const REPLACEMENT = '\ufffd';
/** Longer payloads are not looked into for JSON, UTF-16 code units: events are looked at while they arrive. */
const LONGEST_CHECKED = 4 * 1024 * 1024;

export function bitOf(problem: EventProblem): ProblemBits {
  return 1 << EVENT_PROBLEMS.indexOf(problem);
}

/** The first of the problems in the order of `EVENT_PROBLEMS`, which a row shows; null when there is none. */
export function firstProblem(bits: ProblemBits): EventProblem | null {
  return EVENT_PROBLEMS.find((_, n) => (bits & (1 << n)) !== 0) ?? null;
}

/**
 * What is wrong with an event, by the meaning of `EventProblem`. What is longer than 4 MiB is not looked into
 * for JSON. U+FFFD that was sent as such, in bytes or as an escape, is no problem.
 */
export function problemsOf({ kind, data, raw }: Pick<StreamEvent, 'kind' | 'data' | 'raw'>): ProblemBits {
  let bits = 0;
  if (raw.byteLength > DETAIL_LIMIT_BYTES || isLong(data)) bits |= CUT;
  else if (kind === 'event' && isBrokenJson(data)) bits |= NOT_JSON;
  if (data.includes(REPLACEMENT) && !isUtf8(raw)) bits |= BAD_UTF8;
  return bits;
}

const isBrokenJson = (data: string): boolean =>
  data.length <= LONGEST_CHECKED && JSON_START.test(data) && !isJson(data);

function isLong(data: string): boolean {
  if (data.length * 3 <= DETAIL_LIMIT_BYTES) return false;
  return data.length > DETAIL_LIMIT_BYTES || Buffer.byteLength(data) > DETAIL_LIMIT_BYTES;
}

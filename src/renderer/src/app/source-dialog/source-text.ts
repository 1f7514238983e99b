import { toProblem, type Problem } from '@shared/errors';
import { urlProblem } from '@shared/source';
import type { CurlRequest } from './curl-request';
import { parseCurl } from './parse-curl';

/** What a text that was pasted or dropped can become a source from. */
export type SourceText =
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'curl'; readonly request: CurlRequest }
  /** It starts as one, but cannot be read. */
  | { readonly kind: 'bad'; readonly problem: Problem };

/** Longest text that is looked at, UTF-16 code units. */
const LONGEST = 100_000;
const CURL = /^(?:PS [^>\n]{0,200}>\s+|[$>#]\s+)?(?:[\w./\\:-]{0,200}[\\/])?curl(?:\.exe)?\s/iu;
const ADDRESS = /^(?:https?|wss?):\/\/[^\s]+$/iu;

/** Reads a text as an address or a curl command; null when it is neither. Nothing is run, and nothing is asked for. */
export function sourceTextOf(text: string): SourceText | null {
  if (text.length > LONGEST) return null;
  const trimmed = text.trim();
  // A list of addresses, as browsers drop them, has comments and one a line.
  const [first = ''] = trimmed.split(/\r?\n/u).filter((line) => line !== '' && !line.startsWith('#'));
  if (ADDRESS.test(first) && (first === trimmed || trimmed.split(/\r?\n/u).every(isAddressLine))) {
    return urlProblem(first) === null ? { kind: 'address', url: first } : null;
  }
  if (!CURL.test(trimmed)) return null;
  try {
    return { kind: 'curl', request: parseCurl(trimmed) };
  } catch (error) {
    return { kind: 'bad', problem: toProblem(error) };
  }
}

const isAddressLine = (line: string): boolean =>
  line.trim() === '' || line.startsWith('#') || ADDRESS.test(line.trim());

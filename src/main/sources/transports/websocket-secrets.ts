import { MASK } from '@shared/mask';
import { cutText } from '@shared/text';
import type { HeaderField } from '../credentials/credential';
import type { TransportRequest } from './transport';

const MAX_SAID = 200;
/** Shortest secret that is looked for in what a server says; shorter ones occur by chance. */
const SHORTEST_SECRET = 6;

/**
 * Values that must not come back in a sentence: headers whole and without a scheme such as `Bearer`, single cookies,
 * secret parameters. The longest first, so that none is left over in part.
 */
export function secretsOf(request: TransportRequest, proofs: readonly HeaderField[]): string[] {
  const { url, secretParameter, credentials = [] } = request;
  const values = credentials.flatMap(({ query = [] }) => query.map(([, value]) => value));
  if (secretParameter !== null) values.push(...new URL(url).searchParams.getAll(secretParameter));
  for (const [name, value] of [...request.headers, ...proofs]) {
    values.push(value, value.replace(/^[A-Za-z][\w-]* +/u, ''));
    if (name.toLowerCase() !== 'cookie') continue;
    values.push(...value.split(';').map((pair) => pair.slice(pair.indexOf('=') + 1).trim()));
  }
  return [...new Set(values)]
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
}

/**
 * A text of the server, fit for a sentence: one line, at most 200 characters, without what changes how the rest is
 * shown, and without secrets it may repeat.
 */
export function shownText(text: string, secrets: readonly string[]): string {
  let shown = text.slice(0, 64 * 1024);
  for (const secret of secrets) shown = shown.replaceAll(secret, MASK);
  shown = shown
    // Control characters and those that turn the direction of writing.
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return shown.length > MAX_SAID ? `${cutText(shown, MAX_SAID)}…` : shown;
}

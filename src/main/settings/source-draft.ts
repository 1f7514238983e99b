import { Buffer } from 'node:buffer';
import { StreamgaugeError } from '@shared/errors';
import {
  headerNameProblem,
  headerValueProblem,
  MAX_HEADERS,
  urlProblem,
  type SourceDraft,
} from '@shared/source';
import { cutText } from '@shared/text';
import type { EntryHeader, Secret, SourceEntry } from './source-entry';

export const MAX_NAME_LENGTH = 120;

/** Headers that are credentials whatever the dialog says. */
const ALWAYS_SECRET = new Set(['authorization', 'proxy-authorization', 'cookie']);

type DraftHeader = SourceDraft['headers'][number];

/**
 * Makes the entry of a source from what a person typed. A secret whose value is left out keeps the one of
 * `previous`, but only for the same origin: a secret is never sent to a host that it was not entered for.
 *
 * @param takenNames names of the other sources; a double gets a number
 * @throws StreamgaugeError `bad-url`, `bad-header`, `bad-token`, `bad-id`, `secret-needed`
 */
export function entryFromDraft(
  draft: SourceDraft,
  id: string,
  previous: SourceEntry | null,
  takenNames: ReadonlySet<string>,
): SourceEntry {
  const { url, credentials } = readUrl(draft.url);
  const stored = new StoredSecrets(previous, draft, new URL(url).origin);

  const rows = draft.headers.filter(({ name, value }) => name.trim() !== '' || (value ?? '') !== '');
  const headers = rows.map((header) => readHeader(header, stored));
  if (credentials !== null) headers.unshift(basicHeader(credentials, headers));
  if (headers.length > MAX_HEADERS) {
    throw new StreamgaugeError('bad-header', `A source can have ${MAX_HEADERS} headers at most.`);
  }
  // eslint-disable-next-line no-control-regex -- control characters are what this refuses
  if (/[\u0000-\u001f\u007f]/u.test(draft.startFromId)) {
    throw new StreamgaugeError('bad-id', 'The id to start from has a control character in it.');
  }
  const queryToken = readQueryToken(draft.queryToken, stored);
  stored.assertNoneNeeded();

  const unchangedUrl = previous !== null && previous.url === url;
  return {
    id,
    name: freeName(cleanName(draft.name) || new URL(url).host, takenNames),
    url,
    urlBlob: unchangedUrl ? previous.urlBlob : null,
    urlMissing: unchangedUrl && previous.urlMissing,
    enabled: draft.enabled,
    headers,
    queryToken,
    transports: draft.transports,
    resume: draft.resume,
    startFromId: draft.startFromId,
  };
}

/** A name for lists: one line, no control characters, at most 120 characters; may come out empty. */
export function cleanName(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this takes out
  const controls = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/gu;
  return cutText(
    cutText(name, MAX_NAME_LENGTH * 4)
      .replace(controls, ' ')
      .trim(),
    MAX_NAME_LENGTH,
  ).trim();
}

/** The name, or the name with the first free number: `demo`, `demo 2`, `demo 3`. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let n = 2; ; n++) {
    const numbered = `${cutText(name, MAX_NAME_LENGTH - 4)} ${n}`;
    if (!taken.has(numbered)) return numbered;
  }
}

/** The address as it is kept, and the userinfo that was in it (`user:password`, decoded). */
export function readUrl(text: string): { url: string; credentials: string | null } {
  const problem = urlProblem(text);
  if (problem !== null) throw new StreamgaugeError('bad-url', problem);
  // White space inside and the fragment are dropped by every URL parser before a request.
  const entered = text
    .trim()
    .replace(/[\t\r\n]/gu, '')
    .replace(/#.*$/su, '');
  const parsed = new URL(entered);
  if (parsed.username === '' && parsed.password === '') return { url: entered, credentials: null };
  const credentials = `${decoded(parsed.username)}:${decoded(parsed.password)}`;
  parsed.username = '';
  parsed.password = '';
  return { url: parsed.href, credentials };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** RFC 7617 §2, with UTF-8. */
export function basicHeader(credentials: string, others: readonly EntryHeader[]): EntryHeader {
  if (others.some(({ name }) => name.toLowerCase() === 'authorization')) {
    throw new StreamgaugeError(
      'bad-header',
      'The address has a user name in it, and there is an Authorization header as well. Keep one of the two.',
    );
  }
  const value = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { name: 'Authorization', enabled: true, secret: true, value: { value, blob: null } };
}

/** Whether a header is kept as a secret although it was not marked as one. */
export function isAlwaysSecret(name: string): boolean {
  return ALWAYS_SECRET.has(name.toLowerCase());
}

function readHeader(header: DraftHeader, stored: StoredSecrets): EntryHeader {
  const name = header.name.trim();
  const nameProblem = headerNameProblem(name);
  if (nameProblem !== null) throw new StreamgaugeError('bad-header', nameProblem);
  const value = header.value?.trim();
  if (value !== undefined) {
    const valueProblem = headerValueProblem(name, value);
    if (valueProblem !== null) throw new StreamgaugeError('bad-header', valueProblem);
  }
  const { enabled } = header;
  const inStore = stored.nextHeader(name);
  if (!header.secret && !isAlwaysSecret(name)) {
    // Left out, a stored secret would come out in clear on the next look at the source.
    if (value === undefined && inStore) {
      throw new StreamgaugeError(
        'secret-needed',
        `The value of ${name} is stored as a secret. Enter it again to keep it in clear.`,
      );
    }
    return { name, enabled, secret: false, value: value ?? '' };
  }
  if (value !== undefined) return { name, enabled, secret: true, value: { value, blob: null } };
  return { name, enabled, secret: true, value: stored.take(name, inStore) };
}

function readQueryToken(draft: SourceDraft['queryToken'], stored: StoredSecrets): SourceEntry['queryToken'] {
  if (draft === null) return null;
  const name = draft.name.trim();
  if (name === '') {
    if (!draft.value) return null;
    throw new StreamgaugeError(
      'bad-token',
      'The query token has no name. Enter the parameter that carries it.',
    );
  }
  const value = draft.value?.trim();
  if (value !== undefined) return { name, value: { value, blob: null } };
  return { name, value: stored.take(name, stored.queryToken) };
}

/** The secrets of the source as it was, handed out to the draft's rows that leave their value out. */
class StoredSecrets {
  readonly #headers = new Map<string, Secret[]>();
  readonly #previousOrigin: string;
  readonly #origin: string;
  readonly #needed: string[] = [];
  readonly queryToken: Secret | null;

  constructor(previous: SourceEntry | null, draft: SourceDraft, origin: string) {
    this.#origin = origin;
    this.#previousOrigin = previous ? new URL(previous.url).origin : origin;
    this.queryToken = previous?.queryToken?.value ?? null;
    for (const header of previous?.headers ?? []) {
      if (!header.secret) continue;
      const name = header.name.toLowerCase();
      this.#headers.set(name, [...(this.#headers.get(name) ?? []), header.value]);
    }
    for (const [name, secrets] of this.#headers) {
      const rows = draft.headers.filter((header) => header.name.trim().toLowerCase() === name);
      // Two of a name before and another number now: which one is which cannot be told.
      if (secrets.length > 1 && rows.length !== secrets.length) this.#headers.delete(name);
    }
  }

  /** The stored secret for the next row of this name, in order, or null. */
  nextHeader(name: string): Secret | null {
    return this.#headers.get(name.toLowerCase())?.shift() ?? null;
  }

  /** The stored secret, if there is one and it may be used for the new address; otherwise notes the need. */
  take(name: string, secret: Secret | null): Secret {
    if (!secret) {
      throw new StreamgaugeError('secret-needed', `There is no stored value for ${name}. Enter it.`);
    }
    if (this.#origin !== this.#previousOrigin) this.#needed.push(name);
    return secret;
  }

  /** @throws StreamgaugeError `secret-needed` when a secret would go to another origin */
  assertNoneNeeded(): void {
    if (this.#needed.length === 0) return;
    const [first, ...others] = this.#needed;
    const names =
      others.length === 0 ? first : `${[first, ...others].slice(0, -1).join(', ')} and ${others.at(-1)}`;
    const [was, again] = others.length === 0 ? ['was', 'it'] : ['were', 'them'];
    throw new StreamgaugeError(
      'secret-needed',
      `The value of ${names} ${was} stored for ${this.#previousOrigin}. Enter ${again} again for ${this.#origin}.`,
    );
  }
}

import { Buffer } from 'node:buffer';
import { StreamgaugeError } from '@shared/errors';
import { headerNameProblem, headerValueProblem, MAX_HEADERS, type SourceDraft } from '@shared/source';
import { cutText } from '@shared/text';
import { hostOf, readUrl } from './address';
import { readOptions } from './read-options';
import { newSecret } from './secret';
import type { EntryHeader, SourceEntry } from './source-entry';
import { StoredSecrets } from './stored-secrets';

export const MAX_NAME_LENGTH = 120;

/** Headers that are credentials whatever the dialog says. */
const ALWAYS_SECRET = new Set(['authorization', 'proxy-authorization', 'cookie']);

type DraftHeader = SourceDraft['headers'][number];

/**
 * Makes the entry of a source from what a person typed. A secret whose value is left out keeps the one of
 * `previous`, but only for the same origins: a secret is never sent to a host that it was not entered for.
 *
 * @param takenNames names of the other sources; a double gets a number
 * @throws StreamgaugeError `bad-url`, `bad-header`, `bad-token`, `bad-id`, `bad-options`, `secret-needed`
 */
export function entryFromDraft(
  draft: SourceDraft,
  id: string,
  previous: SourceEntry | null,
  takenNames: ReadonlySet<string>,
): SourceEntry {
  const { url, credentials } = readUrl(draft.url);
  const { options, secrets: entered } = readOptions(draft.options, draft.secrets);
  const stored = new StoredSecrets(previous, draft.headers, { url, options });

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
  const secrets = stored.slots(entered);
  stored.assertNoneNeeded();

  const unchangedUrl = previous !== null && previous.url === url;
  return {
    id,
    name: freeName(cleanName(draft.name) || hostOf(url), takenNames),
    url,
    urlBlob: unchangedUrl ? previous.urlBlob : null,
    urlMissing: unchangedUrl && previous.urlMissing,
    enabled: draft.enabled,
    headers,
    queryToken,
    transports: draft.transports,
    resume: draft.resume,
    startFromId: draft.startFromId,
    options,
    secrets,
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

/** RFC 7617 §2, with UTF-8. */
export function basicHeader(credentials: string, others: readonly EntryHeader[]): EntryHeader {
  if (others.some(({ name }) => name.toLowerCase() === 'authorization')) {
    throw new StreamgaugeError(
      'bad-header',
      'The address has a user name in it, and there is an Authorization header as well. Keep one of the two.',
    );
  }
  const value = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { name: 'Authorization', enabled: true, secret: true, value: newSecret(value) };
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
  if (value !== undefined) return { name, enabled, secret: true, value: newSecret(value) };
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
  if (value !== undefined) return { name, value: newSecret(value) };
  return { name, value: stored.take(name, stored.queryToken) };
}

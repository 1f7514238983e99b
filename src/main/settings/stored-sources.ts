import { randomUUID } from 'node:crypto';
import { maskUrl } from '@shared/mask';
import {
  DEFAULT_TRANSPORTS,
  headerNameProblem,
  headerValueProblem,
  MAX_HEADERS,
  MAX_SOURCES,
  transportOrderSchema,
} from '@shared/source';
import { cutText } from '@shared/text';
import * as v from 'valibot';
import { isJsonObject, type JsonObject } from './read-json';
import { salvage } from './salvage';
import type { SecretCipher } from './secret-cipher';
import { basicHeader, cleanName, isAlwaysSecret, readUrl } from './source-draft';
import type { EntryHeader, Secret, SourceEntry } from './source-entry';

const ID = /^[A-Za-z0-9_-]{1,64}$/u;

const header = v.pipe(
  v.object({
    name: v.pipe(v.string(), v.maxLength(256)),
    enabled: v.optional(v.boolean(), true),
    secret: v.optional(v.boolean(), false),
    /** In clear; of a secret only when somebody wrote it there by hand. */
    value: v.optional(v.pipe(v.string(), v.maxLength(16_384))),
    /** Encrypted. A secret without it has to be entered again. */
    blob: v.optional(v.pipe(v.string(), v.maxLength(65_536))),
  }),
  v.check(
    ({ name, value }) => headerNameProblem(name) === null && headerValueProblem(name, value ?? '') === null,
  ),
);

/** One source in sources.json. */
const storedSource = v.object({
  id: v.optional(v.string(), ''),
  name: v.optional(v.string(), ''),
  /** Secrets in the query are blank here and whole in `urlBlob`. */
  url: v.string(),
  urlHasSecret: v.optional(v.boolean(), false),
  urlBlob: v.optional(v.pipe(v.string(), v.maxLength(65_536))),
  enabled: v.optional(v.boolean(), true),
  headers: v.optional(v.pipe(v.array(header), v.maxLength(MAX_HEADERS)), []),
  queryToken: v.optional(
    v.nullable(
      v.object({
        name: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
        value: v.optional(v.pipe(v.string(), v.maxLength(16_384))),
        blob: v.optional(v.pipe(v.string(), v.maxLength(65_536))),
      }),
    ),
    null,
  ),
  transports: v.optional(transportOrderSchema, [...DEFAULT_TRANSPORTS]),
  resume: v.optional(v.boolean(), true),
  startFromId: v.optional(v.pipe(v.string(), v.maxLength(1_024)), ''),
});
type StoredSource = v.InferOutput<typeof storedSource>;

/**
 * Reads the list of sources.json. An entry that cannot be used is left out and named in `problems`; one that is
 * damaged in part is kept, but does not connect by itself.
 * @throws when there is no list
 */
export function readSources(
  document: JsonObject,
  cipher: SecretCipher,
): { value: SourceEntry[]; problems: string[] } {
  const list = document['sources'];
  if (!Array.isArray(list)) throw new Error('it has no list of sources');
  const problems: string[] = [];
  const entries: SourceEntry[] = [];
  const ids = new Set<string>();
  for (const [index, item] of list.slice(0, MAX_SOURCES).entries()) {
    const label = labelOf(item, index);
    try {
      const { value: stored, problems: parts } = salvage(storedSource, item);
      problems.push(...parts.map((part) => `${label}: ${part}`));
      const entry = readSource(stored, cipher, ids);
      ids.add(entry.id);
      entries.push(parts.length > 0 ? { ...entry, enabled: false } : entry);
    } catch (error) {
      const why =
        error instanceof v.ValiError || !(error instanceof Error) ? 'it has no address' : error.message;
      problems.push(`${label} was left out (${why.replace(/\.$/u, '')})`);
    }
  }
  if (list.length > MAX_SOURCES) problems.push(`there are more than ${MAX_SOURCES} sources`);
  return { value: entries, problems };
}

/** The list for sources.json: no secret in clear. */
export function writeSources(entries: readonly SourceEntry[]): JsonObject {
  return {
    sources: entries.map((entry) => ({
      id: entry.id,
      name: entry.name,
      url: maskUrl(entry.url, ''),
      urlHasSecret: entry.urlMissing || maskUrl(entry.url) !== entry.url,
      ...(entry.urlBlob !== null && { urlBlob: entry.urlBlob }),
      enabled: entry.enabled,
      headers: entry.headers.map(({ name, enabled, secret, value }) =>
        secret ? { name, enabled, secret, ...blobOf(value) } : { name, enabled, secret, value },
      ),
      queryToken: entry.queryToken && { name: entry.queryToken.name, ...blobOf(entry.queryToken.value) },
      transports: entry.transports,
      resume: entry.resume,
      startFromId: entry.startFromId,
    })),
  };
}

/** Whether a document holds a secret in clear, written by hand: it is to be rewritten. */
export function holdsClearSecrets(document: JsonObject): boolean {
  const list = document['sources'];
  if (!Array.isArray(list)) return false;
  return list.some((item: unknown) => {
    const result = v.safeParse(storedSource, item);
    if (!result.success) return false;
    const { url, headers, queryToken } = result.output;
    return (
      maskUrl(url, '') !== url ||
      queryToken?.value !== undefined ||
      headers.some(({ name, secret, value }) => value !== undefined && (secret || isAlwaysSecret(name)))
    );
  });
}

function readSource(stored: StoredSource, cipher: SecretCipher, taken: ReadonlySet<string>): SourceEntry {
  const whole = stored.urlBlob === undefined ? null : opened(stored.urlBlob, cipher);
  const { url, credentials } = readUrl(whole ?? stored.url);
  const urlMissing = whole === null && stored.urlHasSecret;
  const headers: EntryHeader[] = stored.headers.map(({ name, enabled, secret, value, blob }) =>
    secret || isAlwaysSecret(name)
      ? { name, enabled, secret: true, value: readSecret(value, blob, cipher) }
      : { name, enabled, secret: false, value: value ?? '' },
  );
  if (credentials !== null) headers.unshift(basicHeader(credentials, headers));
  const { queryToken } = stored;
  return {
    id: ID.test(stored.id) && !taken.has(stored.id) ? stored.id : randomUUID(),
    name: cleanName(stored.name) || new URL(url).host,
    url,
    urlBlob: stored.urlBlob ?? null,
    urlMissing,
    // Without its token it would only be refused.
    enabled: stored.enabled && !urlMissing,
    headers,
    queryToken: queryToken && {
      name: queryToken.name,
      value: readSecret(queryToken.value, queryToken.blob, cipher),
    },
    transports: stored.transports,
    resume: stored.resume,
    startFromId: stored.startFromId,
  };
}

function readSecret(clear: string | undefined, blob: string | undefined, cipher: SecretCipher): Secret {
  if (blob !== undefined) return { value: opened(blob, cipher), blob };
  return { value: clear ?? null, blob: null };
}

/** The text of a blob; null when this computer or this user cannot open it. The blob itself is kept. */
function opened(blob: string, cipher: SecretCipher): string | null {
  try {
    return cipher.decrypt(blob);
  } catch {
    return null;
  }
}

function blobOf(secret: Secret): { blob?: string } {
  return secret.blob === null ? {} : { blob: secret.blob };
}

function labelOf(item: unknown, index: number): string {
  const name = isJsonObject(item) && typeof item['name'] === 'string' ? cleanName(item['name']) : '';
  return name ? `source ${index + 1} (${cutText(name, 40)})` : `source ${index + 1}`;
}

import { randomUUID } from 'node:crypto';
import { toProblem } from '@shared/errors';
import { phrase } from '@shared/sentences/phrase';
import { maskUrl } from '@shared/mask';
import {
  DEFAULT_TRANSPORTS,
  headerNameProblem,
  headerValueProblem,
  MAX_HEADERS,
  MAX_SOURCES,
  transportOrderSchema,
} from '@shared/source';
import {
  DEFAULT_SOURCE_OPTIONS,
  SECRET_SLOTS,
  secretSlotsOf,
  sourceOptionsSchema,
  type SecretSlot,
  type SourceOptions,
  type SourceSecrets,
} from '@shared/source-options';
import { cutText } from '@shared/text';
import * as v from 'valibot';
import { hostOf, readUrl } from './address';
import { isJsonObject, type JsonObject } from './read-json';
import { readOptions, type ReadOptions } from './read-options';
import { salvage } from './salvage';
import type { SecretCipher } from './secret-cipher';
import { blobOf, MAX_BLOB, newSecret, opened, readSecret, type Secret } from './secret';
import { basicHeader, cleanName, isAlwaysSecret } from './source-draft';
import { mapSecrets, type EntryHeader, type SourceEntry } from './source-entry';

const ID = /^[A-Za-z0-9_-]{1,64}$/u;

const header = v.pipe(
  v.object({
    name: v.pipe(v.string(), v.maxLength(256)),
    enabled: v.optional(v.boolean(), true),
    secret: v.optional(v.boolean(), false),
    /** In clear; of a secret only when somebody wrote it there by hand. */
    value: v.optional(v.pipe(v.string(), v.maxLength(16_384))),
    /** Encrypted. A secret without it has to be entered again. */
    blob: v.optional(v.pipe(v.string(), v.maxLength(MAX_BLOB))),
  }),
  v.check(
    ({ name, value }) => headerNameProblem(name) === null && headerValueProblem(name, value ?? '') === null,
  ),
);

const storedSecret = v.object({
  /** In clear only when somebody wrote it there by hand. */
  value: v.optional(v.pipe(v.string(), v.maxLength(65_536))),
  blob: v.optional(v.pipe(v.string(), v.maxLength(MAX_BLOB))),
});
const storedSecrets = v.object({
  password: v.optional(storedSecret),
  token: v.optional(storedSecret),
  clientSecret: v.optional(storedSecret),
  privateKey: v.optional(storedSecret),
  passphrase: v.optional(storedSecret),
  proxyPassword: v.optional(storedSecret),
});

/** One source in sources.json. */
const storedSource = v.object({
  id: v.optional(v.string(), ''),
  name: v.optional(v.string(), ''),
  /** Secrets in the query are blank here and whole in `urlBlob`. */
  url: v.string(),
  urlHasSecret: v.optional(v.boolean(), false),
  urlBlob: v.optional(v.pipe(v.string(), v.maxLength(MAX_BLOB))),
  enabled: v.optional(v.boolean(), true),
  headers: v.optional(v.pipe(v.array(header), v.maxLength(MAX_HEADERS)), []),
  queryToken: v.optional(
    v.nullable(
      v.object({
        name: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
        value: v.optional(v.pipe(v.string(), v.maxLength(16_384))),
        blob: v.optional(v.pipe(v.string(), v.maxLength(MAX_BLOB))),
      }),
    ),
    null,
  ),
  transports: v.optional(transportOrderSchema, [...DEFAULT_TRANSPORTS]),
  resume: v.optional(v.boolean(), true),
  startFromId: v.optional(v.pipe(v.string(), v.maxLength(1_024)), ''),
  options: v.optional(sourceOptionsSchema, {}),
  secrets: v.optional(storedSecrets, {}),
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
      problems.push(...parts.map((part) => aboutSource(label, part)));
      const { options, secrets, problems: unfit } = readStoredOptions(stored, cipher);
      problems.push(...unfit.map((part) => aboutSource(label, part)));
      const entry = { ...readSource(stored, cipher, ids), options, secrets };
      ids.add(entry.id);
      entries.push(parts.length + unfit.length > 0 ? { ...entry, enabled: false } : entry);
    } catch (error) {
      const why =
        error instanceof v.ValiError || !(error instanceof Error) ? 'It has no address.' : error.message;
      problems.push([sourceLeftOut(label), why].join(' '));
    }
  }
  if (list.length > MAX_SOURCES) problems.push(`There are more than ${MAX_SOURCES} sources.`);
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
      options: entry.options,
      secrets: mapSecrets(entry.secrets, blobOf),
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
    const { url, headers, queryToken, secrets, options } = result.output;
    return (
      maskUrl(url, '') !== url ||
      queryToken?.value !== undefined ||
      SECRET_SLOTS.some((slot) => secrets[slot]?.value !== undefined) ||
      JSON.stringify(options) !== JSON.stringify(readableOptions(options).options) ||
      headers.some(({ name, secret, value }) => value !== undefined && (secret || isAlwaysSecret(name)))
    );
  });
}

/** The options one by one, so that one that cannot be used takes no other with it. */
function readableOptions(stored: SourceOptions): ReadOptions & { readonly problems: string[] } {
  const problems: string[] = [];
  let options: SourceOptions = DEFAULT_SOURCE_OPTIONS;
  let secrets: SourceSecrets = {};
  for (const key of Object.keys(stored) as (keyof SourceOptions)[]) {
    try {
      const read = readOptions({ ...DEFAULT_SOURCE_OPTIONS, [key]: stored[key] }, {});
      options = { ...options, [key]: read.options[key] };
      secrets = { ...secrets, ...read.secrets };
    } catch (error) {
      problems.push(toProblem(error).message);
    }
  }
  return { options, secrets, problems };
}

/** Only the secrets that the options make use of. One that has nothing in the file has to be entered again. */
function readStoredOptions(
  stored: StoredSource,
  cipher: SecretCipher,
): Pick<SourceEntry, 'options' | 'secrets'> & { readonly problems: readonly string[] } {
  const { options, secrets: moved, problems } = readableOptions(stored.options);
  const secrets: Partial<Record<SecretSlot, Secret>> = {};
  for (const slot of secretSlotsOf(options)) {
    const kept = stored.secrets[slot];
    const value = moved[slot];
    if (kept) secrets[slot] = readSecret(kept, cipher);
    else if (value !== undefined) secrets[slot] = newSecret(value);
  }
  return { options, secrets, problems };
}

function readSource(
  stored: StoredSource,
  cipher: SecretCipher,
  taken: ReadonlySet<string>,
): Omit<SourceEntry, 'options' | 'secrets'> {
  const whole = stored.urlBlob === undefined ? null : opened(stored.urlBlob, cipher);
  const { url, credentials } = readUrl(whole ?? stored.url);
  const urlMissing = whole === null && stored.urlHasSecret;
  const headers: EntryHeader[] = stored.headers.map(({ name, enabled, secret, value, blob }) =>
    secret || isAlwaysSecret(name)
      ? { name, enabled, secret: true, value: readSecret({ value, blob }, cipher) }
      : { name, enabled, secret: false, value: value ?? '' },
  );
  if (credentials !== null) headers.unshift(basicHeader(credentials, headers));
  const { queryToken } = stored;
  return {
    id: ID.test(stored.id) && !taken.has(stored.id) ? stored.id : randomUUID(),
    name: cleanName(stored.name) || hostOf(url),
    url,
    urlBlob: stored.urlBlob ?? null,
    urlMissing,
    // Without its token it would only be refused.
    enabled: stored.enabled && !urlMissing,
    headers,
    queryToken: queryToken && {
      name: queryToken.name,
      value: readSecret(queryToken, cipher),
    },
    transports: stored.transports,
    resume: stored.resume,
    startFromId: stored.startFromId,
  };
}

interface Label {
  /** 1-based. */
  readonly number: number;
  /** Empty for none. */
  readonly name: string;
}

function labelOf(item: unknown, index: number): Label {
  const name = isJsonObject(item) && typeof item['name'] === 'string' ? cleanName(item['name']) : '';
  return { number: index + 1, name: cutText(name, 40) };
}

function aboutSource({ number, name }: Label, problem: string): string {
  return name === ''
    ? phrase(`Source ${number}: ${problem}`)
    : phrase(`Source ${number} (${name}): ${problem}`);
}

function sourceLeftOut({ number, name }: Label): string {
  return name === '' ? `Source ${number} was left out.` : `Source ${number} (${name}) was left out.`;
}

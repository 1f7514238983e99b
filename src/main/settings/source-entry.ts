import type { Transport } from '@shared/connection';
import { maskUrl } from '@shared/mask';
import { phrase } from '@shared/sentences/phrase';
import { LOCAL_SOURCE_ID, type SourceConfig, type SourceView } from '@shared/source';
import {
  SECRET_SLOT_NAMES,
  SECRET_SLOTS,
  secretSlotsOf,
  type SecretSlot,
  type SourceOptions,
  type SourceSecrets,
} from '@shared/source-options';
import { maskOf, sealer, type Secret } from './secret';
import type { SecretCipher } from './secret-cipher';

export type EntryHeader =
  | { readonly name: string; readonly enabled: boolean; readonly secret: false; readonly value: string }
  | { readonly name: string; readonly enabled: boolean; readonly secret: true; readonly value: Secret };

/** The secrets of a source's options; a slot that was never filled is left out. */
export type EntrySecrets = Readonly<Partial<Record<SecretSlot, Secret>>>;

/** A source as it is kept: its configuration with every secret apart. Immutable. */
export interface SourceEntry {
  readonly id: string;
  readonly name: string;
  /** Whole, with secrets in its query; those are blank when `urlMissing`. */
  readonly url: string;
  /** The encrypted address, when its query has secrets. */
  readonly urlBlob: string | null;
  readonly urlMissing: boolean;
  readonly enabled: boolean;
  readonly headers: readonly EntryHeader[];
  readonly queryToken: { readonly name: string; readonly value: Secret } | null;
  readonly transports: readonly Transport[];
  readonly resume: boolean;
  readonly startFromId: string;
  readonly options: SourceOptions;
  readonly secrets: EntrySecrets;
}

/** What connects. A secret that is missing is left out. */
export function toConfig(entry: SourceEntry): SourceConfig {
  const { id, name, url, enabled, resume, startFromId, queryToken, options } = entry;
  const secrets: SourceSecrets = {};
  for (const slot of SECRET_SLOTS) {
    const value = entry.secrets[slot]?.value;
    if (typeof value === 'string') secrets[slot] = value;
  }
  return {
    id,
    name,
    url,
    transports: [...entry.transports],
    enabled,
    resume,
    startFromId,
    options,
    secrets,
    headers: entry.headers.flatMap((header) => {
      const value = header.secret ? header.value.value : header.value;
      if (value === null) return [];
      return [{ name: header.name, value, secret: header.secret, enabled: header.enabled }];
    }),
    queryToken:
      queryToken && queryToken.value.value !== null
        ? { name: queryToken.name, value: queryToken.value.value }
        : null,
  };
}

/** What the window may see. */
export function toView(entry: SourceEntry): SourceView {
  const { id, name, url, enabled, resume, startFromId, queryToken, options } = entry;
  return {
    id,
    name,
    url,
    displayUrl: maskUrl(url),
    transports: entry.transports,
    enabled,
    resume,
    startFromId,
    options,
    secrets: mapSecrets(entry.secrets, (secret) => ({
      mask: maskOf(secret),
      missing: secret.value === null,
    })),
    local: id === LOCAL_SOURCE_ID,
    headers: entry.headers.map((header) => ({
      name: header.name,
      enabled: header.enabled,
      secret: header.secret,
      value: header.secret ? maskOf(header.value) : header.value,
      missing: header.secret && header.value.value === null,
    })),
    queryToken: queryToken && {
      name: queryToken.name,
      mask: maskOf(queryToken.value),
      missing: queryToken.value.value === null,
    },
  };
}

/** The secrets of the source that have to be entered again, by the names a person knows them by. */
export function missingSecrets(entry: SourceEntry): string[] {
  return [
    ...(entry.urlMissing ? [phrase('the address')] : []),
    ...entry.headers.flatMap((header) =>
      header.enabled && header.secret && header.value.value === null ? [header.name] : [],
    ),
    ...(entry.queryToken?.value.value === null ? [entry.queryToken.name] : []),
    ...secretSlotsOf(entry.options)
      .filter((slot) => entry.secrets[slot]?.value === null)
      .map((slot) => SECRET_SLOT_NAMES[slot]),
  ];
}

/**
 * The entry with every secret encrypted that is not yet; one that cannot be stays in memory only.
 * `refused` is told why the key store does not take them.
 */
export function seal(entry: SourceEntry, cipher: SecretCipher, refused: (why: unknown) => void): SourceEntry {
  const sealed = sealer(cipher, refused);
  const { queryToken } = entry;
  return {
    ...entry,
    urlBlob: entry.urlBlob ?? (maskUrl(entry.url) === entry.url ? null : sealed.text(entry.url)),
    headers: entry.headers.map((header) =>
      header.secret ? { ...header, value: sealed.secret(header.value) } : header,
    ),
    queryToken: queryToken && { name: queryToken.name, value: sealed.secret(queryToken.value) },
    secrets: mapSecrets(entry.secrets, (secret) => sealed.secret(secret)),
  };
}

/** The slots that are filled, each as something else. */
export function mapSecrets<T>(
  secrets: EntrySecrets,
  change: (secret: Secret) => T,
): Partial<Record<SecretSlot, T>> {
  const changed: Partial<Record<SecretSlot, T>> = {};
  for (const slot of SECRET_SLOTS) {
    const secret = secrets[slot];
    if (secret) changed[slot] = change(secret);
  }
  return changed;
}

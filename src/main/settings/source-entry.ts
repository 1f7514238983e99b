import type { Transport } from '@shared/connection';
import { maskSecret, maskUrl } from '@shared/mask';
import { LOCAL_SOURCE_ID, type SourceConfig, type SourceView } from '@shared/source';
import type { SecretCipher } from './secret-cipher';

/** A secret in memory. `value` is null when it has to be entered again; `blob` is what the disk holds of it. */
export interface Secret {
  readonly value: string | null;
  readonly blob: string | null;
}

export type EntryHeader =
  | { readonly name: string; readonly enabled: boolean; readonly secret: false; readonly value: string }
  | { readonly name: string; readonly enabled: boolean; readonly secret: true; readonly value: Secret };

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
}

/** What connects. A secret that is missing is left out. */
export function toConfig(entry: SourceEntry): SourceConfig {
  const { id, name, url, enabled, resume, startFromId, queryToken } = entry;
  return {
    id,
    name,
    url,
    transports: [...entry.transports],
    enabled,
    resume,
    startFromId,
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
  const { id, name, url, enabled, resume, startFromId, queryToken } = entry;
  return {
    id,
    name,
    url,
    displayUrl: maskUrl(url),
    transports: entry.transports,
    enabled,
    resume,
    startFromId,
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
    ...(entry.urlMissing ? ['the address'] : []),
    ...entry.headers.flatMap((header) =>
      header.enabled && header.secret && header.value.value === null ? [header.name] : [],
    ),
    ...(entry.queryToken?.value.value === null ? [entry.queryToken.name] : []),
  ];
}

/**
 * The entry with every secret encrypted that is not yet; one that cannot be stays in memory only.
 * `refused` is told once why the key store does not take them.
 */
export function seal(entry: SourceEntry, cipher: SecretCipher, refused: (why: unknown) => void): SourceEntry {
  const encrypted = (text: string): string | null => {
    if (!cipher.kept.kept) return null;
    try {
      return cipher.encrypt(text);
    } catch (error) {
      refused(error);
      return null;
    }
  };
  const sealed = ({ value, blob }: Secret): Secret => ({
    value,
    blob: blob ?? (value === null ? null : encrypted(value)),
  });
  const { queryToken } = entry;
  return {
    ...entry,
    urlBlob: entry.urlBlob ?? (maskUrl(entry.url) === entry.url ? null : encrypted(entry.url)),
    headers: entry.headers.map((header) =>
      header.secret ? { ...header, value: sealed(header.value) } : header,
    ),
    queryToken: queryToken && { name: queryToken.name, value: sealed(queryToken.value) },
  };
}

function maskOf(secret: Secret): string {
  return secret.value === null ? '' : maskSecret(secret.value);
}

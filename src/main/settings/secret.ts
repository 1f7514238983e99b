import { maskSecret } from '@shared/mask';
import type { SecretCipher } from './secret-cipher';

/** A secret in memory. `value` is null when it has to be entered again; `blob` is what the disk holds of it. */
export interface Secret {
  readonly value: string | null;
  readonly blob: string | null;
}

/** Longest encrypted text that is read from a file, characters. */
export const MAX_BLOB = 128 * 1024;

/** One that was just entered. */
export function newSecret(value: string): Secret {
  return { value, blob: null };
}

/**
 * The secret as a file holds it. In clear only when somebody wrote it there by hand. What this computer or this user
 * cannot open has no value, and keeps its blob.
 */
export function readSecret(
  { value, blob }: { readonly value?: string | undefined; readonly blob?: string | undefined },
  cipher: SecretCipher,
): Secret {
  if (blob !== undefined) return { value: opened(blob, cipher), blob };
  return { value: value ?? null, blob: null };
}

/** What a file holds of the secret: never the secret in clear. */
export function blobOf({ blob }: Secret): { blob?: string } {
  return blob === null ? {} : { blob };
}

/** The text of a blob; null when this computer or this user cannot open it. */
export function opened(blob: string, cipher: SecretCipher): string | null {
  try {
    return cipher.decrypt(blob);
  } catch {
    return null;
  }
}

/**
 * Makes a function that encrypts what is not encrypted yet; what cannot be stays in memory only.
 * @param refused told why the key store does not take a secret
 */
export function sealer(
  cipher: SecretCipher,
  refused: (why: unknown) => void,
): { text(text: string): string | null; secret(secret: Secret): Secret } {
  const text = (clear: string): string | null => {
    if (!cipher.kept.kept) return null;
    try {
      return cipher.encrypt(clear);
    } catch (error) {
      refused(error);
      return null;
    }
  };
  return {
    text,
    secret: ({ value, blob }) => ({ value, blob: blob ?? (value === null ? null : text(value)) }),
  };
}

/** What shows of the secret. */
export function maskOf({ value }: Secret): string {
  return value === null ? '' : maskSecret(value);
}

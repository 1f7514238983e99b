import { StreamgaugeError } from '@shared/errors';
import type { SecretsKept } from '@shared/ipc';

/** What keeps secrets unreadable on disk: the system's key store in the app, nothing in plain Node. */
export interface SecretCipher {
  readonly kept: SecretsKept;
  /** @throws when the key store refuses; nothing is written in clear then. */
  encrypt(text: string): string;
  /** @throws for a blob of another machine or user, and when the key store refuses. */
  decrypt(blob: string): string;
}

/** A cipher for where there is no key store: secrets live in memory until the app quits. */
export function sessionOnlyCipher(reason: string): SecretCipher {
  const refuse = (): never => {
    throw new StreamgaugeError('secrets-not-kept', `Secrets cannot be kept on this computer: ${reason}`);
  };
  return { kept: { kept: false, reason }, encrypt: refuse, decrypt: refuse };
}

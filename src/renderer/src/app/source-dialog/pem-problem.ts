import { t } from '../../i18n/i18n';
import { whole } from '../../ui/format';
import type { SecretField } from './source-form';
import { hasSecret } from './source-form';

const MAX_LENGTH = 64 * 1024;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/u;
const PRIVATE_KEY =
  /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----[\s\S]+-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----/u;

/** How many certificates a text in PEM holds. */
export const certificateCount = (text: string): number =>
  text.match(/-----BEGIN CERTIFICATE-----/gu)?.length ?? 0;

/** Whether a private key in PEM opens with a passphrase only (RFC 7468 §11, RFC 1421 §4.6.1.1). */
export const isEncryptedKey = (text: string): boolean =>
  /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/u.test(text);

/**
 * The sentence that says what is plainly wrong with certificates in PEM (RFC 7468), or null. Whether they can be used
 * is for the main process to find out. A text with a variable in it is left alone.
 */
export function certificateProblem(text: string, what: string): string | null {
  if (text.length > MAX_LENGTH) return t('dialogs.pem.long', { what, n: whole(MAX_LENGTH) });
  if (text.includes('{{') || CERTIFICATE.test(text)) return null;
  if (/PRIVATE KEY-----/u.test(text)) return t('dialogs.pem.isKey', { what });
  if (/-----BEGIN CERTIFICATE REQUEST-----/u.test(text)) {
    return t('dialogs.pem.isRequest', { what });
  }
  if (isBinary(text)) return t('dialogs.pem.isDer', { what });
  return /-----BEGIN CERTIFICATE-----/u.test(text)
    ? t('dialogs.pem.isCut', { what })
    : t('dialogs.pem.notPem', { what });
}

/** The same for a private key, with what is known of its passphrase. The key itself is never quoted. */
export function privateKeyProblem(text: string, passphrase: SecretField): string | null {
  if (text.length > MAX_LENGTH) return t('dialogs.pem.keyLong', { n: whole(MAX_LENGTH) });
  if (text.includes('{{')) return null;
  if (PRIVATE_KEY.test(text)) {
    return isEncryptedKey(text) && !hasSecret(passphrase) ? t('dialogs.pem.keyEncrypted') : null;
  }
  if (/-----BEGIN CERTIFICATE-----/u.test(text)) return t('dialogs.pem.keyIsCertificate');
  if (/-----BEGIN PUBLIC KEY-----/u.test(text)) return t('dialogs.pem.keyIsPublic');
  if (isBinary(text)) return t('dialogs.pem.keyIsDer');
  return /PRIVATE KEY-----/u.test(text) ? t('dialogs.pem.keyIsCut') : t('dialogs.pem.keyNotPem');
}

// eslint-disable-next-line no-control-regex -- bytes that no text has
const isBinary = (text: string): boolean => /[\u0000-\u0008\u000e-\u001f\ufffd]/u.test(text);

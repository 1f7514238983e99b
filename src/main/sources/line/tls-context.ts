import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { StreamgaugeError } from '@shared/errors';
import type { TlsConfig } from './line-config';

/** What is trusted and shown, prepared once for all connections of a line. */
export interface TlsContexts {
  /** With the client's certificate. */
  readonly endpoint: tls.SecureContext;
  /** Without it, for proxies and for places that a redirect chose. */
  readonly stranger: tls.SecureContext;
}

/**
 * Reads certificates and keys.
 * @throws StreamgaugeError `tls-key`, `tls-certificate` or `tls-authority`, saying which cannot be used and why
 */
export function tlsContexts(config: TlsConfig): TlsContexts {
  const version = config.minVersion === undefined ? {} : { minVersion: config.minVersion };
  const trust =
    config.authorities === undefined
      ? {}
      : { ca: [...usualAuthorities(), ...pemCertificates(config.authorities)] };
  const stranger = tls.createSecureContext({ ...version, ...trust });
  if (config.certificate === undefined && config.key === undefined) return { endpoint: stranger, stranger };
  if (config.certificate === undefined || config.key === undefined) {
    throw new StreamgaugeError(
      'tls-key',
      config.key === undefined
        ? 'There is a client certificate, but no private key for it.'
        : 'There is a private key, but no client certificate for it.',
      { hint: 'A client certificate works together with its key. Give both, in PEM.' },
    );
  }
  try {
    return {
      endpoint: tls.createSecureContext({
        ...version,
        ...trust,
        cert: config.certificate,
        key: config.key,
        ...(config.passphrase === undefined ? {} : { passphrase: config.passphrase }),
      }),
      stranger,
    };
  } catch (error) {
    throw identityProblem(config, error);
  }
}

function identityProblem(config: TlsConfig, error: unknown): StreamgaugeError {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (!isCertificate(config.certificate ?? '')) {
    return new StreamgaugeError('tls-certificate', 'The client certificate cannot be read.', {
      hint: 'It has to be PEM, with -----BEGIN CERTIFICATE-----.',
    });
  }
  if (/KEY_VALUES_MISMATCH|KEY_TYPE_MISMATCH/u.test(code)) {
    return new StreamgaugeError('tls-key', 'The private key does not belong to the client certificate.', {
      hint: 'Give the key that the certificate was requested with.',
    });
  }
  if (/^-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/mu.test(config.key ?? '')) {
    return new StreamgaugeError(
      'tls-key',
      config.passphrase === undefined || config.passphrase === ''
        ? 'The private key is locked with a passphrase.'
        : 'The passphrase does not open the private key.',
      { hint: 'Give the passphrase of the key.' },
    );
  }
  const usable = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/u.test(config.key ?? '');
  return new StreamgaugeError(
    usable ? 'tls-certificate' : 'tls-key',
    usable ? 'The client certificate cannot be read.' : 'The private key cannot be read.',
    { hint: 'It has to be PEM, with -----BEGIN … and -----END … lines.' },
  );
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/** The certificates of a PEM text, one each: OpenSSL reads only the first of several. */
function pemCertificates(pem: string): string[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/gu) ?? [];
  const unusable = (hint: string): StreamgaugeError =>
    new StreamgaugeError('tls-authority', 'The certificate authority of this source cannot be read.', {
      hint,
    });
  if (found.length === 0) throw unusable('It has to be PEM, with -----BEGIN CERTIFICATE-----.');
  for (const certificate of found) {
    try {
      // Not by making a context: BoringSSL passes over what it cannot read.
      new X509Certificate(certificate);
    } catch {
      throw unusable('One of its certificates is damaged. Copy it again, with its first and last line.');
    }
  }
  return found;
}

/** What Node trusts by default. Naming any `ca` would otherwise replace it. */
function usualAuthorities(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default') => string[] };
  if (getCACertificates) return getCACertificates('default');
  const extra = process.env['NODE_EXTRA_CA_CERTS'];
  if (!extra) return tls.rootCertificates;
  try {
    return [...tls.rootCertificates, ...pemCertificates(readFileSync(extra, 'utf8'))];
  } catch {
    // Node itself only warns of a file that it cannot use.
    return tls.rootCertificates;
  }
}

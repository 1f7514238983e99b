import { createHash, X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { StreamgaugeError } from '@shared/errors';
import { ownAuthorities, pemCertificates, usualAuthorities } from './authorities';
import type { TlsConfig } from './line-config';

/** What is trusted and shown, prepared once for all connections of a line. */
export interface TlsContexts {
  /** With the client's certificate. */
  readonly endpoint: tls.SecureContext;
  /** Without it, for proxies and for places that a redirect chose. */
  readonly stranger: tls.SecureContext;
}

/** Contexts with authorities of their own take tens of ms to make: so many are kept. */
const KEPT = 32;
const kept = new Map<string, TlsContexts>();

/**
 * Reads certificates and keys; the same ones again are not read anew.
 * @throws StreamgaugeError `tls-key`, `tls-certificate` or `tls-authority`, saying which cannot be used and why
 */
export function tlsContexts({
  certificate,
  key,
  passphrase,
  authorities,
  minVersion,
}: TlsConfig): TlsContexts {
  const config: TlsConfig = {
    ...(certificate !== undefined && { certificate }),
    ...(key !== undefined && { key }),
    ...(passphrase !== undefined && { passphrase }),
    ...(authorities !== undefined && { authorities }),
    ...(minVersion !== undefined && { minVersion }),
  };
  const name = createHash('sha256').update(JSON.stringify(config)).digest('base64');
  const known = kept.get(name);
  kept.delete(name);
  const contexts = known ?? makeContexts(config);
  kept.set(name, contexts);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return contexts;
}

function makeContexts(config: TlsConfig): TlsContexts {
  const version = config.minVersion === undefined ? {} : { minVersion: config.minVersion };
  const usual = usualAuthorities();
  const own = config.authorities === undefined ? [] : pemCertificates(config.authorities);
  const trust = usual || own.length > 0 ? { ca: [...(usual ?? ownAuthorities()), ...own] } : {};
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

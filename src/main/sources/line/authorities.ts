import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import tls from 'node:tls';
import { StreamgaugeError } from '@shared/errors';

/** Where Linux distributions keep the authorities that somebody added to those they come with. */
const ADDED_HERE = [
  '/usr/local/share/ca-certificates',
  '/etc/pki/ca-trust/source/anchors',
  '/etc/ca-certificates/trust-source/anchors',
];
/** A folder with more is something else. */
const MAX_FILES = 200;

type Getter = (type: 'default' | 'system') => string[];

/**
 * The authorities that are trusted unless a source says otherwise, when these are more than Node's own: with those that were
 * added to this machine, or named by `NODE_EXTRA_CA_CERTS`. Null when Node's own are all.
 */
let usual: readonly string[] | null | undefined;

export function usualAuthorities(): readonly string[] | null {
  if (usual === undefined) usual = readUsual();
  return usual;
}

function readUsual(): readonly string[] | null {
  const { getCACertificates } = tls as { getCACertificates?: Getter };
  const added = getCACertificates ? getCACertificates('system') : [...addedHere(), ...namedByEnvironment()];
  if (added.length === 0) return null;
  return [...new Set([...(getCACertificates?.('default') ?? tls.rootCertificates), ...added])];
}

/** What Node trusts by itself: naming any authority would otherwise replace it. */
export function ownAuthorities(): readonly string[] {
  return tls.rootCertificates;
}

/**
 * The certificates of a PEM text, one each: OpenSSL reads only the first of several.
 * @throws StreamgaugeError `tls-authority` for a text without any, or a damaged one
 */
export function pemCertificates(pem: string): string[] {
  const found = certificatesIn(pem);
  const unusable = (hint: string): StreamgaugeError =>
    new StreamgaugeError('tls-authority', 'The certificate authority of this source cannot be read.', {
      hint,
    });
  if (found.length === 0) throw unusable('It has to be PEM, with -----BEGIN CERTIFICATE-----.');
  if (!found.every(isReadable)) {
    throw unusable('One of its certificates is damaged. Copy it again, with its first and last line.');
  }
  return found;
}

function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/gu) ?? [];
}

/** Not by making a context: BoringSSL passes over what it cannot read. */
function isReadable(certificate: string): boolean {
  try {
    return new X509Certificate(certificate).raw.length > 0;
  } catch {
    return false;
  }
}

function addedHere(): string[] {
  if (process.platform !== 'linux') return [];
  return ADDED_HERE.flatMap((folder) => {
    try {
      const names = readdirSync(folder).filter((name) => /\.(?:crt|pem|cer)$/iu.test(name));
      return names.slice(0, MAX_FILES).flatMap((name) => readable(join(folder, name)));
    } catch {
      return [];
    }
  });
}

function namedByEnvironment(): string[] {
  const extra = process.env['NODE_EXTRA_CA_CERTS'];
  return extra ? readable(extra) : [];
}

/** As Node itself does, a file that cannot be used is passed over. */
function readable(file: string): string[] {
  try {
    return certificatesIn(readFileSync(file, 'utf8')).filter(isReadable);
  } catch {
    return [];
  }
}

import { ConnectionError } from '../connection-error';

type Words = readonly [sentence: (source: string) => string, hint: string];

const authority = 'Give this source the certificate of that authority, or install it on this machine.';

/** What `reasons.ts` says less exactly, because a source can do something about it: certificates of its own. */
const BY_CODE: Readonly<Record<string, Words>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    (s) => `The certificate of ${s} is signed by itself, so that nobody vouches for it.`,
    'If it is the right one, give it to this source as a certificate authority.',
  ],
  SELF_SIGNED_CERT_IN_CHAIN: [
    (s) => `The certificate of ${s} comes from an authority this machine does not trust.`,
    authority,
  ],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    (s) => `The certificate of ${s} comes from an authority this machine does not know.`,
    authority,
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    (s) => `The certificate of ${s} comes from an authority this machine does not know.`,
    `${authority} The server may also not send its whole chain.`,
  ],
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: [
    (s) => `${s} wants a client certificate.`,
    'Give this source a certificate and its key.',
  ],
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: [
    (s) => `${s} broke off the TLS handshake.`,
    'It may want a client certificate, or another version of TLS.',
  ],
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: [
    (s) => `${s} does not know the authority of the client certificate.`,
    'Check that the certificate of this source is the one for this server.',
  ],
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: [
    (s) => `${s} refused the client certificate.`,
    'Check that the certificate of this source is the one for this server.',
  ],
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: [
    (s) => `${s} refused the client certificate, which has expired.`,
    'This source needs a new certificate.',
  ],
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: [
    (s) => `${s} and this source have no version of TLS in common.`,
    'Check the lowest version that this source allows.',
  ],
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: [
    (s) => `${s} has no certificate for the name it was asked for.`,
    'Check the address, and the server name of this source.',
  ],
};

/** Words an error of TLS at the endpoint; null for any other. */
export function tlsProblem(source: string, error: unknown): ConnectionError | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 6; cause = cause.cause, depth++) {
    if (cause instanceof ConnectionError) return null;
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    const words = BY_CODE[code];
    if (words)
      return new ConnectionError('tls', words[0](source), { remedy: 'retry', hint: words[1], cause: error });
  }
  return null;
}

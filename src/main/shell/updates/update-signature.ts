import { createPublicKey, verify } from 'node:crypto';
import { StreamgaugeError } from '@shared/errors';

/**
 * Checks that the list of a release is signed with our key (Ed25519). The list holds the SHA-512 of every file, so what it
 * vouches for cannot be exchanged on the server.
 * @param signature base64
 * @param key public key, SPKI in DER, base64
 * @throws StreamgaugeError `update-not-signed`
 */
export function checkSignature(text: string, signature: string, key: string): void {
  let good: boolean;
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
    good = verify(null, Buffer.from(text), publicKey, Buffer.from(signature.trim(), 'base64'));
  } catch (cause) {
    throw notSigned(cause);
  }
  if (!good) throw notSigned();
}

function notSigned(cause?: unknown): StreamgaugeError {
  return new StreamgaugeError(
    'update-not-signed',
    'The update is not signed by the makers of Streamgauge and was not taken.',
    {
      hint: 'Nothing was installed. Somebody may have changed the files on the update server.',
      cause,
    },
  );
}

const PRIVATE_KEY = /-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----[\s\S]*?-----END \1-----\r?\n?/gu;

/** Takes a file that holds a certificate and its private key apart; null for one that does not hold both. */
export function splitIdentity(pem: string): { certificate: string; privateKey: string } | null {
  const [privateKey] = pem.match(PRIVATE_KEY) ?? [];
  const certificate = pem.replace(PRIVATE_KEY, '').trim();
  return privateKey === undefined || !certificate.includes('-----BEGIN CERTIFICATE-----')
    ? null
    : { certificate, privateKey };
}

/** One of these words in the name of a field, and its value is a secret. */
const SECRET_WORDS = new Set([
  'authorization',
  'cookie',
  'cookies',
  'credential',
  'credentials',
  'jwt',
  'otp',
  'passphrase',
  'passwd',
  'password',
  'passwords',
  'pwd',
  'secret',
  'secrets',
  'signature',
  'token',
  'apikey',
  'accesskey',
  'privatekey',
  'sessionid',
]);

/** Two words in a row that make a secret of what each alone would not. */
const SECRET_PAIRS = new Set([
  'api key',
  'access key',
  'private key',
  'secret key',
  'signing key',
  'encryption key',
  'session id',
  'session key',
  'auth key',
  'auth code',
  'shared key',
]);

/**
 * Whether a field of a payload usually carries a secret: `token`, `accessToken`, `api_key`, `X-Api-Key`. Narrower than what
 * holds for query parameters (`isSecretName`): `code`, `author`, `key` and `max_tokens` are everyday words in payloads.
 */
export function isSecretField(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/u);
  return words.some((word, i) => SECRET_WORDS.has(word) || SECRET_PAIRS.has(`${word} ${words[i + 1] ?? ''}`));
}

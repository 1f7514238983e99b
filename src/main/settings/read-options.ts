import { withStandIns } from '@shared/environment';
import { TRANSPORT_NAMES, TRANSPORTS, type Transport } from '@shared/connection';
import { StreamgaugeError } from '@shared/errors';
import { maskUrl } from '@shared/mask';
import { phrase } from '@shared/sentences/phrase';
import { headerNameProblem, headerValueProblem, urlProblem } from '@shared/source';
import {
  SECRET_SLOT_NAMES,
  SECRET_SLOTS,
  type SecretSlot,
  type SignIn,
  type SourceOptions,
  type SourceSecrets,
  type TlsSetup,
} from '@shared/source-options';
import { readUrl } from './address';

const PRIVATE_KEY = /-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----\r?\n?|$)/gu;
const PROXY_SCHEMES = new Set(['http:', 'https:', 'socks:', 'socks4:', 'socks4a:', 'socks5:', 'socks5h:']);
/** Slots that travel in a header, where a line break would end it. */
const IN_A_HEADER: ReadonlySet<SecretSlot> = new Set(['password', 'token', 'clientSecret', 'proxyPassword']);

export interface ReadOptions {
  readonly options: SourceOptions;
  readonly secrets: SourceSecrets;
}

/**
 * Checks what a person set, and moves secrets out of it that were entered where none belong: a private key beside its
 * certificate, the password in a proxy's address.
 * @throws StreamgaugeError `bad-url`, `bad-header`, `bad-options`
 */
export function readOptions(options: SourceOptions, entered: SourceSecrets): ReadOptions {
  const secrets = { ...entered };
  const take = (slot: SecretSlot, value: string): void => void (secrets[slot] ??= value);
  assertSecrets(secrets);
  assertHeader('Content-Type', options.bodyType);
  const read: SourceOptions = {
    ...options,
    urls: readRungs(options.urls),
    signIn: readSignIn(options.signIn),
    tls: readTls(options.tls, take),
    proxy: options.proxy.kind === 'manual' ? readProxy(options.proxy, take) : options.proxy,
    unixSocket: options.unixSocket.trim(),
  };
  if (read.unixSocket !== '' && !/^(?:\/|\\\\[.?]\\|\{\{)/u.test(read.unixSocket)) {
    throw bad('The path of the Unix socket has to begin with /.');
  }
  return { options: read, secrets };
}

/** The address of a proxy, without credentials; @throws StreamgaugeError `bad-options` */
function readProxy(
  proxy: Extract<SourceOptions['proxy'], { kind: 'manual' }>,
  take: (slot: SecretSlot, value: string) => void,
): SourceOptions['proxy'] {
  const hint = 'Write it like http://proxy.example:3128 or socks5://127.0.0.1:1080.';
  const text = /^[a-z][a-z0-9+.-]*:\/\//iu.test(proxy.url.trim())
    ? proxy.url.trim()
    : `http://${proxy.url.trim()}`;
  const url = parsed(withStandIns(text));
  // Not quoted: it may hold a password.
  if (!url || url.hostname === '') throw bad('The address of the proxy is not complete.', hint);
  if (!PROXY_SCHEMES.has(url.protocol)) throw bad(`${url.protocol}// is no scheme of a proxy.`, hint);
  if (url.port === '0') throw bad('The proxy has port 0, which cannot be connected to.');
  if (url.username === '' && url.password === '') return { ...proxy, url: text };
  const [, scheme = '', userinfo = '', rest = ''] = /^([^/]*\/\/)([^/?#]*)@(.*)$/su.exec(text) ?? [];
  const [username = '', ...password] = userinfo.split(':');
  if (password.length > 0) take('proxyPassword', decoded(password.join(':')));
  return {
    ...proxy,
    url: scheme + rest,
    username: proxy.username === '' ? decoded(username) : proxy.username,
  };
}

/** The key stays out of what is shown and stored in clear. */
function readTls(tls: TlsSetup, take: (slot: SecretSlot, value: string) => void): TlsSetup {
  const [key] = tls.certificate.match(PRIVATE_KEY) ?? [];
  if (key !== undefined) take('privateKey', key);
  const certificate = tls.certificate.replace(PRIVATE_KEY, '').trim();
  const authorities = tls.authorities.replace(PRIVATE_KEY, '').trim();
  if (tls.certificate !== '' && certificate === '') {
    throw bad('The client certificate is only a private key.', 'Give the certificate as well.');
  }
  return { ...tls, certificate, authorities, serverName: tls.serverName.trim() };
}

function readRungs(urls: SourceOptions['urls']): SourceOptions['urls'] {
  const read: SourceOptions['urls'] = {};
  for (const transport of TRANSPORTS) {
    const entered = urls[transport];
    if (entered === undefined || entered.trim() === '') continue;
    read[transport] = readRung(transport, entered);
  }
  return read;
}

function readRung(transport: Transport, text: string): string {
  const name = TRANSPORT_NAMES[transport];
  const problem = urlProblem(text);
  if (problem !== null) throw new StreamgaugeError('bad-url', `The address for ${name}: ${problem}`);
  const { url, credentials } = readUrl(text);
  if (credentials !== null) {
    throw new StreamgaugeError(
      'bad-url',
      `The address for ${name} has a user name in it. Enter it as a sign-in, which holds for every transport.`,
    );
  }
  if (transport !== 'websocket' && /^wss?:/iu.test(url)) {
    throw new StreamgaugeError('bad-url', `The address for ${name} has to start with http:// or https://.`);
  }
  assertNoSecret(
    url,
    phrase(`The address for ${name}`),
    'Use the query token, which is added to every address.',
  );
  return url;
}

function readSignIn(signIn: SignIn): SignIn {
  if (signIn.kind === 'basic') {
    assertOneLine(signIn.username, phrase('the user name'));
    if (signIn.username.includes(':'))
      throw bad('The user name has a colon in it, which Basic cannot carry.');
  }
  if (signIn.kind === 'api-key') {
    const header = signIn.header.trim();
    const problem = headerNameProblem(header);
    if (problem !== null) throw new StreamgaugeError('bad-header', problem);
    return { ...signIn, header };
  }
  if (signIn.kind === 'oauth') {
    const tokenUrl = readTokenUrl(signIn.tokenUrl);
    if (signIn.clientId.trim() === '') throw bad('The sign-in with OAuth needs a client id.');
    return { ...signIn, tokenUrl, clientId: signIn.clientId.trim() };
  }
  return signIn;
}

function readTokenUrl(text: string): string {
  const problem = urlProblem(text);
  if (problem !== null)
    throw new StreamgaugeError('bad-url', `The address that gives out tokens: ${problem}`);
  const { url, credentials } = readUrl(text);
  if (credentials !== null) {
    throw new StreamgaugeError(
      'bad-url',
      'The address that gives out tokens has a user name in it. Enter it as the client id.',
    );
  }
  if (/^wss?:/iu.test(url)) {
    throw new StreamgaugeError(
      'bad-url',
      'The address that gives out tokens has to start with http:// or https://.',
    );
  }
  assertNoSecret(url, phrase('The address that gives out tokens'), 'Enter the secret as the client secret.');
  return url;
}

function assertNoSecret(url: string, what: string, hint: string): void {
  if (maskUrl(url) === url) return;
  throw new StreamgaugeError('bad-url', [`${what} has a secret in its query.`, hint].join(' '));
}

function assertSecrets(secrets: SourceSecrets): void {
  for (const slot of SECRET_SLOTS) {
    const value = secrets[slot];
    if (value !== undefined && IN_A_HEADER.has(slot)) assertOneLine(value.trim(), SECRET_SLOT_NAMES[slot]);
  }
}

function assertOneLine(value: string, what: string): void {
  // eslint-disable-next-line no-control-regex -- control characters are what this refuses
  if (!/[\u0000-\u001f\u007f]/u.test(value)) return;
  const subject = what[0]!.toUpperCase() + what.slice(1);
  throw bad(`${subject} has a line break or another control character in it. Paste it again without.`);
}

function assertHeader(name: string, value: string): void {
  const problem = headerValueProblem(name, value);
  if (problem !== null) throw new StreamgaugeError('bad-header', problem);
}

function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function bad(message: string, hint?: string): StreamgaugeError {
  return new StreamgaugeError('bad-options', message, hint === undefined ? {} : { hint });
}

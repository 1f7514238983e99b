import type { Transport } from '@shared/connection';
import type { SourceConfig } from '@shared/source';
import { requestAddress, VARIABLE, variableOf } from './request-address';
import { placeholder, shellWord, type WordPart } from './shell-word';

export interface CurlOptions {
  /** Writes secrets out; otherwise they are shell variables such as `$TOKEN`, to be set beforehand. */
  readonly secrets: boolean;
}

/**
 * The source as a `curl` command for a POSIX shell, that asks for the same and prints what comes. What is called
 * `{{token}}` in the source is `$token` in the command, and `{{env.HOST}}` is `$HOST`.
 *
 * It follows the stream over SSE, or by polling where the source has only that. A source with nothing but WebSocket
 * becomes a `ws://` or `wss://` address, which curl 8.11 and newer follow. Certificates are named as files, since a
 * command has no room for them. Redirects are followed only when nothing secret is sent: curl would take it along.
 * @param config `startFromId` is the id to go on after
 * @throws StreamgaugeError `not-for-a-shell`
 */
export function asCurl(config: SourceConfig, { secrets }: CurlOptions): string {
  const transport = (['sse', 'polling', 'websocket'] as const).find((one) =>
    config.transports.includes(one),
  )!;
  const command = new Curl(config, transport, secrets);
  return command.text();
}

class Curl {
  readonly #config: SourceConfig;
  readonly #transport: Transport;
  readonly #secrets: boolean;
  readonly #lines: string[] = [];
  /** Commands that have to run first. */
  readonly #before: string[] = [];
  #sendsSecret = false;

  constructor(config: SourceConfig, transport: Transport, secrets: boolean) {
    this.#config = config;
    this.#transport = transport;
    this.#secrets = secrets;
  }

  text(): string {
    this.#body();
    this.#headers();
    this.#signIn();
    const address = this.#address();
    this.#connection();
    if (!this.#sendsSecret && this.#transport !== 'websocket') this.#lines.push('--location');
    return [...this.#before, ['curl -N', ...this.#lines, address].join(' \\\n  ')].join('\n');
  }

  #add(option: string, ...parts: WordPart[]): void {
    this.#lines.push(`${option} ${shellWord(parts)}`);
  }

  /** A text of the source, with its variables as the shell's. */
  #parts(text: string): WordPart[] {
    const parts: WordPart[] = [];
    let end = 0;
    for (const match of text.matchAll(VARIABLE)) {
      this.#sendsSecret = true; // what a variable holds is not known here
      parts.push(text.slice(end, match.index), variableOf(match));
      end = match.index + match[0].length;
    }
    return [...parts, text.slice(end)];
  }

  /** A secret: itself, or the placeholder of that name. */
  #secret(value: string, name: string): WordPart[] {
    this.#sendsSecret = true;
    return this.#secrets ? this.#parts(value) : [placeholder(name)];
  }

  #header(name: string, value: readonly WordPart[]): void {
    // `Name:` would take the header away; `Name;` sends it empty.
    const isEmpty = value.every((part) => part === '');
    if (isEmpty) this.#add('-H', `${name};`);
    else this.#add('-H', `${name}: `, ...value);
  }

  #body(): void {
    const { method, body } = this.#config.options;
    if (this.#transport === 'websocket') return;
    const hasBody = method !== 'GET' && body !== '';
    if (method !== 'GET' && !(hasBody && method === 'POST')) this.#add('-X', method);
    if (hasBody) this.#add('--data-raw', ...this.#parts(body));
  }

  #headers(): void {
    const { headers, startFromId, options } = this.#config;
    const enabled = headers.filter((header) => header.enabled);
    const has = (name: string): boolean => enabled.some((header) => header.name.toLowerCase() === name);
    if (this.#transport === 'sse' && !has('accept')) this.#header('Accept', ['text/event-stream']);
    const hasBody = options.method !== 'GET' && options.body !== '' && this.#transport !== 'websocket';
    if (hasBody && !has('content-type')) this.#header('Content-Type', [options.bodyType]);
    const { subprotocols } = options.websocket;
    if (this.#transport === 'websocket' && subprotocols.length > 0) {
      this.#header('Sec-WebSocket-Protocol', [subprotocols.join(', ')]);
    }
    for (const { name, value, secret } of enabled) {
      this.#header(name, secret ? this.#secretHeader(name, value) : this.#parts(value));
    }
    if (startFromId !== '' && this.#transport !== 'websocket') this.#header('Last-Event-ID', [startFromId]);
  }

  /** The scheme of credentials is none. */
  #secretHeader(name: string, value: string): WordPart[] {
    if (value === '') return [];
    const scheme = /^(?:Bearer|Basic|Token|Digest) +/iu.exec(value)?.[0] ?? '';
    const called = name.toLowerCase() === 'authorization' ? (scheme ? 'token' : 'authorization') : name;
    return [scheme, ...this.#secret(value.slice(scheme.length), called)];
  }

  #signIn(): void {
    const { options, secrets } = this.#config;
    const { signIn } = options;
    if (signIn.kind === 'basic') {
      const password = this.#secret(secrets.password ?? '', 'password');
      this.#add('--user', ...this.#parts(signIn.username), ':', ...password);
    } else if (signIn.kind === 'bearer') {
      const token = (secrets.token ?? '').trim().replace(/^bearer\s+/iu, '');
      this.#header('Authorization', ['Bearer ', ...this.#secret(token, 'token')]);
    } else if (signIn.kind === 'api-key') {
      this.#header(signIn.header, this.#secret(secrets.token ?? '', signIn.header));
    } else if (signIn.kind === 'oauth') {
      this.#before.push(this.#tokenRequest(signIn));
      this.#sendsSecret = true;
      this.#header('Authorization', ['Bearer ', { variable: 'ACCESS_TOKEN' }]);
    }
  }

  /** OAuth 2 client credentials (RFC 6749 §4.4.2). */
  #tokenRequest(signIn: Extract<SourceConfig['options']['signIn'], { kind: 'oauth' }>): string {
    const secret = this.#secret(this.#config.secrets.clientSecret ?? '', 'client secret');
    const words: string[] = ['curl --silent --show-error'];
    const add = (option: string, ...parts: WordPart[]): void =>
      void words.push(`${option} ${shellWord(parts)}`);
    add('--data-urlencode', 'grant_type=client_credentials');
    if (signIn.authentication === 'basic') add('--user', ...this.#parts(signIn.clientId), ':', ...secret);
    else {
      add('--data-urlencode', 'client_id=', ...this.#parts(signIn.clientId));
      add('--data-urlencode', 'client_secret=', ...secret);
    }
    if (signIn.scope !== '') add('--data-urlencode', 'scope=', ...this.#parts(signIn.scope));
    if (signIn.audience !== '') add('--data-urlencode', 'audience=', ...this.#parts(signIn.audience));
    words.push(shellWord(this.#parts(signIn.tokenUrl)));
    const field = `sed -n 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/p'`;
    return `ACCESS_TOKEN="$(${words.join(' ')} | ${field})"`;
  }

  #connection(): void {
    const { options, secrets } = this.#config;
    const { tls, proxy, unixSocket, http2 } = options;
    if (tls.authorities !== '') this.#add('--cacert', 'authorities.pem');
    if (tls.certificate !== '') {
      this.#sendsSecret = true;
      this.#add('--cert', 'certificate.pem');
      this.#add('--key', 'private-key.pem');
      if (secrets.passphrase) this.#add('--pass', ...this.#secret(secrets.passphrase, 'passphrase'));
    }
    if (tls.insecure) this.#lines.push('--insecure');
    if (unixSocket !== '') this.#add('--unix-socket', ...this.#parts(unixSocket));
    if (proxy.kind === 'none') this.#add('--noproxy', '*');
    if (proxy.kind === 'manual') {
      this.#add('--proxy', ...this.#parts(curlProxy(proxy.url)));
      if (proxy.username !== '') {
        // To the proxy alone: no reason to stay where one is.
        const before = this.#sendsSecret;
        const password = this.#secret(secrets.proxyPassword ?? '', 'proxy password');
        this.#add('--proxy-user', ...this.#parts(proxy.username), ':', ...password);
        this.#sendsSecret = before;
      }
      // Said even when it is empty: otherwise the exceptions of the environment hold.
      this.#add('--noproxy', ...this.#parts(proxy.except));
    }
    if (!http2 || this.#transport === 'websocket') this.#lines.push('--http1.1');
  }

  #address(): string {
    const { url, stand, secret } = requestAddress(this.#config, this.#transport, this.#secrets);
    if (secret) this.#sendsSecret = true;
    this.#serverName(url);
    // Brackets and braces would be read as ranges.
    if (/[[\]{}]/u.test(url.href)) this.#lines.push('--globoff');
    return shellWord(stand.parts(url.href));
  }

  /** Another name than the address's in SNI and on the certificate. */
  #serverName(address: URL): void {
    const { serverName } = this.#config.options.tls;
    const secure = address.protocol === 'https:' || address.protocol === 'wss:';
    if (serverName === '' || !secure || serverName === address.hostname) return;
    const { host, hostname } = address;
    const port = address.port || '443';
    this.#header('Host', [host]);
    this.#add('--connect-to', `${serverName}:${port}:${hostname}:${port}`);
    address.hostname = serverName;
  }
}

/** Our `socks5` leaves names to the proxy, which curl calls `socks5h`. */
function curlProxy(url: string): string {
  return url.replace(/^socks5?:/iu, 'socks5h:');
}

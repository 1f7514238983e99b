import type { Transport } from '@shared/connection';
import type { SourceConfig } from '@shared/source';
import type { SourceOptions } from '@shared/source-options';
import { requestAddress, VARIABLE, variableOf } from './request-address';
import { placeholder, type WordPart } from './shell-word';

/** A text of a program: what stands in it, and variables that are filled in. */
export type CodeText = readonly WordPart[];

/** A constant of the program, and the variable of the source or the secret that it stands for. */
export interface Constant {
  readonly name: string;
  readonly variable: string;
}

/** What a source asks for, in parts that a program in any language is written from. */
export interface CodeRequest {
  readonly transport: Transport;
  readonly method: string;
  readonly address: CodeText;
  readonly headers: readonly { readonly name: string; readonly value: CodeText }[];
  /** Null for none. */
  readonly body: CodeText | null;
  readonly basic: { readonly user: CodeText; readonly password: CodeText } | null;
  readonly oauth: {
    readonly url: CodeText;
    readonly clientId: CodeText;
    readonly clientSecret: CodeText;
    readonly inHeader: boolean;
    readonly more: readonly { readonly name: string; readonly value: CodeText }[];
  } | null;
  readonly subprotocols: readonly string[];
  readonly options: SourceOptions;
  /** What is to be filled in, in the order in which it is met. */
  readonly constants: readonly Constant[];
  /** A browser's own EventSource can ask for the same. */
  readonly isPlain: boolean;
}

/**
 * The request of a source. It is followed over SSE, or by polling or a WebSocket where the source has only that.
 * @param secrets written out; otherwise a variable stands where each belongs
 */
export function codeRequest(config: SourceConfig, secrets: boolean): CodeRequest {
  const { options, startFromId } = config;
  const transport = (['sse', 'polling', 'websocket'] as const).find((one) =>
    config.transports.includes(one),
  )!;
  const isSocket = transport === 'websocket';
  const secret = (value: string, name: string): CodeText => (secrets ? partsOf(value) : [placeholder(name)]);
  const { url, stand } = requestAddress(config, transport, secrets);
  const hasBody = !isSocket && options.method !== 'GET' && options.body !== '';

  const headers = config.headers
    .filter(({ enabled }) => enabled)
    .map((header) => ({
      name: header.name,
      value: header.secret ? secretHeader(header.name, header.value, secret) : partsOf(header.value),
    }));
  const has = (name: string): boolean => headers.some((header) => header.name.toLowerCase() === name);
  const isPlain =
    transport === 'sse' && options.method === 'GET' && headers.length === 0 && options.signIn.kind === 'none';
  if (transport === 'sse' && !has('accept')) {
    headers.unshift({ name: 'Accept', value: ['text/event-stream'] });
  }
  if (hasBody && !has('content-type')) {
    headers.push({ name: 'Content-Type', value: [options.bodyType] });
  }
  if (!isSocket && startFromId !== '') headers.push({ name: 'Last-Event-ID', value: [startFromId] });
  headers.push(...signInHeader(config, secret));

  const constants = new Constants();
  const own = constants.in.bind(constants);
  const oauth = oauthOf(config, secret);
  return {
    transport,
    method: isSocket ? 'GET' : options.method,
    address: own(stand.parts(url.href)),
    headers: headers.map(({ name, value }) => ({ name, value: own(value) })),
    body: hasBody ? own(partsOf(options.body)) : null,
    basic:
      options.signIn.kind === 'basic'
        ? {
            user: own(partsOf(options.signIn.username)),
            password: own(secret(config.secrets.password ?? '', 'password')),
          }
        : null,
    oauth: oauth && {
      ...oauth,
      url: own(oauth.url),
      clientId: own(oauth.clientId),
      clientSecret: own(oauth.clientSecret),
      more: oauth.more.map(({ name, value }) => ({ name, value: own(value) })),
    },
    subprotocols: isSocket ? options.websocket.subprotocols : [],
    options,
    isPlain,
    constants: constants.list,
  };
}

/** Variables as constants of a program: in capitals, which nothing else in it is written in, each with a name of its own. */
class Constants {
  readonly #names = new Map<string, string>();

  get list(): readonly Constant[] {
    return [...this.#names].map(([variable, name]) => ({ name, variable }));
  }

  in(parts: CodeText): CodeText {
    return parts.map((part) => (typeof part === 'string' ? part : { variable: this.#nameOf(part.variable) }));
  }

  #nameOf(variable: string): string {
    const known = this.#names.get(variable);
    if (known !== undefined) return known;
    const wanted = variable.toUpperCase();
    const isTaken = [...this.#names.values()].includes(wanted);
    const name = isTaken ? `${wanted}_${this.#names.size + 1}` : wanted;
    this.#names.set(variable, name);
    return name;
  }
}

type Secret = (value: string, name: string) => CodeText;

/** A text of the source, with its variables. */
function partsOf(text: string): WordPart[] {
  const parts: WordPart[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    parts.push(text.slice(end, match.index), variableOf(match));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== '');
}

/** The scheme of credentials is none. */
function secretHeader(name: string, value: string, secret: Secret): CodeText {
  if (value === '') return [];
  const scheme = /^(?:Bearer|Basic|Token|Digest) +/iu.exec(value)?.[0] ?? '';
  const called = name.toLowerCase() === 'authorization' ? (scheme ? 'token' : 'authorization') : name;
  return [scheme, ...secret(value.slice(scheme.length), called)].filter((part) => part !== '');
}

function signInHeader(
  { options: { signIn }, secrets }: SourceConfig,
  secret: Secret,
): CodeRequest['headers'] {
  if (signIn.kind === 'bearer') {
    const token = (secrets.token ?? '').trim().replace(/^bearer\s+/iu, '');
    return [{ name: 'Authorization', value: ['Bearer ', ...secret(token, 'token')] }];
  }
  if (signIn.kind === 'api-key') {
    return [{ name: signIn.header, value: secret(secrets.token ?? '', signIn.header) }];
  }
  return [];
}

/** OAuth 2 client credentials (RFC 6749 §4.4.2). */
function oauthOf({ options: { signIn }, secrets }: SourceConfig, secret: Secret): CodeRequest['oauth'] {
  if (signIn.kind !== 'oauth') return null;
  const more = [
    { name: 'scope', value: partsOf(signIn.scope) },
    { name: 'audience', value: partsOf(signIn.audience) },
  ].filter(({ value }) => value.length > 0);
  return {
    url: partsOf(signIn.tokenUrl),
    clientId: partsOf(signIn.clientId),
    clientSecret: secret(secrets.clientSecret ?? '', 'client secret'),
    inHeader: signIn.authentication === 'basic',
    more,
  };
}

/** What the way to the network has that the code leaves to whoever runs it: sentences for comments. */
export function unsaidOf(
  { tls, proxy, unixSocket }: SourceOptions,
  handled: readonly string[] = [],
): string[] {
  const unsaid = {
    insecure: tls.insecure && 'The source does not check the certificate of the server.',
    authorities: tls.authorities !== '' && 'The source trusts certificate authorities of its own.',
    certificate: tls.certificate !== '' && 'The source shows a client certificate.',
    serverName:
      tls.serverName !== '' &&
      `The source expects the name ${JSON.stringify(tls.serverName)} on the certificate.`,
    proxy: proxy.kind === 'manual' && 'The source goes through a proxy.',
    unixSocket: unixSocket !== '' && 'The source connects through a Unix socket.',
  };
  return Object.entries(unsaid).flatMap(([name, sentence]) =>
    sentence === false || handled.includes(name) ? [] : [sentence],
  );
}

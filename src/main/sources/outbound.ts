import { createHash } from 'node:crypto';
import type { Negotiated, Transport } from '@shared/connection';
import { StreamgaugeError, type Problem } from '@shared/errors';
import { MASK } from '@shared/mask';
import { urlProblem, type SourceConfig } from '@shared/source';
import { createCookieJar } from './credentials/cookie-jar';
import type { Credential } from './credentials/credential';
import { oauthCredential } from './credentials/oauth-credential';
import { apiKeyHeader, basicCredential, bearerCredential } from './credentials/static-credentials';
import type { VariableScope } from './credentials/variables';
import { createLine } from './line/create-line';
import type { Line } from './line/line';
import type { LineConfig } from './line/line-config';
import type { TransportRequest } from './transports/transport';
import { usesVariables, withVariables } from './variable-texts';

/** Shorter secrets are not searched for in texts: they would be found everywhere. */
const MIN_SEARCHED = 6;

/** What a source sends and how: its configuration with variables filled in, and all that is kept between attempts. */
export interface Outbound {
  /** Two sources with the same key send the same, the last event id aside. Holds no secret. */
  readonly key: string;
  /** The channel of events that name none is told from this address. */
  readonly url: string;
  request(transport: Transport, lastEventId: string): TransportRequest;
  /** Without any secret of the source, whoever repeated it. */
  scrubbed(problem: Problem): Problem;
  scrubbedVia(via: Negotiated): Negotiated;
  /** Lets go of connections that are kept; one in use goes on, since others may share it. */
  close(): void;
}

export interface OutboundOptions {
  readonly variables: VariableScope;
  readonly userAgent: string;
  readonly now: () => number;
}

/** The key that `createOutbound` would give. @throws StreamgaugeError `variable` for one that nobody has set */
export function outboundKey(config: SourceConfig, variables: VariableScope): string {
  return keyOf(withVariables(config, variables));
}

/**
 * @throws StreamgaugeError `variable` for one that nobody has set, and others for certificates, keys or a proxy's address
 * that cannot be used
 */
export function createOutbound(config: SourceConfig, options: OutboundOptions): Outbound {
  const filled = withVariables(config, options.variables);
  const full = { ...filled, url: addressOf(filled) };
  const line = createLine(lineConfig(full), { userAgent: options.userAgent });
  const credentials = credentialsOf(full, line, options);
  const secrets = searchable([...secretVariables(config, options.variables), ...secretTexts(full)]);
  const scrub = (text: string): string => secrets.reduce((rest, each) => rest.replaceAll(each, MASK), text);
  const key = keyOf(filled);
  const { method, body, bodyType, websocket, polling } = full.options;
  const hasBody = method !== 'GET' && body !== '';
  return {
    key,
    url: full.url,
    request: (transport, lastEventId) => ({
      sourceName: full.name,
      url: addressFor(transport, full),
      secretParameter: full.queryToken?.name ?? null,
      headers: full.headers.filter(({ enabled }) => enabled).map(({ name, value }) => [name, value]),
      lastEventId,
      userAgent: options.userAgent,
      method,
      ...(hasBody && { body: { type: bodyType, text: body } }),
      websocket,
      polling,
      line,
      credentials,
      // A request that changes something is nobody else's.
      shareKey: method === 'GET' ? key : null,
      openTimeoutMs: full.transports.length > 1 ? full.options.ladder.openTimeoutMs : null,
    }),
    scrubbed: ({ code, message, hint }) => ({
      code,
      message: scrub(message),
      ...(hint !== undefined && { hint: scrub(hint) }),
    }),
    scrubbedVia: (via) => ({
      ...via,
      url: scrub(via.url),
      headers: Object.fromEntries(Object.entries(via.headers).map(([name, value]) => [name, scrub(value)])),
    }),
    close() {
      for (const credential of credentials)
        if ('close' in credential) (credential as { close(): void }).close();
      void line.release();
    },
  };
}

/** Values that must not show, of variables that the configuration may have used. */
function secretVariables(config: SourceConfig, { variables, processEnv = {} }: VariableScope): string[] {
  if (!usesVariables(config)) return [];
  return [
    ...Object.values(variables).flatMap(({ value, secret }) => (secret ? value : [])),
    ...Object.values(processEnv).flatMap((value) => value ?? []),
  ];
}

/** @throws StreamgaugeError `bad-url` for what variables have made of it */
function addressOf({ name, url }: SourceConfig): string {
  const problem = urlProblem(url);
  if (problem === null) return new URL(url.trim()).href;
  throw new StreamgaugeError(
    'bad-url',
    `The address of ${name} cannot be used with its variables filled in.`,
    {
      hint: problem,
    },
  );
}

/** The address for one transport: its own, or the source's with a scheme that fits. */
function addressFor(transport: Transport, { url, options, queryToken }: SourceConfig): string {
  const address = new URL(options.urls[transport]?.trim() || url);
  if (transport !== 'websocket') address.protocol = address.protocol.replace(/^ws/u, 'http');
  if (queryToken) address.searchParams.set(queryToken.name, queryToken.value);
  address.hash = '';
  return address.href;
}

function lineConfig({ options, secrets }: SourceConfig): LineConfig {
  const { tls, proxy, unixSocket, http2 } = options;
  const { certificate, authorities, serverName, insecure } = tls;
  const { privateKey, passphrase, proxyPassword } = secrets;
  const hasTls = certificate !== '' || authorities !== '' || serverName !== '' || insecure;
  return {
    ...(hasTls && {
      tls: {
        ...(certificate !== '' && { certificate, key: privateKey || certificate }),
        ...(certificate !== '' && passphrase && { passphrase }),
        ...(authorities !== '' && { authorities }),
        ...(serverName !== '' && { serverName }),
        insecure,
      },
    }),
    proxy:
      proxy.kind === 'manual'
        ? {
            url: proxy.url,
            except: proxy.except,
            ...(proxy.username !== '' && { username: proxy.username, password: proxyPassword ?? '' }),
          }
        : proxy.kind,
    ...(unixSocket !== '' && { unixSocket }),
    http2,
  };
}

function credentialsOf(
  { options, secrets }: SourceConfig,
  line: Line,
  { now }: OutboundOptions,
): Credential[] {
  const { signIn, cookies } = options;
  const credentials: Credential[] = cookies ? [createCookieJar(now)] : [];
  switch (signIn.kind) {
    case 'none':
      break;
    case 'basic':
      credentials.push(basicCredential(signIn.username, secrets.password ?? ''));
      break;
    case 'bearer':
      credentials.push(bearerCredential(secrets.token ?? ''));
      break;
    case 'api-key':
      credentials.push(apiKeyHeader(signIn.header, secrets.token ?? ''));
      break;
    case 'oauth': {
      const { tokenUrl, clientId, scope, audience, authentication } = signIn;
      const clientSecret = secrets.clientSecret ?? '';
      credentials.push(
        oauthCredential(
          {
            tokenUrl,
            clientId,
            clientSecret,
            authentication,
            ...(scope && { scope }),
            ...(audience && { audience }),
          },
          { line, now },
        ),
      );
    }
  }
  return credentials;
}

/** The secrets of a configuration whose variables are filled in. */
function secretTexts({ headers, queryToken, secrets }: SourceConfig): string[] {
  return [
    ...headers.filter(({ secret }) => secret).map(({ value }) => value.replace(/^(?:Bearer|Basic) /iu, '')),
    ...(queryToken ? [queryToken.value] : []),
    ...[
      secrets.password,
      secrets.token,
      secrets.clientSecret,
      secrets.passphrase,
      secrets.proxyPassword,
    ].flatMap((value) => value ?? []),
  ];
}

/** As they may stand in a text: as they are, and as in an address; the longest first. */
function searchable(secrets: readonly string[]): string[] {
  const all = secrets
    .filter(({ length }) => length >= MIN_SEARCHED)
    .flatMap((each) => [each, encodeURIComponent(each)]);
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

function keyOf({ id: _, name: __, enabled: ___, startFromId: ____, ...sent }: SourceConfig): string {
  return createHash('sha256').update(JSON.stringify(sent)).digest('base64url');
}

import { resolve } from 'node:path';
import type { SourceConfig } from '@shared/source';
import {
  DEFAULT_SOURCE_OPTIONS,
  MAX_BODY,
  type ProxySetup,
  type SourceOptions,
  type SourceSecrets,
} from '@shared/source-options';
import { StreamgaugeError } from '@shared/errors';
import { withStandIns } from '@shared/environment';
import { hostOf } from '../main/settings/address';
import { readOptions } from '../main/settings/read-options';
import { readTextFile } from '../main/settings/read-text-file';
import type { VariableScope } from '../main/sources/credentials/variables';
import { bypassesProxy } from '../main/sources/line/no-proxy';
import { createOutbound } from '../main/sources/outbound';
import type { TailArguments } from './tail-arguments';

export const TAIL_SOURCE_ID = 'tail';

/** Stands for a body that has braces of its own in it. */
const BODY = 'body';
const MAX_PEM = 64 * 1024;

export interface TailSource {
  readonly config: SourceConfig;
  readonly variables: VariableScope;
}

export interface TailInput {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For `--data @-`. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  readonly userAgent: string;
}

/**
 * Makes the source that is followed: reads files, and checks that everything can be used.
 * @throws StreamgaugeError that says what cannot be used and why
 */
export async function tailSource(args: TailArguments, input: TailInput): Promise<TailSource> {
  const [body, certificate, privateKey, authorities] = await Promise.all([
    readBody(args.data, input.stdin),
    readPem(args.cert, 'The client certificate'),
    readPem(args.key, 'The private key'),
    readPem(args.cacert, 'The certificate authority'),
  ]);
  const hasBraces = body.includes('{{');
  const entered: SourceSecrets = {
    ...(args.user !== null && { password: args.user.split(':').slice(1).join(':') }),
    ...(privateKey !== '' && { privateKey }),
    ...(args.pass !== null && { passphrase: args.pass }),
  };
  const setup: SourceOptions = {
    ...DEFAULT_SOURCE_OPTIONS,
    method: args.method,
    // What is sent is sent as it is: braces in it are no variables.
    body: hasBraces ? `{{${BODY}}}` : body,
    bodyType: args.contentType ?? DEFAULT_SOURCE_OPTIONS.bodyType,
    signIn: args.user === null ? { kind: 'none' } : { kind: 'basic', username: args.user.split(':')[0]! },
    tls: { ...DEFAULT_SOURCE_OPTIONS.tls, certificate, authorities, insecure: args.insecure },
    proxy: proxyOf(args),
    unixSocket: args.unixSocket === null ? '' : resolve(args.unixSocket),
    http2: !args.http1Only,
  };
  const { options, secrets } = readOptions(setup, entered);
  const config: SourceConfig = {
    id: TAIL_SOURCE_ID,
    name: hostOf(args.url),
    url: args.url,
    transports: [...args.transports],
    enabled: true,
    headers: args.headers.map(({ name, value }) => ({ name, value, secret: true, enabled: true })),
    queryToken: null,
    resume: true,
    startFromId: args.lastEventId,
    options,
    secrets,
  };
  const variables: VariableScope = {
    variables: hasBraces ? { [BODY]: { value: body, secret: false } } : {},
    processEnv: input.env,
  };
  createOutbound(config, { variables, userAgent: input.userAgent, now: Date.now }).close();
  return { config, variables };
}

async function readBody(data: TailArguments['data'], stdin: TailInput['stdin']): Promise<string> {
  const parts: string[] = [];
  for (const part of data) {
    if ('text' in part) parts.push(part.text);
    else if (part.file === '-') parts.push(await readAll(stdin()));
    else parts.push(await readTextFile(part.file, 'The body', MAX_BODY));
  }
  const body = parts.join('&');
  if (body.length > MAX_BODY) throw tooLarge();
  return body;
}

async function readAll(stdin: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    size += chunk.length;
    if (size > MAX_BODY) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(): StreamgaugeError {
  return new StreamgaugeError('bad-arguments', `The body is larger than ${MAX_BODY / 1024} KiB.`);
}

async function readPem(path: string | null, what: string): Promise<string> {
  return path === null ? '' : readTextFile(path, what, MAX_PEM);
}

function proxyOf({ url, proxy, noProxy }: TailArguments): ProxySetup {
  if (proxy !== null) return { kind: 'manual', url: proxy, username: '', except: noProxy ?? '' };
  if (noProxy === null) return { kind: 'system' };
  const { hostname, port, protocol } = new URL(withStandIns(url));
  const usual = protocol === 'https:' || protocol === 'wss:' ? 443 : 80;
  return { kind: bypassesProxy(noProxy, hostname, port === '' ? usual : Number(port)) ? 'none' : 'system' };
}

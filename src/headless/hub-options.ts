import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { StreamgaugeError } from '@shared/errors';
import type { JwtOptions } from '../main/hub/auth/jwt';
import { TokenStore } from '../main/hub/auth/token-store';
import type { HubOptions } from '../main/hub/options';
import { loadStreams } from '../main/hub/streams/stream-files';
import type { TokenText } from './option-values';
import { OPTIONS, type ServeSettings } from './serve-options';

/**
 * What the settings mean for the hub. Reads the certificate and the stream definitions; connects to nothing.
 * @throws StreamgaugeError `bad-arguments` for settings that do not go together, `unreadable`, `bad-stream`…
 */
export async function hubOptions(settings: ServeSettings): Promise<HubOptions> {
  const oneToOne = OPTIONS.flatMap(({ name, option }) => {
    const value = settings[name];
    return option.hub === undefined || value === undefined ? [] : [[option.hub, value] as const];
  });
  const { tailFiles, tailChannels } = settings;
  if (tailChannels.length > 1 && tailChannels.length !== tailFiles.length) {
    throw together(`${tailChannels.length} channels are given for ${tailFiles.length} files to follow.`);
  }
  const { historyEvents: events, historyBytes: bytes, historyAge: ageMs } = settings;
  const publicUrl = settings.publicUrl === undefined ? null : new URL(settings.publicUrl);
  const [tls, jwt, streams] = [await tlsOf(settings), jwtOf(settings), settings.streams];
  return {
    ...(Object.fromEntries(oneToOne) as HubOptions),
    history: { events, bytes, ...(ageMs !== undefined && { ageMs }) },
    allowedHosts: [...settings.allowedHosts, ...(publicUrl ? [publicUrl.host] : [])],
    allowedOrigins: [...settings.allowedOrigins, ...(publicUrl ? [publicUrl.origin] : [])],
    ...(tls && { tls }),
    ...(jwt && { jwt }),
    ...(settings.tokens.length > 0 && { tokens: tokenStore(settings.tokens) }),
    ...(streams !== undefined && { streams: await loadStreams(streams) }),
  };
}

async function tlsOf({ tlsCert, tlsKey }: ServeSettings): Promise<HubOptions['tls'] | null> {
  if (tlsCert === undefined && tlsKey === undefined) return null;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw together(tlsCert === undefined ? '--tls-key needs --tls-cert.' : '--tls-cert needs --tls-key.');
  }
  return { cert: await readPem('--tls-cert', tlsCert), key: await readPem('--tls-key', tlsKey) };
}

async function readPem(option: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new StreamgaugeError(
      'bad-arguments',
      `${option} names ${path}, which cannot be read: ${code ?? message}.`,
      {
        hint: 'Check the path, and that this user may read it.',
        cause,
      },
    );
  }
}

function jwtOf(settings: ServeSettings): JwtOptions | null {
  const {
    jwtSecret: secret,
    jwtPublicKey: publicKey,
    jwksUrl,
    jwtIssuer: issuer,
    jwtAudience: audience,
  } = settings;
  const keys = [secret, publicKey, jwksUrl].filter((key) => key !== undefined);
  if (keys.length > 1) throw together('--jwt-secret, --jwt-public-key and --jwks-url cannot go together.');
  if (keys.length === 0) {
    if (issuer === undefined && audience === undefined) return null;
    throw together('--jwt-issuer and --jwt-audience need a key that JWTs are checked with.');
  }
  return {
    ...(secret !== undefined && { secret }),
    ...(publicKey !== undefined && { publicKey }),
    ...(jwksUrl !== undefined && { jwksUrl }),
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
    ...(settings.jwtAlgorithms.length > 0 && { algorithms: settings.jwtAlgorithms }),
    claim: settings.jwtClaim,
    clockToleranceSeconds: settings.jwtClockTolerance / 1_000,
  };
}

/** The store makes up its own secrets; those that somebody chose go in as the hashes it would keep. */
function tokenStore(tokens: readonly TokenText[]): TokenStore {
  const names = tokens.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw together(`The token ${JSON.stringify(twice)} is given twice.`);
  const store = new TokenStore();
  const leftOut = store.load(
    tokens.map(({ name, secret, scopes, channels }) => ({
      id: randomBytes(8).toString('hex'),
      name,
      // Nothing of it is shown: unlike a made-up secret, a chosen one may be short.
      start: '',
      hash: createHash('sha256').update(secret, 'utf8').digest('hex'),
      scopes: [...scopes],
      channels: [...channels],
      createdAt: Date.now(),
    })),
  );
  if (leftOut > 0) throw together(`There are ${tokens.length} tokens, which is ${leftOut} too many.`);
  return store;
}

function together(message: string): StreamgaugeError {
  return new StreamgaugeError('bad-arguments', message, {
    hint: 'streamgauge serve --help lists every option.',
  });
}

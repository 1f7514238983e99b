import type { Problem } from '@shared/errors';
import type { RedisAddress } from './redis-address';
import { NoAnswer } from './redis-link';

const HINT = 'Events reach the clients of this hub only. They are shared when the link is back.';

const REPLIES: readonly (readonly [start: string, what: string, hint: string])[] = [
  ['WRONGPASS', 'the server refuses the user name or the password', 'Check both in the address.'],
  ['NOAUTH', 'the server wants a password', 'Put it into the address: redis://:password@host:6379.'],
  [
    'NOPERM',
    'this user may not run a command that is needed',
    'Allow it +@read, +@write, +@scripting, +@stream and its keys.',
  ],
  ['LOADING', 'the server is still reading its data', 'It is back when it has done so.'],
  ['OOM', 'the server has no memory left for events', 'Raise its maxmemory, or keep fewer events.'],
  ['MISCONF', 'the server cannot write its data to disk', 'Look into its log; the disk may be full.'],
  ['READONLY', 'the server is a read-only replica', 'Name the primary server in the address.'],
  ['WRONGTYPE', 'another program uses its key for something else', 'Choose another key.'],
  ['CROSSSLOT', 'the server is a cluster', 'Name a single server in the address.'],
  ['MOVED', 'the server is a cluster', 'Name a single server in the address.'],
];

const SOCKET: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be looked up',
  ETIMEDOUT: 'the server does not answer',
  EHOSTUNREACH: 'the host cannot be reached',
  EPROTO: 'the server does not speak TLS there',
  ENETUNREACH: 'the network cannot be reached',
};

const CERTIFICATE = /CERT|UNABLE_TO_VERIFY/u;

/** Longest foreign message repeated. */
const MAX_FOREIGN = 200;

/** Why the link is lost, in words, without user and password. */
export function redisProblem(error: unknown, address: RedisAddress): Problem {
  const { what, hint } = reason(error, address);
  return {
    code: 'backplane-lost',
    message: `The link to the other hubs (${address.name}) is lost: ${what}.`,
    hint: hint === undefined ? HINT : `${hint} ${HINT}`,
  };
}

function reason(error: unknown, address: RedisAddress): { what: string; hint?: string } {
  if (error instanceof NoAnswer)
    return { what: `the server has not answered for ${error.patienceMs / 1_000} s` };
  if (!(error instanceof Error)) return { what: 'the reason is unknown' };
  for (const [start, what, hint] of REPLIES) {
    if (error.message.startsWith(start) || error.message.includes(` ${start} `)) return { what, hint };
  }
  const code = (error as NodeJS.ErrnoException).code;
  const known = code === undefined ? undefined : SOCKET[code];
  if (known !== undefined) return { what: known };
  if (code !== undefined && CERTIFICATE.test(code)) {
    return {
      what: `its certificate is not trusted (${code})`,
      hint: 'Name the file of its authority in NODE_EXTRA_CA_CERTS.',
    };
  }
  if (error.message === 'Connection is closed.') return { what: 'the connection was closed' };
  return {
    what: withoutSecrets(error.message, address)
      .slice(0, MAX_FOREIGN)
      .replace(/[.\s]+$/u, ''),
  };
}

function withoutSecrets(text: string, { user, password }: RedisAddress): string {
  let clean = text;
  for (const secret of [password, user]) if (secret !== null) clean = clean.split(secret).join('•••');
  return clean;
}

import type { Problem } from './errors';

const MAX_CLAUSE = 300;

/** `once`, `twice`, `3 times`. */
export const times = (n: number): string => (n === 1 ? 'once' : n === 2 ? 'twice' : `${whole(n)} times`);

/** `1 gap`, `1,204 events`. */
export const count = (n: number, one: string): string => `${whole(n)} ${n === 1 ? one : `${one}s`}`;

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/**
 * Why something ended, to stand inside a sentence: `the server refused the connection`. The sentences of problems name
 * the source, which the account has done already.
 */
export function causeClause({ code, message }: Problem, name: string): string {
  // Their sentences differ from time to time in what does not matter here.
  if (code === 'ended') return 'the server ended the stream';
  if (code === 'silent') return 'it was silent for too long and was given up';
  const plain = message.trim().replace(/\.$/u, '').slice(0, MAX_CLAUSE).replace(` to ${name} `, ' ');
  if (plain.startsWith(`${name} `)) return `the server ${plain.slice(name.length + 1)}`;
  return /^(?:The|There|It|A|An|Nothing) /u.test(plain)
    ? plain.charAt(0).toLowerCase() + plain.slice(1)
    : plain;
}

function whole(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(?:\d{3})+$)/gu, ',');
}

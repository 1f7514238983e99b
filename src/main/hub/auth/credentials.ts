import type { IncomingHttpHeaders } from 'node:http';
import { isSecretName, MASK } from '@shared/mask';
import type { Scope } from '@shared/hub';
import { AccessError } from './access-error';
import type { Principal } from './principal';

/** The cookie that a token is taken from. */
export const TOKEN_COOKIE = 'streamgauge_token';
const TOKEN_PARAMETER = 'access_token';
const TICKET_PARAMETER = 'ticket';

/** Longest credential that is looked at, in characters; JWTs with many channels are the long ones. */
export const MAX_CREDENTIAL_LENGTH = 8_192;
/** Longest part of a request target that is logged, in characters. */
const MAX_LOGGED_LENGTH = 1_024;

/** What has to be known of a request to tell who makes it. An `IncomingMessage` has the first three. */
export interface AuthRequest {
  readonly method?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** As received, names and values in turn: `headers` hides that a header came twice. */
  readonly rawHeaders: readonly string[];
  readonly query: URLSearchParams;
  /** The client's own address, behind a trusted proxy too. */
  readonly remoteAddress: string;
}

export type Credential =
  /** An access token of the hub, or a JWT. */
  | { readonly kind: 'token'; readonly secret: string; readonly via: 'header' | 'cookie' | 'query' }
  | { readonly kind: 'ticket'; readonly secret: string; readonly via: 'ticket' }
  /** `Authorization` with another scheme than Bearer: for a handler of the hub's owner, never for the hub itself. */
  | { readonly kind: 'foreign' };

export type Via = Principal['via'];

/**
 * What a request offers to say who makes it: `Authorization: Bearer`, the cookie `streamgauge_token`, the query
 * parameters `access_token` (RFC 6750 §2.3) and `ticket`. The same token in two places counts as one. Nothing of the
 * credential is checked here but its form.
 * @returns null when there is none
 * @throws AccessError `bad-credentials` for several that differ, and for one that is malformed
 */
export function offeredCredential(request: AuthRequest): Credential | null {
  const header = fromHeader(request.rawHeaders);
  const cookie = onlyOne(fromCookies(request), `The cookie ${TOKEN_COOKIE}`);
  const token = fromQuery(request.query, TOKEN_PARAMETER);
  const ticket = fromQuery(request.query, TICKET_PARAMETER);
  const secrets = [header === FOREIGN ? '' : header, cookie, token, ticket && `ticket ${ticket}`];
  if (new Set(secrets.filter((secret) => secret !== null)).size > 1) throw severalCredentials();
  if (header === FOREIGN) return { kind: 'foreign' };
  if (header !== null) return { kind: 'token', secret: header, via: 'header' };
  if (cookie !== null) return { kind: 'token', secret: cookie, via: 'cookie' };
  if (token !== null) return { kind: 'token', secret: token, via: 'query' };
  if (ticket !== null) return { kind: 'ticket', secret: ticket, via: 'ticket' };
  return null;
}

/**
 * Refuses a credential in a place where it is not taken for what is wanted. Publishing takes no credential from the
 * address, which ends up in histories and logs, and none from a cookie unless the request says which page it comes
 * from: a browser adds cookies by itself, and `Origin` has been checked before.
 * @throws AccessError `bad-credentials`
 */
export function assertPlace(via: Via, wanted: Scope, request: AuthRequest): void {
  if (wanted !== 'publish') return;
  const hint = 'Send it as Authorization: Bearer …';
  if (via === 'query' || via === 'ticket') {
    const what = via === 'ticket' ? 'A ticket' : 'A token in the address';
    throw new AccessError('bad-credentials', `${what} is not taken for publishing.`, { hint });
  }
  if (via === 'cookie' && request.headers.origin === undefined) {
    throw new AccessError(
      'bad-credentials',
      'A token in a cookie is taken for publishing only with an Origin header.',
      { hint },
    );
  }
}

/** Characters of RFC 6750 §2.1; `=` may stand anywhere, as people who choose a token themselves put it. */
const TOKEN_FORM = /^[A-Za-z0-9._~+/=-]+$/u;
const FOREIGN = Symbol('foreign');

function fromHeader(rawHeaders: readonly string[]): string | typeof FOREIGN | null {
  const values: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.toLowerCase() === 'authorization') values.push(rawHeaders[i + 1]!);
  }
  if (values.length > 1) {
    throw new AccessError('bad-credentials', 'The request has more than one Authorization header.', {
      hint: 'Send exactly one.',
    });
  }
  const value = values[0];
  if (value === undefined) return null;
  const match = /^(\S+)(?: +(.*))?$/u.exec(value);
  if (match && match[2] !== undefined && match[1]!.toLowerCase() !== 'bearer') return FOREIGN;
  if (!match || match[2] === undefined) {
    throw new AccessError(
      'bad-credentials',
      'The Authorization header does not have the form Bearer <token>.',
      {
        hint: 'Put the word Bearer and a space before the token.',
      },
    );
  }
  return checkForm(match[2], 'The Authorization header');
}

function fromCookies({ headers }: AuthRequest): string[] {
  const values: string[] = [];
  for (const pair of (headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals === -1 || pair.slice(0, equals).trim() !== TOKEN_COOKIE) continue;
    const value = pair
      .slice(equals + 1)
      .trim()
      .replace(/^"(.*)"$/u, '$1');
    // A cookie that was emptied is one that was taken back.
    if (value !== '') values.push(checkForm(value, `The cookie ${TOKEN_COOKIE}`));
  }
  return values;
}

function fromQuery(query: URLSearchParams, name: string): string | null {
  const where = `The query parameter ${name}`;
  return onlyOne(
    query.getAll(name).map((value) => checkForm(value, where)),
    where,
  );
}

function onlyOne(values: readonly string[], where: string): string | null {
  if (new Set(values).size > 1) {
    throw new AccessError('bad-credentials', `${where} comes twice, with different values.`, {
      hint: 'Send exactly one credential.',
    });
  }
  return values[0] ?? null;
}

function severalCredentials(): AccessError {
  return new AccessError('bad-credentials', 'The request offers several different credentials.', {
    hint: 'Send exactly one: an Authorization header, a cookie, a ticket or a token in the address.',
  });
}

function checkForm(value: string, where: string): string {
  const problem =
    value === ''
      ? 'is empty'
      : value.length > MAX_CREDENTIAL_LENGTH
        ? `is longer than ${MAX_CREDENTIAL_LENGTH} characters`
        : TOKEN_FORM.test(value)
          ? null
          : 'has characters that no token has';
  if (problem === null) return value;
  throw new AccessError('bad-credentials', `${where} ${problem}.`);
}

/** Tokens and tickets of the hub, and JWTs, wherever they stand. */
const SECRET_FORM = /\bs[gt]_[A-Za-z0-9_-]{16,}|\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,2}/gu;

/**
 * A request target fit for logs and views: values of `access_token`, `ticket` and every parameter whose name sounds
 * secret are masked, as is whatever looks like a token, wherever it stands. At most 1 024 characters.
 */
export function redactTarget(target: string): string {
  const redacted = target
    .replace(/([?&#;]|^)([^=&#?;]*)=([^&#?;]*)/gu, (whole, before: string, name: string, value: string) =>
      value !== '' && isSecretParameter(name) ? `${before}${name}=${MASK}` : whole,
    )
    .replace(SECRET_FORM, MASK);
  return redacted.length > MAX_LOGGED_LENGTH ? `${redacted.slice(0, MAX_LOGGED_LENGTH - 1)}…` : redacted;
}

function isSecretParameter(encoded: string): boolean {
  // Read as the query itself is read: percent-encoding that is broken stays as it is, and does not hide the rest.
  const [name = ''] = new URLSearchParams(`${encoded}=`).keys();
  return name.trim().toLowerCase() === TICKET_PARAMETER || isSecretName(name);
}

import { performance } from 'node:perf_hooks';
import type { AccessMode, Scope } from '@shared/hub';
import { addressKey, RateLimiter } from '../rate-limit';
import { AccessError } from './access-error';
import { assertPlace, offeredCredential, type AuthRequest, type Credential } from './credentials';
import { looksLikeJwt, type JwtVerifier } from './jwt';
import { assertScope } from './permission';
import { ANYBODY, type Principal } from './principal';
import type { Ticket, TicketBox, TicketPlace } from './tickets';
import type { TokenStore } from './token-store';

/**
 * Tells who makes a request in the way of the hub's owner (a session, an own user table), or null when it cannot
 * tell; then tokens, JWT and tickets are asked. It may throw an `AccessError` to refuse. It has 10 s.
 */
export type AuthenticateHandler = (request: AuthRequest) => Promise<Principal | null> | Principal | null;

export interface AuthenticatorOptions {
  readonly mode: AccessMode;
  readonly tokens?: TokenStore | undefined;
  readonly jwt?: JwtVerifier | undefined;
  readonly authenticate?: AuthenticateHandler | undefined;
  readonly tickets: TicketBox;
  /** Epoch ms; default `Date.now`. */
  readonly now?: () => number;
  /** ms that never run backwards; default `performance.now`. */
  readonly clock?: () => number;
}

/** Wrong credentials from one address that are answered as such: ten at once, then one a second. */
const FAILURES = { perSecond: 1, burst: 10, maxKeys: 10_000 };
const HANDLER_TIMEOUT_MS = 10_000;
const HANDLER_RETRY_SECONDS = 5;

/** Decides who makes a request. What they may do with which channel is decided by `narrow` and `assertMay`. */
export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #now: () => number;
  readonly #failures: RateLimiter;

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#failures = new RateLimiter({ ...FAILURES, now: options.clock ?? (() => performance.now()) });
  }

  /** Addresses with wrong credentials that are remembered; never more than 10 000. */
  get suspects(): number {
    return this.#failures.size;
  }

  /**
   * Who makes this request, who may do `wanted` on some channel at least.
   *
   * A credential that is offered counts in every mode: a wrong one is refused where none is needed, and a good one
   * gives what it says and no more. Every credential is looked at, and only wrong ones are limited; so nobody is kept
   * out by the mistakes of others behind the same address.
   * @throws AccessError whose `status` and `headers` make the answer
   */
  async identify(request: AuthRequest, wanted: Scope): Promise<Principal> {
    try {
      return await this.#identify(request, wanted);
    } catch (error) {
      if (!(error instanceof WrongCredential)) throw error;
      const taken = this.#failures.take(addressKey(request.remoteAddress));
      if (taken.ok) throw error.refusal;
      const { retryAfterSeconds } = taken;
      throw new AccessError('too-many-failures', 'Too many wrong credentials came from this address.', {
        hint: `Try again in ${retryAfterSeconds} s with the right one.`,
        retryAfterSeconds,
      });
    }
  }

  /**
   * `POST /tickets`: a ticket for whoever makes this request, to read `channels`, or all it may read when empty.
   * @throws AccessError
   */
  async issueTicket(request: AuthRequest, channels: readonly string[] = []): Promise<Ticket> {
    const principal = await this.identify(request, 'subscribe');
    return this.#options.tickets.issue(principal, placeOf(request), channels);
  }

  async #identify(request: AuthRequest, wanted: Scope): Promise<Principal> {
    const offered = offeredCredential(request);
    if (offered && offered.kind !== 'foreign') assertPlace(offered.via, wanted, request);
    const principal = (await this.#askHandler(request)) ?? (offered && (await this.#check(offered, request)));
    if (!principal) {
      if (isOpen(this.#options.mode, wanted)) return ANYBODY;
      throw noCredentials(wanted);
    }
    assertPlace(principal.via, wanted, request);
    if (principal.expiresAt !== null && principal.expiresAt <= this.#now()) {
      throw new AccessError('expired-credentials', 'The token has expired.', { hint: 'Get a new one.' });
    }
    assertScope(principal, wanted);
    return principal;
  }

  async #askHandler(request: AuthRequest): Promise<Principal | null> {
    const { authenticate } = this.#options;
    if (!authenticate) return null;
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('It took longer than 10 s.')), HANDLER_TIMEOUT_MS);
    });
    try {
      return await Promise.race([Promise.resolve(authenticate(request)), tooLong]);
    } catch (cause) {
      if (cause instanceof AccessError) {
        throw cause.code === 'bad-credentials' ? new WrongCredential(cause) : cause;
      }
      throw new AccessError('cannot-check', 'The hub cannot tell at the moment who you are.', {
        hint: 'Try again in a few seconds.',
        retryAfterSeconds: HANDLER_RETRY_SECONDS,
        cause,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  #check(offered: Credential, request: AuthRequest): Principal | Promise<Principal> {
    if (offered.kind === 'foreign') {
      throw new AccessError('bad-credentials', 'The hub does not take this kind of Authorization.', {
        hint: 'Send Authorization: Bearer <token>. A proxy that asks for a password must not pass it on.',
      });
    }
    if (offered.kind === 'ticket') return this.#checkTicket(offered.secret, request);
    const { jwt } = this.#options;
    if (jwt && looksLikeJwt(offered.secret)) return checkJwt(jwt, offered.secret, offered.via);
    return this.#checkToken(offered.secret, offered.via);
  }

  #checkTicket(secret: string, request: AuthRequest): Principal {
    const principal = this.#options.tickets.redeem(secret, placeOf(request));
    const isRevoked = principal?.tokenId != null && this.#options.tokens?.has(principal.tokenId) !== true;
    if (principal && !isRevoked) return principal;
    throw new WrongCredential(
      new AccessError('bad-credentials', 'The ticket is unknown, used, too old, or from another place.', {
        hint: 'Ask for a new one: every connection needs its own.',
      }),
    );
  }

  #checkToken(secret: string, via: Principal['via']): Principal {
    const token = this.#options.tokens?.find(secret);
    if (!token) {
      throw new WrongCredential(
        new AccessError('bad-credentials', 'The token is not known to this hub.', {
          hint: 'Check that it is complete, and that it has not been revoked.',
        }),
      );
    }
    const { id, name, scopes, channels } = token;
    const may = {
      subscribe: scopes.includes('subscribe') ? channels : [],
      publish: scopes.includes('publish') ? channels : [],
    };
    return { userId: null, name, tokenId: id, may, expiresAt: null, via };
  }
}

/** A credential that somebody may be guessing at; anything else that is refused tells a guesser nothing. */
class WrongCredential extends Error {
  constructor(readonly refusal: AccessError) {
    super(refusal.message);
  }
}

async function checkJwt(jwt: JwtVerifier, token: string, via: Principal['via']): Promise<Principal> {
  try {
    const { userId, may, expiresAt } = await jwt.verify(token);
    return { userId, name: userId, tokenId: null, may, expiresAt, via };
  } catch (error) {
    throw error instanceof AccessError && error.code === 'bad-credentials'
      ? new WrongCredential(error)
      : error;
  }
}

function isOpen(mode: AccessMode, wanted: Scope): boolean {
  return mode === 'open' || (mode === 'publish' && wanted === 'subscribe');
}

function noCredentials(wanted: Scope): AccessError {
  const what = wanted === 'publish' ? 'Publishing' : 'Reading';
  return new AccessError('no-credentials', `${what} needs an access token.`, {
    hint:
      wanted === 'publish'
        ? 'Send Authorization: Bearer <token>.'
        : 'Send Authorization: Bearer <token>, or a ticket of POST /tickets in the address.',
  });
}

function placeOf({ remoteAddress, headers }: AuthRequest): TicketPlace {
  return { remoteAddress, origin: headers.origin ?? null };
}

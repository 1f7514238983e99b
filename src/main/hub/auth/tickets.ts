import { createHash, randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { AccessError } from './access-error';
import { narrow } from './permission';
import { principalKey, type Principal } from './principal';

/** How long a ticket is good, in seconds. */
export const TICKET_SECONDS = 30;

const SECRET_BYTES = 32;
const SECRET_PREFIX = 'st_';
const DEFAULT_MAX_TICKETS = 10_000;
const DEFAULT_MAX_PER_PRINCIPAL = 100;

/** Where a ticket is asked for, or used. */
export interface TicketPlace {
  readonly remoteAddress: string;
  /** The `Origin` header; null without one. */
  readonly origin: string | null;
}

export interface Ticket {
  readonly ticket: string;
  readonly expiresInSeconds: number;
  /** Names and patterns that it is good for. */
  readonly channels: readonly string[];
}

export interface TicketBoxOptions {
  /** Tickets that are out at once; default 10 000. Beyond, the oldest is dropped. */
  readonly maxTickets?: number;
  /** Of them, those of one token, user or address; default 100. Beyond, its oldest is dropped. */
  readonly maxPerPrincipal?: number;
  /** ms that never run backwards; default `performance.now`. */
  readonly clock?: () => number;
}

interface Issued {
  readonly principal: Principal;
  readonly owner: string;
  readonly place: TicketPlace;
  readonly until: number;
}

/**
 * Tickets: what a page puts into the address of its EventSource or WebSocket, which cannot send headers. Each is good
 * for one connection within 30 s, for reading, from the place where it was asked for; so it is worth nothing any
 * more when it shows up in a log.
 */
export class TicketBox {
  readonly #maxTickets: number;
  readonly #maxPerPrincipal: number;
  readonly #clock: () => number;
  /** By the hash of the ticket, oldest first: all live equally long. */
  readonly #issued = new Map<string, Issued>();
  /** Hashes by owner, oldest first. */
  readonly #byOwner = new Map<string, Set<string>>();
  #dropped = 0;

  constructor(options: TicketBoxOptions = {}) {
    this.#maxTickets = options.maxTickets ?? DEFAULT_MAX_TICKETS;
    this.#maxPerPrincipal = options.maxPerPrincipal ?? DEFAULT_MAX_PER_PRINCIPAL;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** Tickets that are out, those included whose time is over and that have not been cleared away. */
  get size(): number {
    return this.#issued.size;
  }

  /** Tickets that were dropped before their time because there were too many. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Makes a ticket for one connection that reads `channels`, or all that `principal` may read when that is empty.
   * @throws AccessError `not-allowed` (403) for more than the principal may, and for one that came with a ticket
   */
  issue(principal: Principal, place: TicketPlace, channels: readonly string[] = []): Ticket {
    if (principal.via === 'ticket') {
      throw new AccessError('not-allowed', 'A ticket cannot be had for a ticket.', {
        hint: 'Ask for it with the token itself.',
      });
    }
    const subscribe = narrow(principal, channels);
    const now = this.#clock();
    this.#clear(now);
    const ticket = SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
    const hash = hashOf(ticket);
    const owner = principalKey(principal, place.remoteAddress);
    this.#issued.set(hash, {
      principal: { ...principal, may: { subscribe, publish: [] }, via: 'ticket' },
      owner,
      place,
      until: now + TICKET_SECONDS * 1_000,
    });
    const own = this.#byOwner.get(owner) ?? new Set();
    this.#byOwner.set(owner, own.add(hash));
    if (own.size > this.#maxPerPrincipal) this.#drop(own);
    if (this.#issued.size > this.#maxTickets) this.#drop(this.#issued.keys());
    return { ticket, expiresInSeconds: TICKET_SECONDS, channels: subscribe };
  }

  /**
   * Takes a ticket in: whoever shows it first has used it up, in the wrong place too, because then it has leaked.
   * @returns null when there is no such ticket, or it is not good here and now
   */
  redeem(ticket: string, place: TicketPlace): Principal | null {
    const now = this.#clock();
    this.#clear(now);
    // Looked up by its hash: how long that takes says nothing of how close a guess was.
    const hash = hashOf(ticket);
    const issued = this.#issued.get(hash);
    if (!issued) return null;
    this.#remove(hash, issued.owner);
    if (place.remoteAddress !== issued.place.remoteAddress) return null;
    // Without `Origin` it is the page's own origin: browsers leave the header out of same-origin reading only.
    const isElsewhere = issued.place.origin !== null && place.origin !== null;
    if (isElsewhere && place.origin !== issued.place.origin) return null;
    return issued.principal;
  }

  #clear(now: number): void {
    for (const [hash, { until, owner }] of this.#issued) {
      if (until > now) return;
      this.#remove(hash, owner);
    }
  }

  #drop(hashes: Iterable<string>): void {
    for (const hash of hashes) {
      this.#remove(hash, this.#issued.get(hash)!.owner);
      this.#dropped++;
      return;
    }
  }

  #remove(hash: string, owner: string): void {
    this.#issued.delete(hash);
    const own = this.#byOwner.get(owner);
    own?.delete(hash);
    if (own?.size === 0) this.#byOwner.delete(owner);
  }
}

function hashOf(ticket: string): string {
  return createHash('sha256').update(ticket, 'utf8').digest('base64');
}

import type { Scope } from '@shared/hub';

/** Who made a request, and what it may do. */
export interface Principal {
  /** The user it acts for; null for a token of nobody in particular and for whoever did not have to say. */
  readonly userId: string | null;
  /** For people: the user, or the name of the token. */
  readonly name: string | null;
  /** The access token behind it, so that what it opened can be closed when the token is revoked; null for others. */
  readonly tokenId: string | null;
  /** Names and patterns it may do each thing on; `['**']` for all, `[]` for none. */
  readonly may: Readonly<Record<Scope, readonly string[]>>;
  /** Epoch ms from which on it may nothing any more, up to 8.64e15; null for no end. */
  readonly expiresAt: number | null;
  /** How it said who it is. */
  readonly via: 'nothing' | 'header' | 'cookie' | 'query' | 'ticket';
}

/** Whoever did not say who they are, where nobody has to: may everything. */
export const ANYBODY: Principal = {
  userId: null,
  name: null,
  tokenId: null,
  may: { subscribe: ['**'], publish: ['**'] },
  expiresAt: null,
  via: 'nothing',
};

/**
 * One key for everything that is done as the same token or user, for limits and counts. Who is neither is known by
 * `address` (see `addressKey`). The kinds cannot be mistaken for one another.
 */
export function principalKey(principal: Principal, address: string): string {
  if (principal.tokenId !== null) return `token ${principal.tokenId}`;
  if (principal.userId !== null) return `user ${principal.userId}`;
  return `address ${address}`;
}

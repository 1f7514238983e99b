import { channelParts, MAX_CHANNEL_LENGTH } from '@shared/channel';
import type { Scope } from '@shared/hub';
import { AccessError } from './access-error';
import type { Principal } from './principal';

const DOING: Readonly<Record<Scope, string>> = { subscribe: 'read', publish: 'publish to' };

/**
 * Whether every channel name that `asked` matches is matched by `cover` too; both are names or patterns with the
 * meaning of `channelMatcher`. `user:42:**` covers `user:42:*` and `user:42:a:b`, not `user:**` and not `user:42`.
 */
export function covers(cover: string, asked: string): boolean {
  if (cover === '**') return true;
  // No channel has such a name, and taking it apart once for each of a hundred patterns would take seconds.
  if (asked.length > MAX_CHANNEL_LENGTH) return false;
  const have = channelParts(cover);
  const want = channelParts(asked);
  const last = have.length - 1;
  for (let i = 0; i <= last; i++) {
    const h = have[i]!;
    const w = want[i];
    if (!w || w.separator !== h.separator) return false;
    if (i === last && h.text === '**') return true;
    // `**` stands for any number of levels; what covers it ends in `**` at this level or above.
    if (w.text === '**') return false;
    if (h.text !== '*' && h.text !== w.text) return false;
  }
  return want.length === have.length;
}

/**
 * Whether `principal` may do `scope` on `pattern`, all of it: one of what it is allowed covers it. Several that cover
 * it only together do not.
 */
export function may(principal: Principal, scope: Scope, pattern: string): boolean {
  return principal.may[scope].some((allowed) => covers(allowed, pattern));
}

/**
 * Refuses unless `principal` may do `scope` on every one of `patterns`. Names and patterns need not have been checked
 * for their form; with `**` those that are malformed pass, and are refused by whoever uses them.
 * @throws AccessError `not-allowed` (403), naming the first that it may not
 */
export function assertMay(principal: Principal, scope: Scope, patterns: readonly string[]): void {
  const refused = patterns.find((pattern) => !may(principal, scope, pattern));
  if (refused === undefined) return;
  const name = JSON.stringify(refused.slice(0, MAX_CHANNEL_LENGTH));
  throw new AccessError('not-allowed', `You may not ${DOING[scope]} ${name}.`, {
    hint: hint(principal, scope),
  });
}

/**
 * What a request is about: the names and patterns asked for when it may do `scope` on all of them, and everything
 * that it may when it asked for nothing.
 * @throws AccessError `not-allowed` (403)
 */
export function narrow(
  principal: Principal,
  asked: readonly string[],
  scope: Scope = 'subscribe',
): readonly string[] {
  assertScope(principal, scope);
  if (asked.length === 0) return principal.may[scope];
  assertMay(principal, scope, asked);
  return asked;
}

/**
 * Refuses who may not do `scope` on any channel at all.
 * @throws AccessError `not-allowed` (403)
 */
export function assertScope(principal: Principal, scope: Scope): void {
  if (principal.may[scope].length > 0) return;
  const what = principal.via === 'ticket' ? 'This ticket' : 'This token';
  throw new AccessError(
    'not-allowed',
    `${what} is not for ${scope === 'publish' ? 'publishing' : 'reading'}.`,
    {
      hint: hint(principal, scope),
    },
  );
}

function hint(principal: Principal, scope: Scope): string {
  if (principal.via === 'ticket') {
    return 'A ticket is for reading the channels that it was made for; ask for another one, or send a token.';
  }
  return `Use a token that has the scope ${scope} and this channel, or a pattern around it, among its channels.`;
}

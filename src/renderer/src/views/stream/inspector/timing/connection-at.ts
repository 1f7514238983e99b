import type { Attempt } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';

/** The connection that an event came over, as far as it is still known. */
export type ConnectionAt =
  /** The one that is open now. */
  | { readonly kind: 'open'; readonly since: number; readonly attempt: Attempt | null }
  | { readonly kind: 'ended'; readonly attempt: Attempt }
  /** It is no longer among the attempts that are kept, or the source is gone. */
  | { readonly kind: 'forgotten' };

/** Finds it by the time when an event came, epoch ms. */
export function connectionAt(source: SourceSnapshot | undefined, receivedAt: number): ConnectionAt {
  if (!source) return { kind: 'forgotten' };
  const attempt = [...source.attempts]
    .reverse()
    .find(
      ({ openedAt, endedAt }) =>
        openedAt !== null && openedAt <= receivedAt && (endedAt === null || endedAt >= receivedAt),
    );
  const { state } = source;
  if (state.phase === 'open' && state.since <= receivedAt)
    return { kind: 'open', since: state.since, attempt: attempt ?? null };
  return attempt ? { kind: 'ended', attempt } : { kind: 'forgotten' };
}

import type { Attempt, ConnectionState, RungStatus } from '@shared/connection';
import type { Gap } from '@shared/stream-event';
import type { LifePhase } from './source-lives';
import type { SourceLoss, SourceTurn } from './watch';

/** What is known of a source's connection now. */
export interface SourceFacts {
  readonly state: ConnectionState;
  readonly ladder: readonly RungStatus[];
  /** Oldest first. */
  readonly attempts: readonly Attempt[];
}

interface Seen {
  /** Being on its way to one of these is none. */
  phase: 'paused' | 'open' | 'waiting' | 'stopped' | null;
  /** Place in the ladder of the transport that it was last open over. */
  rung: number;
  /** ms without a connection of the break whose loss was told last. */
  toldBreak: number | null;
}

/** Tells from what a source is what it became: each change once, and an outage as one however often it is tried again. */
export class SourceTurns {
  readonly #seen = new Map<string, Seen>();

  /** @param now epoch ms */
  look(
    sourceId: string,
    { state, ladder }: SourceFacts,
    now: number,
  ): { readonly phase: LifePhase | null; readonly turns: readonly SourceTurn[] } {
    if (state.phase === 'connecting') return { phase: null, turns: [] };
    const seen = this.#of(sourceId);
    const turns: SourceTurn[] = [];
    const isOther = state.phase !== seen.phase;
    seen.phase = state.phase;
    if (isOther && state.phase !== 'paused') {
      const reason = state.phase === 'open' ? '' : state.reason.message;
      turns.push({ sourceId, at: now, becomes: state.phase, reason });
    }
    if (state.phase === 'open') {
      const rung = Math.max(
        0,
        ladder.findIndex(({ transport }) => transport === state.transport),
      );
      const above = ladder
        .slice(0, rung)
        .filter((each) => each.state === 'failed' || each.state === 'climbing');
      if (rung > seen.rung && above.length > 0) {
        turns.push({ sourceId, at: now, becomes: 'fell-back', reason: above.at(-1)?.reason?.message ?? '' });
      }
      seen.rung = rung;
    }
    const phase = state.phase === 'open' || state.phase === 'paused' ? state.phase : 'lost';
    return { phase, turns };
  }

  /** The loss that a row of a break tells, or null. */
  lossOfGap(sourceId: string, gap: Gap, at: number, seq: number): SourceLoss | null {
    const isLoss = gap.verdict === 'lost' || (gap.missing ?? 0) > 0;
    if (!isLoss || !this.#tells(sourceId, gap.downMs)) return null;
    return { sourceId, at, missing: gap.missing, sentence: gap.sentence, seq };
  }

  /** The loss that the newest audit found after the row of its break was written, or null. */
  lossOfAudit(sourceId: string, attempts: readonly Attempt[]): SourceLoss | null {
    const audit = attempts.at(-1)?.audit;
    if (audit?.verdict !== 'missing' || !this.#tells(sourceId, audit.downMs)) return null;
    return { sourceId, at: audit.at, missing: audit.missing, sentence: audit.sentence, seq: null };
  }

  retain(ids: ReadonlySet<string>): void {
    for (const id of this.#seen.keys()) if (!ids.has(id)) this.#seen.delete(id);
  }

  /** A break is known by how long it took: to the millisecond no other one did. */
  #tells(sourceId: string, downMs: number): boolean {
    const seen = this.#of(sourceId);
    if (seen.toldBreak === downMs) return false;
    seen.toldBreak = downMs;
    return true;
  }

  #of(sourceId: string): Seen {
    let seen = this.#seen.get(sourceId);
    if (!seen) this.#seen.set(sourceId, (seen = { phase: null, rung: 0, toldBreak: null }));
    return seen;
  }
}

import { UsualInterval } from './usual-interval';

/** What a connection is, as far as rules tell states apart. `lost`: it waits to be tried again, or was given up. */
export type LifePhase = 'paused' | 'open' | 'lost';

/** When a source was connected and when it last brought something. Times are epoch ms. */
export class SourceLife {
  readonly usual = new UsualInterval();
  /** Null while it is not open. */
  openSince: number | null = null;
  /** Since its first opening after a pause: from then on something is expected of it. */
  watchedSince: number | null = null;
  lastEventAt: number | null = null;

  event(at: number): void {
    this.lastEventAt = at;
    this.usual.event(at);
  }

  turn(phase: LifePhase, at: number): void {
    if (phase === 'open') {
      this.openSince ??= at;
      this.watchedSince ??= at;
      return;
    }
    this.openSince = null;
    this.usual.breakOff();
    if (phase === 'paused') this.watchedSince = null;
  }

  /** Nothing can be said of the time before. */
  restart(now: number): void {
    if (this.openSince !== null) this.openSince = now;
    if (this.watchedSince !== null) this.watchedSince = now;
    this.usual.breakOff();
  }

  /** Since when nothing has come, epoch ms; null while nothing is expected. */
  get quietSince(): number | null {
    return this.watchedSince === null ? null : Math.max(this.watchedSince, this.lastEventAt ?? 0);
  }
}

/** The lives of all sources, which rules share. */
export class SourceLives {
  readonly #lives = new Map<string, SourceLife>();

  of(sourceId: string): SourceLife {
    let life = this.#lives.get(sourceId);
    if (!life) this.#lives.set(sourceId, (life = new SourceLife()));
    return life;
  }

  /** @param ids none: all that are known */
  among(ids: readonly string[]): [string, SourceLife][] {
    if (ids.length === 0) return [...this.#lives];
    return ids.flatMap((id): [string, SourceLife][] => {
      const life = this.#lives.get(id);
      return life ? [[id, life]] : [];
    });
  }

  /** Forgets those that are not among these. */
  retain(ids: ReadonlySet<string>): void {
    for (const id of this.#lives.keys()) if (!ids.has(id)) this.#lives.delete(id);
  }

  restart(now: number): void {
    for (const life of this.#lives.values()) life.restart(now);
  }
}

import type { Condition } from '@shared/rule';
import type { CompiledQuery } from './compiled-query';
import { ConnectionWatch } from './conditions/connection';
import { EventWatch } from './conditions/event';
import { LossWatch } from './conditions/loss';
import { RateWatch } from './conditions/rate';
import { ShapeWatch } from './conditions/shape';
import { SilenceWatch } from './conditions/silence';
import type { Meet } from './meeting';
import type { SourceLives } from './source-lives';
import type { Watch } from './watch';

export interface WatchParts {
  readonly lives: SourceLives;
  /** Whether a source counts at all: it is not muted. */
  counts(sourceId: string): boolean;
  nameOf(sourceId: string): string;
  readonly meet: Meet;
}

/** The watch of a condition. @param query of the conditions that have one */
export function makeWatch(when: Condition, query: CompiledQuery, parts: WatchParts): Watch {
  const { lives, meet } = parts;
  const counts = (id: string): boolean => parts.counts(id);
  const nameOf = (id: string): string => parts.nameOf(id);
  switch (when.kind) {
    case 'event':
      return new EventWatch(query, meet);
    case 'rate':
      return new RateWatch(when, { query, lives, counts, meet });
    case 'silence':
      return new SilenceWatch(when, { lives, counts, nameOf, meet });
    case 'connection':
      return new ConnectionWatch(when, nameOf, meet);
    case 'loss':
      return new LossWatch(nameOf, meet);
    case 'shape':
      return new ShapeWatch(when, meet);
  }
}

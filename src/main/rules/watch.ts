import type { ConnectionTurn } from '@shared/rule';
import type { ShapeFinding } from '@shared/shape';
import type { StreamEvent } from '@shared/stream-event';

/** A source's connection became something else. */
export interface SourceTurn {
  readonly sourceId: string;
  /** Epoch ms. */
  readonly at: number;
  readonly becomes: ConnectionTurn;
  /** A whole sentence that says why; `''` for none. */
  readonly reason: string;
}

/** A resume left events out. */
export interface SourceLoss {
  readonly sourceId: string;
  readonly at: number;
  /** How many; null when it cannot be told. */
  readonly missing: number | null;
  readonly sentence: string;
  /** Of the row that marks the break; null when there is none to go to. */
  readonly seq: number | null;
}

/**
 * One condition of one rule, being watched. It is told what concerns it, of its sources only, and calls the `Meet` that it was
 * made with.
 */
export interface Watch {
  /** Whether it wants events. */
  readonly takesEvents: boolean;
  event(event: StreamEvent): void;
  turn(turn: SourceTurn): void;
  loss(loss: SourceLoss): void;
  finding(finding: ShapeFinding, at: number): void;
  /** Called about once a second. */
  tick(now: number): void;
  /** Nothing can be said of the time before: the machine slept, or the clock was set. */
  restart(now: number): void;
}

/** A condition that is met by nothing: what every condition does with what does not concern it. */
export class QuietWatch implements Watch {
  readonly takesEvents: boolean = false;
  event(_event: StreamEvent): void {}
  turn(_turn: SourceTurn): void {}
  loss(_loss: SourceLoss): void {}
  finding(_finding: ShapeFinding, _at: number): void {}
  tick(_now: number): void {}
  restart(_now: number): void {}
}

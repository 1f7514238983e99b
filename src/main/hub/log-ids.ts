import { randomBytes } from 'node:crypto';
import type { Origin } from './backplane/backplane';

/** What an id that a client sends stands for. */
export type Position =
  /**
   * It has seen everything up to and including `seq`; of what follows, also the entries that `seen` names. Then
   * `idAfter` is given as well: the id that this client is to get with an entry, so that it does not forget what it
   * has seen of later ones; null from the entry on where the entry's own will do, and neither is needed any more.
   */
  | {
      readonly known: true;
      readonly seq: number;
      readonly seen?: (seq: number) => boolean;
      readonly idAfter?: (seq: number) => string | null;
    }
  | { readonly known: false; readonly reason: 'other-epoch' | 'unknown-id' };

/** Where an event stands in the order that several hubs share. */
export interface Place {
  /** Null while the link to the other hubs is lost: the number comes later. */
  readonly seq: number | null;
  readonly origin: Origin;
}

/**
 * How the positions of a log are written for clients. The log numbers its entries 1, 2, 3… for itself; what goes on the
 * wire is up to this.
 */
export interface LogIds {
  readonly epoch: string;
  /** Told of every entry as it is appended, before its id is asked for. `place` is given when hubs share the log. */
  appended(seq: number, place: Place | undefined): void;
  /** The id that stands for "everything up to here has been seen". `seq` 0 is the beginning. */
  idAfter(seq: number): string;
  /**
   * Whether an id has the form of those given here, whatever the epoch: publishers may not use such ids.
   */
  isOwnForm(id: string): boolean;
  /** @param first sequence number of the oldest entry held @param next that of the entry to come */
  locate(id: string, first: number, next: number): Position;
  /**
   * What a client that has seen everything up to `seq` lacks because it was lost before this life of the log, on channels
   * that nobody knows; null for nothing.
   */
  lostAfter?(seq: number): EarlierLoss | null;
}

/** Events of which nothing is left, not even their channels. */
export interface EarlierLoss {
  /** Why: `evicted`, `lost-on-disk`, `unclean-stop`. */
  readonly reason: string;
  /** At most how many; null when that is not known. */
  readonly missedMax: number | null;
}

/** An id in the form that a log of some life gives. */
const OWN_FORM = /^([0-9a-z]{8})\.(0|[1-9][0-9]{0,15})$/u;

/** A random name for one life of a log: `[0-9a-z]{8}`. */
export function newEpoch(): string {
  return randomBytes(5).readUIntBE(0, 5).toString(36).padStart(8, '0').slice(-8);
}

/** `epoch.seq`, the log's own numbers: for a hub that shares its log with nobody. */
export class DenseIds implements LogIds {
  readonly epoch: string;

  constructor(epoch = newEpoch()) {
    this.epoch = epoch;
  }

  appended(): void {
    // The log's numbers are the ids: nothing to remember.
  }

  idAfter(seq: number): string {
    return `${this.epoch}.${seq}`;
  }

  isOwnForm(id: string): boolean {
    return OWN_FORM.exec(id)?.[1] === this.epoch;
  }

  locate(id: string, _first: number, next: number): Position {
    const parts = OWN_FORM.exec(id);
    if (!parts) return { known: false, reason: 'unknown-id' };
    if (parts[1] !== this.epoch) return { known: false, reason: 'other-epoch' };
    const seq = Number(parts[2]);
    return seq < next ? { known: true, seq } : { known: false, reason: 'unknown-id' };
  }
}

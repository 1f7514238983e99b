import type { FaultName } from '@shared/hub';

/** What the faults of a hub have done since it started, over all clients. */
export class FaultCounts {
  /** Times each fault struck: writes, events, connections or requests, whatever it is about. */
  readonly struck: Record<FaultName, number> = {
    delay: 0,
    buffer: 0,
    stall: 0,
    drop: 0,
    refuse: 0,
    unavailable: 0,
    corrupt: 0,
    split: 0,
    skipIds: 0,
    duplicate: 0,
    reorder: 0,
    halfClose: 0,
  };
  /** Writes that went out early because more could not be held for that client. */
  hurried = 0;
  /** Writes that never went out: beyond what a stalled line holds, after a half-close, or held when the line ended. */
  lost = 0;
  lostBytes = 0;
}

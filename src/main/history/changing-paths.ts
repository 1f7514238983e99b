import { COMPARED_EVENTS, MOST_CHANGING_PATHS, type ChangingPaths } from '@shared/changing-paths';
import { earlierEvents, type EarlierGround } from './earlier-events';
import { PathChanges } from './path-changes';
import { Turns } from './store/turns';

/** Larger payloads are left out, UTF-16 code units. */
const LARGEST_PAYLOAD = 256 * 1024;
/** Of all payloads together: what lies further back is left out. */
const LARGEST_ALL = 16 * 1024 * 1024;

/**
 * Which values change most often among an event and up to 199 alike before it (same source, channel, type and kind). Null when
 * the event is not in the history any more. Payloads are read in slices of 8 ms.
 */
export async function changingPaths(ground: EarlierGround, seq: number): Promise<ChangingPaths | null> {
  const payloads: string[] = [];
  let room = LARGEST_ALL;
  let leftOut = 0;
  const earlier = await earlierEvents(ground, seq, COMPARED_EVENTS - 1, ({ data }) => {
    if (data.length > Math.min(room, LARGEST_PAYLOAD)) leftOut += 1;
    else {
      payloads.push(data);
      room -= data.length;
    }
  });
  if (!earlier) return null;
  const found = new PathChanges();
  const turns = new Turns();
  for (const payload of payloads) {
    if (!found.add(payload)) leftOut += 1;
    if (turns.due) await turns.next();
  }
  const paths = found.changing();
  return {
    comparisons: found.comparisons,
    paths: paths.slice(0, MOST_CHANGING_PATHS),
    more: Math.max(0, paths.length - MOST_CHANGING_PATHS),
    leftOut,
    complete: earlier.complete && !found.isCut,
  };
}

import type { Alert } from '@shared/rule';

/** Stands first in the data of an alert that was published to a hub, by whichever Streamgauge. */
const MARK = '{"streamgauge.rule":';

/** Whether an event is an alert that a rule published: no rule acts on it, or they would go on for ever. */
export function isAlert(data: string): boolean {
  return data.startsWith(MARK);
}

/** The data of an alert as it is published. */
export function alertData({ rule, appSays: _ofOurs, ...alert }: Alert): string {
  // The mark has to be the first key: arriving events are told apart by how they begin.
  return JSON.stringify({ 'streamgauge.rule': rule, ...alert });
}

import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { ChangingPaths } from '@shared/changing-paths';
import { MOST_EARLIER_EVENTS, type EarlierEvents } from '@shared/earlier-events';
import type { EventDetail } from '@shared/stream-event';
import { call } from '../bridge';

/** `text` is there only for events that carry a piece of one. */
export const INSPECTOR_TABS = ['data', 'raw', 'diff', 'timing', 'text'] as const;
export type InspectorTab = (typeof INSPECTOR_TABS)[number];

/** What an event is compared with: the one before it of the same type, the one before it on its channel, or the pinned one. */
export type ComparedWith = 'previous' | 'channel' | 'pinned';

/** How many earlier events say what is usual. */
const LOOKED_AT = Math.min(200, MOST_EARLIER_EVENTS);
const MAX_KEPT = 32;

/** What the inspector keeps from event to event. */
export const useInspector = defineStore('inspector', () => {
  const tab = ref<InspectorTab>('data');
  /** The event that others are compared with, for as long as the window lives; it may have left the history since. */
  const pinned = shallowRef<EventDetail | null>(null);
  const against = ref<ComparedWith>('previous');
  const onlyChanges = ref(true);

  function pin(detail: EventDetail): void {
    // Comparing takes the payload; the frame would only be held in memory.
    pinned.value = { ...detail, raw: new Uint8Array(0) };
    against.value = 'pinned';
  }
  function unpin(): void {
    pinned.value = null;
    if (against.value === 'pinned') against.value = 'previous';
  }

  const kept = new Map<number, Promise<EarlierEvents | null>>();
  /** What came before an event; null when it is gone. What came before one never changes, so it is asked for once. */
  function earlier(seq: number): Promise<EarlierEvents | null> {
    const known = kept.get(seq);
    if (known) return known;
    const asked = call('events.previous', { seq, most: LOOKED_AT });
    kept.set(seq, asked);
    asked.catch(() => kept.delete(seq));
    for (const old of [...kept.keys()].slice(0, -MAX_KEPT)) kept.delete(old);
    return asked;
  }
  /** What changes most often among the events alike up to one; null when that is gone. */
  const changing = (seq: number): Promise<ChangingPaths | null> => call('events.changing', seq);
  const detail = (seq: number): Promise<EventDetail | null> => call('events.detail', seq);

  return { tab, pinned, against, onlyChanges, pin, unpin, earlier, changing, detail };
});

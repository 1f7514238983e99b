import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { useRates } from './rates';

/** What the person has before their eyes: sources (empty for all) and channels with everything below them (empty for all). */
export interface Sight {
  readonly sources: readonly string[];
  readonly channels: readonly string[];
}

/** Whether a channel is a given one or below it: `orders` holds `orders/eu`. */
export function isWithin(channel: string, branch: string | null): boolean {
  if (branch === null || channel === branch) return true;
  const next = channel[branch.length];
  return (next === '/' || next === ':') && channel.startsWith(branch);
}

/** As `isWithin`, for any of several; every channel is within none at all. */
export const isWithinAny = (channel: string, branches: readonly string[]): boolean =>
  branches.length === 0 || branches.some((branch) => isWithin(channel, branch));

/** Counts of events as they were when the person last looked: the difference is what is unread. */
export const useLooked = defineStore('looked', () => {
  const sources = shallowRef<ReadonlyMap<string, number>>(new Map());
  const channels = shallowRef<ReadonlyMap<string, number>>(new Map());

  /** Counts as seen everything in sight now; `sight` is null when nothing is looked at. What is new starts unread. */
  function look(sight: Sight | null): void {
    const rates = useRates();
    const sees = (sourceId: string): boolean =>
      sight !== null && (sight.sources.length === 0 || sight.sources.includes(sourceId));

    const bySource = new Map<string, number>();
    for (const { sourceId, events } of rates.sources.values()) {
      const whole = sees(sourceId) && sight?.channels.length === 0;
      bySource.set(sourceId, whole ? events : Math.min(events, sources.value.get(sourceId) ?? 0));
    }
    sources.value = bySource;

    const byChannel = new Map<string, number>();
    for (const [key, { sourceId, channel, events }] of rates.channels) {
      const seen = sees(sourceId) && isWithinAny(channel, sight?.channels ?? []);
      byChannel.set(key, seen ? events : Math.min(events, channels.value.get(key) ?? 0));
    }
    channels.value = byChannel;
  }

  const unreadOfSource = (id: string, events: number): number => events - (sources.value.get(id) ?? events);
  const unreadOfChannel = (key: string, events: number): number => events - (channels.value.get(key) ?? 0);

  return { look, unreadOfSource, unreadOfChannel };
});

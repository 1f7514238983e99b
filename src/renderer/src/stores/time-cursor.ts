import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { toProblem, type Problem } from '@shared/errors';
import type { ChannelAt } from '@shared/history';
import { call } from '../bridge';
import { useFeed } from './feed';
import { isWithinAny } from './looked';

const SECOND_MS = 1_000;

/**
 * A moment that the window looks back at: while it is set the channels are shown as they were then, and the table stands
 * at the newest event of that time. Following the stream again ends it.
 */
export const useTimeCursor = defineStore('time-cursor', () => {
  const feed = useFeed();
  /** Epoch ms; null while the window shows what is now. */
  const time = ref<number | null>(null);
  /** The channels as they were at `channelsTime`; null before the first answer. Stays while another moment is asked for. */
  const channels = shallowRef<readonly ChannelAt[] | null>(null);
  const channelsTime = ref<number | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const active = computed(() => time.value !== null);
  const loading = computed(() => active.value && problem.value === null && channelsTime.value !== time.value);

  let asking = false;
  /** The moment to which the table has yet to go. */
  let goal: number | null = null;
  /** A row was stepped to and is on its way. */
  let stepping = false;

  /** Shows the channels as they were at a moment (epoch ms; one still to come counts as now), and goes there in the table. */
  function set(epochMs: number): void {
    stepping = false;
    feed.pause();
    goal = look(epochMs);
  }

  function look(epochMs: number): number {
    const moment = Math.round(Math.min(Math.max(epochMs, 0), Date.now()));
    time.value = moment;
    problem.value = null;
    void load();
    return moment;
  }

  /** One question at a time; of the moments that were asked for meanwhile only the last is looked up. */
  async function load(): Promise<void> {
    if (asking) return;
    asking = true;
    let asked: number | null;
    do {
      asked = time.value;
      if (asked !== null) await ask(asked);
    } while (time.value !== asked);
    asking = false;
  }

  async function ask(moment: number): Promise<void> {
    try {
      const found = await call('history.channelsAt', moment);
      if (time.value !== moment) return;
      channels.value = found;
      channelsTime.value = moment;
      problem.value = null;
      if (goal === moment) await goTo(moment);
    } catch (error) {
      if (time.value === moment) problem.value = toProblem(error);
    }
  }

  /** Selects the newest event of that time in the table, of those that the filter shows. */
  async function goTo(moment: number): Promise<void> {
    goal = null;
    if (feed.selected?.receivedAt === moment) return;
    const { sources, channel, moreChannels } = feed.filter;
    const wanted = channel === null ? [] : [channel, ...moreChannels];
    const newest = newestOf(
      (channels.value ?? []).filter(
        (at) => (sources.length === 0 || sources.includes(at.sourceId)) && isWithinAny(at.channel, wanted),
      ),
    );
    if (newest) await feed.goNear(newest.last.seq);
  }

  /** One second or one event of the table back (-1) or on (1). */
  function step(by: 'second' | 'event', direction: -1 | 1): void {
    if (time.value === null) return;
    if (by === 'second') return set(time.value + direction * SECOND_MS);
    if (feed.cursor !== null) {
      stepping = true;
      feed.moveTo(feed.cursor + direction);
      arrive();
      return;
    }
    // Without a row to start from: just before the newest event of this time.
    const newest = newestOf(channels.value ?? []);
    if (direction === -1 && newest) set(newest.lastAt - 1);
  }

  /** The moment follows to the row that was stepped to, once it is there. */
  function arrive(): void {
    if (!stepping || !feed.selected) return;
    stepping = false;
    goal = null;
    look(feed.selected.receivedAt);
  }
  watch(() => feed.selected, arrive);

  /** Back to what is now, in the tree and in the table. */
  function live(): void {
    end();
    feed.follow();
  }

  function end(): void {
    time.value = null;
    channels.value = null;
    channelsTime.value = null;
    problem.value = null;
    goal = null;
    stepping = false;
  }
  watch(
    () => feed.following,
    (following) => following && end(),
    { flush: 'sync' },
  );

  return { time, channels, channelsTime, problem, active, loading, set, step, live };
});

function newestOf(channels: readonly ChannelAt[]): ChannelAt | null {
  let newest: ChannelAt | null = null;
  for (const channel of channels) if (!newest || channel.last.seq > newest.last.seq) newest = channel;
  return newest;
}

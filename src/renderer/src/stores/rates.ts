import { defineStore } from 'pinia';
import { shallowRef, triggerRef } from 'vue';
import type { ChannelRate, Rates, SourceRate } from '@shared/feed';

const NONE: SourceRate = { sourceId: '', events: 0, rate: 0, byteRate: 0, spark: [] };

/** Counts and rates by source and channel. Pushes carry only the channels that changed; they are merged here. */
export const useRates = defineStore('rates', () => {
  const sources = shallowRef<ReadonlyMap<string, SourceRate>>(new Map());
  /** By source id and channel, joined with a line feed, which neither can hold. Changed in place, once a second. */
  const channels = shallowRef(new Map<string, ChannelRate>());
  const channelsFolded = shallowRef(0);
  const spark = shallowRef<readonly number[]>([]);

  function take(value: Rates): void {
    sources.value = new Map(value.sources.map((source) => [source.sourceId, source]));
    for (const channel of value.channels)
      channels.value.set(`${channel.sourceId}\n${channel.channel}`, channel);
    triggerRef(channels);
    channelsFolded.value = value.channelsFolded;
    spark.value = value.spark;
  }
  const ofSource = (id: string): SourceRate => sources.value.get(id) ?? NONE;
  function forgetChannels(): void {
    channels.value = new Map();
  }
  /** Lets go of the channels of sources that are gone. */
  function keepSources(ids: ReadonlySet<string>): void {
    let dropped = false;
    for (const [key, { sourceId }] of channels.value)
      if (!ids.has(sourceId)) dropped = channels.value.delete(key) || dropped;
    if (dropped) triggerRef(channels);
  }
  return { keepSources, sources, channels, channelsFolded, spark, take, ofSource, forgetChannels };
});

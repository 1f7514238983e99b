import { defineStore } from 'pinia';
import { shallowRef, triggerRef } from 'vue';
import type { ChannelRate, Rates, SourceRate, TypeRate } from '@shared/feed';
import { kept } from '../ui/steady';
import { lateAt, learnPace, type ChannelPace } from './channel-pace';

const NONE: SourceRate = {
  sourceId: '',
  events: 0,
  rate: 0,
  byteRate: 0,
  spark: [],
  firstAt: null,
  lastAt: null,
  sizes: [],
};

/**
 * Counts and rates by source, channel and type. Pushes name every source, but only the channels and types that changed;
 * they are merged here.
 */
export const useRates = defineStore('rates', () => {
  const sources = shallowRef<ReadonlyMap<string, SourceRate>>(new Map());
  /** By source id and channel, joined with a line feed, which neither can hold. Changed in place, once a second. */
  const channels = shallowRef(new Map<string, ChannelRate>());
  /** By source id and type, likewise. */
  const types = shallowRef(new Map<string, TypeRate>());
  /** Of the same channels. */
  const paces = new Map<string, ChannelPace>();
  const channelsFolded = shallowRef(0);
  const spark = shallowRef<readonly number[]>([]);

  function take(value: Rates): void {
    const before = sources.value;
    const channelsMoved = value.reset || value.channels.length > 0;
    // What did not change stays the same object, and nothing that shows it is drawn anew.
    sources.value = new Map(
      value.sources.map((source) => [source.sourceId, kept(before.get(source.sourceId), source)]),
    );
    const gone = [...before.keys()].filter((id) => !sources.value.has(id));
    if (gone.length > 0) drop((id) => gone.includes(id));
    if (value.reset) {
      channels.value.clear();
      paces.clear();
      types.value.clear();
      triggerRef(types);
    }
    for (const channel of value.channels) {
      const key = `${channel.sourceId}\n${channel.channel}`;
      channels.value.set(key, channel);
      paces.set(key, learnPace(paces.get(key), channel));
    }
    for (const type of value.types) types.value.set(`${type.sourceId}\n${type.type}`, type);
    if (channelsMoved) triggerRef(channels);
    if (value.types.length > 0) triggerRef(types);
    channelsFolded.value = value.channelsFolded;
    spark.value = kept(spark.value, value.spark);
  }
  const ofSource = (id: string): SourceRate => sources.value.get(id) ?? NONE;
  /** When a channel (by its key in `channels`) is late, epoch ms; Infinity while nobody knows how often it comes. */
  function lateFrom(key: string): number {
    const pace = paces.get(key);
    return pace ? lateAt(pace) : Infinity;
  }
  function drop(isGone: (sourceId: string) => boolean): void {
    if (without(channels.value, isGone)) {
      for (const key of paces.keys()) if (!channels.value.has(key)) paces.delete(key);
      triggerRef(channels);
    }
    if (without(types.value, isGone)) triggerRef(types);
  }
  return { sources, channels, types, channelsFolded, spark, take, ofSource, lateFrom };
});

function without(
  map: Map<string, { readonly sourceId: string }>,
  isGone: (sourceId: string) => boolean,
): boolean {
  const { size } = map;
  for (const [key, { sourceId }] of map) if (isGone(sourceId)) map.delete(key);
  return map.size < size;
}

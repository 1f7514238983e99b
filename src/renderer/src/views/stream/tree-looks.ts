import { useLocalStorage } from '@vueuse/core';
import type { Ref } from 'vue';
import type { ChannelOrder } from './channel-tree';

/** What the channel tree of this window shows; remembered between starts. */
export interface TreeLooks {
  /** The last value of each channel beside its name. */
  readonly values: Ref<boolean>;
  readonly order: Ref<ChannelOrder>;
}

export const CHANNEL_ORDERS: readonly ChannelOrder[] = ['name', 'events', 'newest'];

export const useTreeLooks = (): TreeLooks => ({
  values: remembered(
    'values',
    true,
    (text) => text !== 'off',
    (on) => (on ? 'on' : 'off'),
  ),
  order: remembered<ChannelOrder>(
    'order',
    'name',
    (text) => CHANNEL_ORDERS.find((order) => order === text) ?? 'name',
    (order) => order,
  ),
});

function remembered<T>(
  key: string,
  usual: T,
  read: (text: string) => T,
  write: (value: T) => string,
): Ref<T> {
  return useLocalStorage<T>(`streamgauge.channels.${key}`, usual, {
    serializer: { read, write },
    onError: () => undefined, // A window that cannot remember its looks is still a window.
  });
}

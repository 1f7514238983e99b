import { useLocalStorage } from '@vueuse/core';
import type { Ref } from 'vue';

/** What the channel tree of this window shows; remembered between starts. */
export interface TreeLooks {
  /** The last value of each channel beside its name. */
  readonly values: Ref<boolean>;
  /** A short colour of what is new in lines that seldom get an event. */
  readonly blink: Ref<boolean>;
}

export const useTreeLooks = (): TreeLooks => ({ values: switchOf('values'), blink: switchOf('blink') });

function switchOf(key: string): Ref<boolean> {
  return useLocalStorage(`streamgauge.channels.${key}`, true, {
    serializer: { read: (text) => text !== 'off', write: (on) => (on ? 'on' : 'off') },
    onError: () => undefined, // A window that cannot remember its looks is still a window.
  });
}

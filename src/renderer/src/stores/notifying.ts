import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { NotificationSettings } from '@shared/settings';
import { useSettings } from './settings';

/** What of the settings says who may notify the person, and when. Each change rejects when it cannot be saved. */
export const useNotifying = defineStore('notifying', () => {
  const settings = useSettings();
  const now = computed(() => settings.settings.notifications);
  const change = (part: Partial<NotificationSettings>): Promise<void> =>
    settings.change({ notifications: { ...now.value, ...part } });

  /** Nothing is to disturb until it is switched off. */
  const doNotDisturb = computed(() => now.value.doNotDisturb);
  const toggleDoNotDisturb = (): Promise<void> => change({ doNotDisturb: !now.value.doNotDisturb });

  /** Ids of sources that raise nothing, in the order in which they were muted. */
  const mutedSources = computed(() => now.value.mutedSources);
  const isSourceMuted = (id: string): boolean => now.value.mutedSources.includes(id);
  const muteSource = (id: string): Promise<void> =>
    change({ mutedSources: [...now.value.mutedSources.filter((other) => other !== id), id] });
  const unmuteSource = (id: string): Promise<void> =>
    change({ mutedSources: now.value.mutedSources.filter((other) => other !== id) });

  return { doNotDisturb, toggleDoNotDisturb, mutedSources, isSourceMuted, muteSource, unmuteSource };
});

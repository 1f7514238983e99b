import { usePreferredDark } from '@vueuse/core';
import { computed, watchEffect, type ComputedRef } from 'vue';
import type { Settings } from '@shared/settings';
import { useSettings } from '../stores/settings';

/** The theme after `settings`; system goes on to light, light to dark, dark back to system. */
export function nextTheme(theme: Settings['theme']): Settings['theme'] {
  if (theme === 'system') return 'light';
  return theme === 'light' ? 'dark' : 'system';
}

/**
 * Puts the theme and the wish for less motion on <html>: `data-theme` is always `light` or `dark`, so that no
 * rule has to be written twice; `data-motion` is there only when the setting overrules the system.
 */
export function useTheme(): ComputedRef<'light' | 'dark'> {
  const store = useSettings();
  const prefersDark = usePreferredDark();
  const theme = computed(() => {
    const wish = store.settings.theme;
    return wish === 'system' ? (prefersDark.value ? 'dark' : 'light') : wish;
  });
  watchEffect(() => {
    const { dataset } = document.documentElement;
    dataset['theme'] = theme.value;
    const { reduceMotion } = store.settings;
    if (reduceMotion === 'auto') delete dataset['motion'];
    else dataset['motion'] = reduceMotion === 'on' ? 'reduced' : 'full';
  });
  return theme;
}

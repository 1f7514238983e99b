import { languageFor } from '@shared/language';
import { computed, watch, watchEffect } from 'vue';
import { setLanguage } from '../i18n/i18n';
import { useSettings } from '../stores/settings';
import { useToasts } from '../stores/toasts';
import { partMissing } from './lazy-part';

/**
 * Puts the fonts and the size of data on <html> for the tokens to follow, and speaks the chosen language. The zoom is the
 * main process's (shell/window-zoom.ts): layout then sees the room that is left.
 */
export function useAppearance(): void {
  const store = useSettings();
  const toasts = useToasts();

  watchEffect(() => {
    const { dataset, style } = document.documentElement;
    const { uiFont, dataFont, dataSize } = store.settings;
    if (uiFont === 'system') dataset['uiFont'] = 'system';
    else delete dataset['uiFont'];
    if (dataFont === 'system') dataset['dataFont'] = 'system';
    else delete dataset['dataFont'];
    style.setProperty('--data-size', `${dataSize}px`);
  });

  const language = computed(() => languageFor(store.settings.language, navigator.languages));
  // A language that is not there yet is loaded: until then the one before stays.
  watch(language, (next) => void setLanguage(next).catch(() => toasts.fail(partMissing())), {
    immediate: true,
  });
}

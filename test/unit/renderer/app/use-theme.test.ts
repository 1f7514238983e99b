import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { effectScope, nextTick } from 'vue';
import { DEFAULT_SETTINGS } from '@shared/settings';
import { nextTheme, useTheme } from '@/app/use-theme';
import { useSettings } from '@/stores/settings';

describe('the theme', () => {
  beforeEach(() => setActivePinia(createPinia()));

  it('goes round from system to light to dark', () => {
    expect(nextTheme('system')).toBe('light');
    expect(nextTheme('light')).toBe('dark');
    expect(nextTheme('dark')).toBe('system');
  });

  it('is on the document as light or dark, never as system', async () => {
    const scope = effectScope();
    scope.run(() => useTheme());
    const settings = useSettings();
    expect(['light', 'dark']).toContain(document.documentElement.dataset['theme']);
    settings.take({ ...DEFAULT_SETTINGS, theme: 'dark' });
    await nextTick();
    expect(document.documentElement.dataset['theme']).toBe('dark');
    scope.stop();
  });

  it('overrules the system about motion only when the setting says so', async () => {
    const scope = effectScope();
    scope.run(() => useTheme());
    const settings = useSettings();
    expect(document.documentElement.dataset['motion']).toBeUndefined();
    settings.take({ ...DEFAULT_SETTINGS, reduceMotion: 'on' });
    await nextTick();
    expect(document.documentElement.dataset['motion']).toBe('reduced');
    settings.take({ ...DEFAULT_SETTINGS, reduceMotion: 'auto' });
    await nextTick();
    expect(document.documentElement.dataset['motion']).toBeUndefined();
    scope.stop();
  });
});

import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { effectScope, nextTick, type EffectScope } from 'vue';
import { DEFAULT_SETTINGS } from '@shared/settings';
import { nextZoom } from '@shared/zoom';
import { useAppearance } from '@/app/use-appearance';
import { setLanguage, t } from '@/i18n/i18n';
import { useSettings } from '@/stores/settings';
import { eventually } from '../../../support/eventually';

let scope: EffectScope;
beforeEach(() => {
  setActivePinia(createPinia());
  scope = effectScope();
  scope.run(() => useAppearance());
});
afterEach(async () => {
  scope.stop();
  await setLanguage('en');
});
const { style, dataset } = document.documentElement;

describe('the appearance', () => {
  it('puts fonts and the size of data on the document, and takes them off again', async () => {
    const store = useSettings();
    store.take({ ...DEFAULT_SETTINGS, dataSize: 14, uiFont: 'system', dataFont: 'system' });
    await nextTick();
    expect(style.getPropertyValue('--data-size')).toBe('14px');
    expect([dataset['uiFont'], dataset['dataFont']]).toEqual(['system', 'system']);
    store.take(DEFAULT_SETTINGS);
    await nextTick();
    expect(style.getPropertyValue('--data-size')).toBe('11.5px');
    expect([dataset['uiFont'], dataset['dataFont']]).toEqual([undefined, undefined]);
  });

  it('speaks the language that is set', async () => {
    useSettings().take({ ...DEFAULT_SETTINGS, language: 'de' });
    await eventually(() => expect(t('settings.title')).toBe('Einstellungen'));
    expect(document.documentElement.lang).toBe('de');
    useSettings().take({ ...DEFAULT_SETTINGS, language: 'en' });
    await eventually(() => expect(t('settings.title')).toBe('Settings'));
  });

  it.each([
    [100, 1, 110],
    [105, 1, 110],
    [105, -1, 100],
    [200, 1, 200],
    [80, -1, 80],
  ] as const)('zooms from %d in direction %d to %d', (from, direction, to) => {
    expect(nextZoom(from, direction)).toBe(to);
  });
});

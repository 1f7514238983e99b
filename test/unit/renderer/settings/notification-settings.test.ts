import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '@shared/settings';
import { useSettings } from '@/stores/settings';
import { useSources } from '@/stores/sources';
import DesktopSettings from '@/views/settings/DesktopSettings.vue';
import NotificationSettings from '@/views/settings/NotificationSettings.vue';
import { sources } from '../../../support/stand-in/scenario';

enableAutoUnmount(afterEach);

let saved: Settings[];
/** An icon in the tray can be seen here. */
let trayIsShown: boolean;

beforeEach(() => {
  saved = [];
  trayIsShown = true;
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call(name: string, settings: Settings) {
        if (name === 'app.desktop') return Promise.resolve({ ok: true, value: { trayIsShown } });
        saved.push(settings);
        return Promise.resolve({ ok: true, value: settings });
      },
      on: () => () => undefined,
    },
  });
});

async function write(pane: VueWrapper, label: string, text: string): Promise<void> {
  const field = pane.get<HTMLInputElement>(`input[aria-label="${label}"]`);
  field.element.value = text;
  await field.trigger('input');
  await field.trigger('change');
  await flushPromises();
}

describe('the settings of notifications', () => {
  it('take quiet hours as people write them, and leave the others alone', async () => {
    const pane = mount(NotificationSettings);
    await write(pane, 'Quiet from', '21');
    expect(saved.at(-1)!.notifications).toEqual({
      ...DEFAULT_SETTINGS.notifications,
      quietHours: { on: false, from: '21:00', to: '07:00' },
    });
  });

  it('explain a time that is none, and save nothing', async () => {
    const pane = mount(NotificationSettings);
    await write(pane, 'Quiet to', '25:00');
    expect(saved).toEqual([]);
    expect(pane.get('[role="alert"]').text()).toBe('Enter a time of day such as 22:00.');
    expect(pane.get('input[aria-label="Quiet to"]').attributes('aria-invalid')).toBe('true');
  });

  it('name muted sources and take them off the list', async () => {
    const list = sources();
    useSources().take(list);
    const { id, name } = list[0]!.config;
    useSettings().take({
      ...DEFAULT_SETTINGS,
      notifications: { ...DEFAULT_SETTINGS.notifications, mutedSources: [id] },
    });
    const pane = mount(NotificationSettings);
    expect(pane.get('.set-marks').text()).toContain(name);
    await pane.get(`[aria-label="Take ${name} off the list"]`).trigger('click');
    expect(saved.at(-1)!.notifications.mutedSources).toEqual([]);
  });
});

describe('the settings of the desktop', () => {
  it('offer closing to the tray only where there is one', async () => {
    const pane = mount(DesktopSettings);
    const toTray = (): string | undefined =>
      pane.get('[aria-label="Close to the tray"]').attributes('disabled');
    expect(toTray()).toBeUndefined();
    await pane.get('[aria-label="Show in the tray"]').trigger('click');
    expect(saved.at(-1)!.desktop.tray).toBe(false);
    expect(toTray()).toBeDefined();
  });

  it('say that closing ends the app where no tray can be seen, and look again when the window comes back', async () => {
    trayIsShown = false;
    const pane = mount(DesktopSettings);
    const row = (): string => pane.get('[data-setting="closeToTray"]').text();
    await flushPromises();
    expect(row()).toContain('This desktop shows no tray, so closing the last window ends the app.');
    trayIsShown = true;
    window.dispatchEvent(new Event('focus'));
    await flushPromises();
    expect(row()).toContain('Closing the last window leaves the app running in the tray.');
  });
});

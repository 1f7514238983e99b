import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useConfiguration } from '@/stores/configuration';
import { useToasts } from '@/stores/toasts';
import ConfigurationSettings from '@/views/settings/ConfigurationSettings.vue';
import { configurationStandIn } from '../../../support/stand-in/configuration';
import { eventually } from '../../../support/eventually';

enableAutoUnmount(afterEach);

let calls: [string, unknown][];

beforeEach(() => {
  calls = [];
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (name: keyof typeof configurationStandIn, argument: unknown) => {
        calls.push([name, argument]);
        return Promise.resolve({ ok: true, value: configurationStandIn[name]() });
      },
    },
  });
  mount(ConfigurationSettings, { attachTo: document.body });
});
const button = (text: string, within: ParentNode = document): HTMLButtonElement =>
  [...within.querySelectorAll('button')].find((found) => found.textContent.trim() === text)!;
const dialog = (): HTMLElement => document.querySelector<HTMLElement>('[role="dialog"]')!;
const radio = (text: string): HTMLElement =>
  [...dialog().querySelectorAll<HTMLElement>('[role="radio"]')].find((r) => r.textContent.trim() === text)!;

describe('the configuration as a file', () => {
  it('is written, and the place is told', async () => {
    button('Export…').click();
    await flushPromises();
    expect(useToasts().toasts[0]).toMatchObject({
      title: 'Configuration exported.',
      body: '/home/ada/streamgauge-configuration.json',
    });
  });

  it('shows by name what an import changes, and what it removes only when it replaces', async () => {
    button('Import…').click();
    await eventually(() => expect(dialog()).not.toBeNull());
    expect(dialog().textContent).toContain('3 sources added');
    expect(dialog().textContent).toContain('payments, shipping, and Mastodon public');
    expect(dialog().textContent).toContain('Theme, Row height, Port, and Shortcuts');
    expect(dialog().textContent).toContain('Source 4 was left out.');
    expect(dialog().textContent).not.toContain('sources removed');
    radio('Replace').click();
    await eventually(() => expect(dialog().textContent).toContain('2 sources removed'));
  });

  it('is taken over as chosen, and can be taken back', async () => {
    button('Import…').click();
    await eventually(() => expect(dialog()).not.toBeNull());
    radio('Replace').click();
    await eventually(() => expect(dialog().textContent).toContain('2 sources removed'));
    button('Import', dialog()).click();
    await flushPromises();
    expect(calls.at(-1)).toEqual(['configuration.import', { token: 1, mode: 'replace', connect: false }]);
    await eventually(() => expect(dialog()).toBeNull());
    const toast = useToasts().toasts.at(-1)!;
    expect(toast).toMatchObject({ title: 'Configuration imported.', stayMs: 8_000 });
    toast.action!.run();
    await flushPromises();
    expect(calls.at(-1)![0]).toBe('configuration.undo');
    expect(button('Undo import').disabled).toBe(true);
  });

  it('can be taken back in a window that did not make it', async () => {
    expect(button('Undo import').disabled).toBe(true);
    useConfiguration().takeState({ undoable: true });
    await eventually(() => expect(button('Undo import').disabled).toBe(false));
    button('Undo import').click();
    await eventually(() => expect(calls.at(-1)![0]).toBe('configuration.undo'));
    useConfiguration().takeState({ undoable: false });
    await eventually(() => expect(button('Undo import').disabled).toBe(true));
  });
});

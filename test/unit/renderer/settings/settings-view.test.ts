import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '@shared/settings';
import { setLanguage } from '@/i18n/i18n';
import { useSettings } from '@/stores/settings';
import { useSettingsPlace } from '@/stores/settings-place';
import { SECTION_IDS } from '@/views/settings/setting-rows';
import SettingsView from '@/views/settings/SettingsView.vue';
import { eventually } from '../../../support/eventually';

enableAutoUnmount(afterEach);

let saved: Settings[];
let refuse: boolean;
let page: VueWrapper;

beforeEach(() => {
  saved = [];
  refuse = false;
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (name: string, argument: Settings) => {
        if (name !== 'settings.save') return Promise.resolve({ ok: true, value: undefined });
        if (refuse)
          return Promise.resolve({ ok: false, problem: { code: 'full', message: 'The disk is full.' } });
        saved.push(argument);
        return Promise.resolve({ ok: true, value: argument });
      },
      on: () => () => undefined,
    },
  });
  Element.prototype.scrollIntoView = () => undefined;
  page = mount(SettingsView, { attachTo: document.body });
});
afterEach(() => setLanguage('en'));

const root = (): HTMLElement => page.element as HTMLElement;
const row = (name: string): HTMLElement => root().querySelector<HTMLElement>(`[data-setting="${name}"]`)!;
const button = (within: HTMLElement, text: string): HTMLButtonElement =>
  [...within.querySelectorAll('button')].find((found) => found.textContent.trim().includes(text))!;
const section = (name: string): HTMLButtonElement => button(root().querySelector('nav')!, name);
const search = (): HTMLInputElement => root().querySelector('[role="combobox"]')!;
async function type(field: HTMLInputElement, text: string): Promise<void> {
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await flushPromises();
}
const press = (target: EventTarget, key: string, init: KeyboardEventInit = {}): boolean =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));

describe('the settings', () => {
  it('shows every section', async () => {
    for (const name of root().querySelectorAll('nav button')) {
      (name as HTMLButtonElement).click();
      await flushPromises();
      expect(root().querySelector('main h2')!.textContent.trim()).toBe(name.textContent.trim());
    }
    expect(root().querySelectorAll('nav button')).toHaveLength(SECTION_IDS.length);
  });

  it('finds a row by its words, goes there and puts the focus into it', async () => {
    await type(search(), 'muted');
    const found = [...root().querySelectorAll('[role="option"]')].map((each) => each.textContent.trim());
    expect(found).toEqual(['Muted sourcesNotifications', 'Muted channelsNotifications']);
    await type(search(), 'follow end');
    press(search(), 'Enter');
    await eventually(() => expect(row('followAtEnd')).not.toBeNull());
    await eventually(() => expect(row('followAtEnd').contains(document.activeElement)).toBe(true));
    expect(row('followAtEnd').className).toContain('is-found');
    expect(search().value).toBe('');
  });

  it('says so when no row has the words', async () => {
    await type(search(), 'flux capacitor');
    expect(root().textContent).toContain('No setting has these words.');
    press(search(), 'Escape');
    await flushPromises();
    expect(section('Appearance')).toBeDefined();
  });

  it('finds rows in the language of the window, whatever marks the letters have', async () => {
    await setLanguage('es');
    await type(search(), 'tamano');
    expect(root().querySelector('[role="option"]')!.textContent).toContain('Tamaño de la interfaz');
  });

  it('takes the newest change back with Ctrl Z, and the one before with the next', async () => {
    button(row('rowHeight'), 'Cosy').click();
    await flushPromises();
    button(row('dataFont'), 'System').click();
    await flushPromises();
    const store = useSettings();
    expect(store.settings).toMatchObject({ rowHeight: 28, dataFont: 'system' });
    expect(root().querySelector('.set-undo')!.textContent.trim()).toBe('Undo: Data font');
    press(row('dataFont'), 'z', { ctrlKey: true });
    await flushPromises();
    expect(store.settings).toMatchObject({ rowHeight: 28, dataFont: 'jetbrains-mono' });
    button(root(), 'Undo: Row height').click();
    await flushPromises();
    expect(store.settings).toEqual(DEFAULT_SETTINGS);
    expect(root().querySelector('.set-undo')).toBeNull();
  });

  it('leaves Ctrl Z to a field of text', async () => {
    button(row('rowHeight'), 'Cosy').click();
    await flushPromises();
    press(search(), 'z', { ctrlKey: true });
    await flushPromises();
    expect(useSettings().settings.rowHeight).toBe(28);
  });

  it('offers the usual value only where a row has another', async () => {
    expect(row('rowHeight').querySelector('.sr-usual')).toBeNull();
    button(row('rowHeight'), 'Compact').click();
    await flushPromises();
    row('rowHeight').querySelector<HTMLButtonElement>('.sr-usual')!.click();
    await flushPromises();
    expect(saved.map(({ rowHeight }) => rowHeight)).toEqual([20, 24]);
  });

  it('says in its row why a change was not saved, and shows the value that holds', async () => {
    refuse = true;
    button(row('rowHeight'), 'Cosy').click();
    await flushPromises();
    expect(row('rowHeight').textContent).toContain('The disk is full.');
    expect(useSettings().settings.rowHeight).toBe(24);
    expect(useSettings().lastChange).toBeNull();
  });

  it('sets a proxy only once it has an address that can be used', async () => {
    section('Network').click();
    await flushPromises();
    button(row('proxy'), 'Manual').click();
    await flushPromises();
    expect(saved).toEqual([]);
    const address = root().querySelector<HTMLInputElement>('.words input')!;
    address.value = 'http://ada:pw@proxy.example:3128';
    address.dispatchEvent(new Event('input'));
    address.dispatchEvent(new Event('change'));
    await flushPromises();
    expect(root().textContent).toContain('set up in the source that uses it');
    address.value = 'proxy.example:3128';
    address.dispatchEvent(new Event('input'));
    address.dispatchEvent(new Event('change'));
    await flushPromises();
    expect(saved.at(-1)!.proxy).toEqual({ kind: 'manual', url: 'http://proxy.example:3128', except: '' });
  });

  it('lists muted channels and takes the mark off again', async () => {
    useSettings().take({
      ...DEFAULT_SETTINGS,
      mutedChannels: [
        { sourceId: 'a', channel: 'logs' },
        { sourceId: 'a', channel: 'metrics\u202e' },
      ],
    });
    useSettingsPlace().go('mutedChannels');
    await flushPromises();
    const names = [...root().querySelectorAll('.set-marks .mono')].map((each) => each.textContent);
    expect(names).toEqual(['logs', 'metrics‹202E›']);
    root().querySelector<HTMLButtonElement>('.set-marks button')!.click();
    await flushPromises();
    expect(saved.at(-1)!.mutedChannels).toEqual([{ sourceId: 'a', channel: 'metrics\u202e' }]);
  });
});

describe('the keyboard settings', () => {
  const binding = (title: string): HTMLElement =>
    [...root().querySelectorAll<HTMLElement>('.bind')].find(
      (each) => each.querySelector('.bind-t')!.textContent === title,
    )!;
  const record = async (title: string, key: string, init: KeyboardEventInit = {}): Promise<void> => {
    binding(title).querySelector<HTMLButtonElement>('[aria-label^="Add a key"]')!.click();
    await flushPromises();
    press(binding(title).querySelector('.key-rec')!, key, init);
    await flushPromises();
  };
  beforeEach(async () => {
    section('Keyboard').click();
    await flushPromises();
  });

  it('records a key, names what it is taken from, and undoes it', async () => {
    await record('Save the query', 'k', { ctrlKey: true });
    expect(saved.at(-1)!.keyboard.bindings).toEqual({ 'query.save': ['Ctrl S', 'Ctrl K'] });
    expect(binding('Save the query').textContent).toContain('Ctrl K is also on Command palette.');
    press(binding('Save the query'), 'z', { ctrlKey: true });
    await flushPromises();
    expect(saved.at(-1)!.keyboard.bindings).toEqual({});
  });

  it('lets Esc and Tab be the way out', async () => {
    await record('Save the query', 'Escape');
    expect(binding('Save the query').querySelector('.key-rec')).toBeNull();
    expect(saved).toEqual([]);
  });

  it('finds actions by their words and by their keys', async () => {
    const find = root().querySelector<HTMLInputElement>('.set-find input')!;
    await type(find, 'ctrl k');
    expect([...root().querySelectorAll('.bind-t')].map((each) => each.textContent)).toEqual([
      'Command palette',
    ]);
    await type(find, 'nothing like it');
    expect(root().textContent).toContain('No action has these words or keys.');
  });
});

import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '@shared/settings';
import type { StartState } from '@shared/ipc';
import type { UpdateState } from '@shared/update-state';
import { useApp } from '@/stores/app';
import { useUpdates } from '@/stores/updates';
import AboutSettings from '@/views/settings/AboutSettings.vue';
import NoticeBar from '@/ui/NoticeBar.vue';

enableAutoUnmount(afterEach);

let calls: [string, unknown][];
let answer: unknown;

beforeEach(() => {
  calls = [];
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call(name: string, argument: unknown) {
        calls.push([name, argument]);
        return Promise.resolve(name === 'settings.save' ? { ok: true, value: argument } : answer);
      },
    },
  });
});

function about(build: StartState['app']['build']): HTMLElement {
  useApp().info = {
    version: '0.1.0',
    electron: '45.4.1',
    chrome: '152',
    node: '24',
    platform: 'linux',
    dataPath: '/home/ada/.config/Streamgauge',
    build,
  };
  return mount(AboutSettings, { attachTo: document.body }).element.parentElement!;
}
const buttonOf = (element: HTMLElement, name: string): HTMLButtonElement | undefined =>
  [...element.querySelectorAll('button')].find((button) => button.textContent.trim() === name);
const press = async (element: HTMLElement, name: string): Promise<void> => {
  buttonOf(element, name)!.click();
  await flushPromises();
};
const said = (element: HTMLElement): string | undefined =>
  element.querySelector('.upd [role="status"]')?.textContent;
const is = (value: UpdateState): void => void (answer = { ok: true, value });

describe('About', () => {
  it('says which commit it was built from, and of which day', () => {
    const text = about({ commit: '74157a9f2c1b', date: '2026-03-02T23:30:00Z' }).textContent;
    expect(text).toContain('74157a9f2c1b, 2026-03-02');
  });

  it('says nothing of a build that knows nothing of itself', () => {
    expect(about({ commit: null, date: null }).textContent).not.toContain('Build');
  });

  it('leads from looking over the download to the restart, one button at a time', async () => {
    is({ phase: 'idle', lookedAt: null });
    const element = about({ commit: null, date: null });
    await flushPromises();
    expect(calls).toEqual([['app.update', 'state']]);
    expect(said(element)).toBe('');

    is({ phase: 'idle', lookedAt: Date.UTC(2026, 10, 21, 9, 30) });
    await press(element, 'Check now');
    expect(calls.at(-1)).toEqual(['app.update', 'check']);
    expect(said(element)).toMatch(/^Streamgauge 0\.1\.0 is the newest\. Looked at \d\d:\d\d\.$/u);

    is({ phase: 'found', version: '0.2.0' });
    await press(element, 'Check now');
    expect(said(element)).toBe('Streamgauge 0.2.0 is there.');

    is({ phase: 'downloading', version: '0.2.0', bytes: 0, total: 0 });
    await press(element, 'Download');
    expect(calls.at(-1)).toEqual(['app.update', 'download']);
    useUpdates().take({ phase: 'downloading', version: '0.2.0', bytes: 24_000_000, total: 96_000_000 });
    await flushPromises();
    expect(element.querySelector('[role="progressbar"]')?.getAttribute('aria-valuenow')).toBe('25');
    is({ phase: 'found', version: '0.2.0' });
    await press(element, 'Cancel');
    expect(calls.at(-1)).toEqual(['app.update', 'cancel']);

    useUpdates().take({ phase: 'ready', version: '0.2.0' });
    await flushPromises();
    await press(element, 'Restart to update');
    expect(calls.at(-1)).toEqual(['app.update', 'restart']);
  });

  it('does not look twice at once', async () => {
    is({ phase: 'looking' });
    const element = about({ commit: null, date: null });
    await flushPromises();
    await press(element, 'Check now');
    expect(calls).toEqual([['app.update', 'state']]);
    expect(buttonOf(element, 'Check now')?.getAttribute('aria-disabled')).toBe('true');
  });

  it('says why it does not look, before anybody asks', async () => {
    is({ phase: 'off', why: 'The package manager of this system brings updates.' });
    const element = about({ commit: null, date: null });
    await flushPromises();
    expect(said(element)).toBe('The package manager of this system brings updates.');
    expect(buttonOf(element, 'Check now')).toBeUndefined();
    expect(DEFAULT_SETTINGS.desktop.updates).toBe('usual');
  });

  it('says in a sentence that an update was refused', async () => {
    is({ phase: 'idle', lookedAt: null });
    const element = about({ commit: null, date: null });
    await flushPromises();
    const message = 'The update is not signed by the makers of Streamgauge and was not taken.';
    answer = { ok: false, problem: { code: 'update-not-signed', message } };
    await press(element, 'Check now');
    expect(element.querySelector('[role="alert"]')?.textContent).toBe(message);
  });
});

describe('a notice', () => {
  it('offers what can be done about it', async () => {
    const notice = {
      id: 'update',
      code: 'update-found',
      level: 'info',
      message: 'Streamgauge 0.2.0 is there.',
    } as const;
    const bar = mount(NoticeBar, { props: { notices: [{ ...notice, action: 'download-update' }] } });
    await bar.get('button.btn').trigger('click');
    expect(bar.get('button.btn').text()).toBe('Download');
    expect(bar.emitted('act')).toEqual([['download-update']]);
    await bar.setProps({ notices: [notice] });
    expect(bar.find('button.btn').exists()).toBe(false);
  });
});

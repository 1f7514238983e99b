import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '@shared/settings';
import type { StartState } from '@shared/ipc';
import { useApp } from '@/stores/app';
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
const check = async (element: HTMLElement): Promise<void> => {
  [...element.querySelectorAll('button')]
    .find((button) => button.textContent.trim() === 'Check now')!
    .click();
  await flushPromises();
};

describe('About', () => {
  it('says which commit it was built from, and of which day', () => {
    const text = about({ commit: '74157a9f2c1b', date: '2026-03-02T23:30:00Z' }).textContent;
    expect(text).toContain('74157a9f2c1b, 2026-03-02');
  });

  it('says nothing of a build that knows nothing of itself', () => {
    expect(about({ commit: null, date: null }).textContent).not.toContain('Build');
  });

  it('looks for an update when it is asked to, and says what came of it', async () => {
    const element = about({ commit: null, date: null });
    answer = { ok: true, value: null };
    await check(element);
    expect(calls).toEqual([['app.update', 'check']]);
    expect(element.querySelector('[role="status"]')?.textContent).toBe('Streamgauge 0.1.0 is the newest.');
    answer = { ok: true, value: '0.2.0' };
    await check(element);
    expect(element.querySelector('[role="status"]')?.textContent).toBe('Streamgauge 0.2.0 is there.');
  });

  it('says why it does not look', async () => {
    const element = about({ commit: null, date: null });
    const message = 'The package manager of this system brings updates.';
    answer = { ok: false, problem: { code: 'updates-off', message } };
    await check(element);
    expect(element.querySelector('[role="alert"]')?.textContent).toBe(message);
    expect(DEFAULT_SETTINGS.desktop.updates).toBe('usual');
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

import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnvironmentsDraft, EnvironmentsView } from '@shared/environment';
import TitleBar from '@/app/TitleBar.vue';
import { useApp } from '@/stores/app';
import { useEnvironments } from '@/stores/environments';
import { eventually } from '../../../support/eventually';
import { savedEnvironments, someEnvironments } from '../../../support/stand-in/environments';

enableAutoUnmount(afterEach);

let saved: EnvironmentsDraft[];

beforeEach(() => {
  saved = [];
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (_name: string, draft: EnvironmentsDraft) => {
        saved.push(draft);
        return Promise.resolve({ ok: true, value: savedEnvironments(useEnvironments().view, draft) });
      },
      on: () => () => undefined,
    },
  });
});

function open(view?: EnvironmentsView): void {
  if (view) useEnvironments().take(view);
  mount(TitleBar, {
    attachTo: document.body,
    props: { platform: 'linux', theme: 'dark', spark: [], flowing: false, recording: null },
  });
}
const chooser = (): HTMLElement | null => document.querySelector('[aria-label^="Environment:"]');
const line = (text: string): HTMLElement =>
  [...document.querySelectorAll<HTMLElement>('[role="menu"] [role^="menuitem"]')].find(
    (found) => found.textContent.trim() === text,
  )!;
async function openMenu(): Promise<void> {
  chooser()!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  await eventually(() => expect(line('No environment')).toBeDefined());
}

describe('the environment in the title bar', () => {
  it('is not there before the first environment is', () => {
    open();
    expect(chooser()).toBeNull();
    expect(document.querySelector('h1')!.textContent).toBe('Streamgauge');
  });

  it('is chosen from the keyboard, without a stored secret leaving its place', async () => {
    open(someEnvironments());
    expect(chooser()!.textContent).toContain('Staging');
    await openMenu();
    line('Production').click();
    await eventually(() => expect(chooser()!.textContent).toContain('Production'));
    expect(saved).toHaveLength(1);
    expect(saved[0]!.chosen).toBe('production');
    expect(saved[0]!.environments[0]!.variables).toContainEqual({ name: 'token', secret: true });
  });

  it('can be none', async () => {
    open(someEnvironments());
    await openMenu();
    line('No environment').click();
    await eventually(() => expect(chooser()!.textContent).toContain('No environment'));
    expect(saved[0]!.chosen).toBeNull();
  });

  it('leads to the settings', async () => {
    open(someEnvironments());
    await openMenu();
    line('Manage environments').click();
    await flushPromises();
    expect(useApp()).toMatchObject({ view: 'settings', settingsSection: 'environments' });
    expect(saved).toEqual([]);
  });
});

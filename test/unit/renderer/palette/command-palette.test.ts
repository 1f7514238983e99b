import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useActions, type ActionHandlers } from '@/actions/actions';
import CommandPalette from '@/app/palette/CommandPalette.vue';
import { useFeed } from '@/stores/feed';
import { useSources } from '@/stores/sources';
import { eventually } from '../../../support/eventually';
import { aSource, openState } from '../connections/a-source';

vi.mock('@/bridge', () => ({
  call: (name: string, argument: unknown) =>
    Promise.resolve(name === 'history.count' ? { events: 318, sources: [] } : argument),
  on: () => () => undefined,
}));
enableAutoUnmount(afterEach);

let done: string[];
const handlers: ActionHandlers = {
  'source.add': { run: () => void done.push('add') },
  'hub.stop': { run: () => void done.push('stop'), blocked: () => 'The hub is off' },
  'theme.choose': {
    run: (theme) => void done.push(`theme ${theme}`),
    choices: () => [
      { id: 'light', title: 'Light' },
      { id: 'dark', title: 'Dark', checked: true },
    ],
  },
  'source.reconnect': {
    run: (id) => void done.push(`reconnect ${id}`),
    choices: () => useSources().list.map(({ config }) => ({ id: config.id, title: config.name })),
    usual: () => null,
  },
};

async function open(start = ''): Promise<{ closed(): number; leave(): void }> {
  const wrapper = mount(CommandPalette, { props: { start }, attachTo: document.body });
  await flushPromises();
  return { closed: () => wrapper.emitted('close')?.length ?? 0, leave: () => wrapper.unmount() };
}
const field = (): HTMLInputElement => document.querySelector<HTMLInputElement>('[role=combobox]')!;
const options = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[role=option]')];
const titles = (): string[] => options().map((one) => one.querySelector('.pal-t')!.textContent ?? '');
const active = (): string =>
  document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.textContent ?? '';
async function type(text: string): Promise<void> {
  field().value = text;
  field().dispatchEvent(new Event('input', { bubbles: true }));
  await flushPromises();
}
async function press(key: string, held: KeyboardEventInit = {}): Promise<void> {
  field().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held }));
  await flushPromises();
}

describe('the command palette', () => {
  beforeEach(() => {
    localStorage.clear();
    setActivePinia(createPinia());
    done = [];
    useActions().add(handlers);
    const plain = aSource(openState(0));
    const named = (id: string, name: string) => ({ ...plain, config: { ...plain.config, id, name } });
    useSources().take([named('a', 'orders'), named('b', 'inventory')]);
  });

  it('does what is chosen with Enter, and closes', async () => {
    const palette = await open();
    await type('add');
    await eventually(() => expect(active()).toContain('Add a source'));
    await press('Enter');
    expect(done).toEqual(['add']);
    expect(palette.closed()).toBe(1);
  });

  it('shows the key of an action beside it', async () => {
    await open();
    await type('add a source');
    expect(options()[0]!.textContent).toContain('CtrlN');
  });

  it('says why something cannot be done, and does not do it', async () => {
    const palette = await open();
    await type('stop the hub');
    await eventually(() => expect(active()).toContain('The hub is off'));
    expect(options()[0]!.getAttribute('aria-disabled')).toBe('true');
    await press('Enter');
    expect([done, palette.closed()]).toEqual([[], 0]);
  });

  it('asks what with, and goes back with Backspace', async () => {
    await open();
    await type('theme');
    await eventually(() => expect(active()).toContain('Choose the theme'));
    await press('Enter');
    expect(titles()).toEqual(['Light', 'Dark']);
    await press('Backspace');
    expect(titles().length).toBeGreaterThan(2);
    await type('theme');
    await eventually(() => expect(active()).toContain('Choose the theme'));
    await press('Enter');
    await type('li');
    await eventually(() => expect(active()).toContain('Light'));
    await press('Enter');
    expect(done).toEqual(['theme light']);
  });

  it('does something with a source that is named in the same breath', async () => {
    await open();
    await type('rec inv');
    await eventually(() => expect(active()).toContain('Reconnect inventory'));
    await press('Enter');
    expect(done).toEqual(['reconnect b']);
  });

  it('stays open with Ctrl Enter', async () => {
    const palette = await open('@');
    await type('@orders');
    await eventually(() => expect(active()).toContain('orders'));
    await press('Enter', { ctrlKey: true });
    expect(useFeed().filter.sources).toEqual(['a']);
    expect(palette.closed()).toBe(0);
  });

  it('offers what can be done with a source with Tab', async () => {
    await open('@');
    await type('@inventory');
    await eventually(() => expect(active()).toContain('inventory'));
    await press('Tab');
    expect(titles()).toContain('Reconnect inventory');
  });

  it('remembers what was chosen', async () => {
    const palette = await open();
    await type('add a source');
    await press('Enter');
    palette.leave();
    await open();
    expect(document.querySelector('[role=group]')!.textContent).toContain('Recent');
    expect(titles()[0]).toBe('Add a source');
  });

  it('looks for the text itself, and says how many events have it', async () => {
    await open();
    await type('EU-20417');
    await eventually(() => expect(titles()).toContain('Search events for “EU-20417”'), { timeoutMs: 2_000 });
    await eventually(() => expect(document.body.textContent).toContain('318 matches'), { timeoutMs: 2_000 });
  });

  it('closes with Esc and with its own key', async () => {
    const palette = await open();
    await press('k', { ctrlKey: true });
    expect(palette.closed()).toBe(1);
  });
});

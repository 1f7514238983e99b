import { enableAutoUnmount, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import ConnectionList from '@/views/connections/ConnectionList.vue';
import { chooseIn, isMenuShown, menuOf, shownMenu } from '../context-menu';
import { aSource, openState } from './a-source';

enableAutoUnmount(afterEach);
beforeEach(() => {
  setActivePinia(createPinia());
});

const sources = ['one', 'two', 'three'].map((id) => {
  const source = aSource(openState(0));
  return { ...source, config: { ...source.config, id, name: id } };
});
const list = (chosen: string): VueWrapper =>
  mount(ConnectionList, { props: { sources, chosen, now: 60_000 }, attachTo: document.body });

describe('the list of connections', () => {
  it('is one tab stop that tells which option is active', () => {
    const box = list('two').get('[role="listbox"]');
    expect(box.attributes('tabindex')).toBe('0');
    expect(box.attributes('aria-activedescendant')).toBe('connection-two');
    expect(box.findAll('[aria-selected="true"]').map((option) => option.attributes('aria-label'))).toEqual([
      'two, open 1 min',
    ]);
  });

  it('goes up, down and to both ends by keys, and no further', async () => {
    const wrapper = list('two');
    const box = wrapper.get('[role="listbox"]');
    for (const key of ['ArrowDown', 'k', 'End', 'Home']) await box.trigger('keydown', { key });
    expect(wrapper.emitted('choose')).toEqual([['three'], ['one'], ['three'], ['one']]);

    const atEnd = list('three');
    await atEnd.get('[role="listbox"]').trigger('keydown', { key: 'ArrowDown' });
    expect(atEnd.emitted('choose')).toEqual([['three']]);
  });

  it('marks a source whose certificates are not checked for as long as that is so', () => {
    const [first, ...rest] = sources;
    const warning = 'Certificates are not checked: anyone on the way can read and change this stream.';
    const wrapper = mount(ConnectionList, {
      props: { sources: [{ ...first!, warning }, ...rest], chosen: 'one', now: 60_000 },
    });
    const [marked, other] = wrapper.findAll('[role="option"]');
    expect(marked!.attributes('aria-label')).toContain('Certificates are not checked');
    expect(marked!.find('.risk').exists()).toBe(true);
    expect(other!.find('.risk').exists()).toBe(false);
  });

  it('leaves keys with a modifier to the window', async () => {
    const wrapper = list('two');
    await wrapper.get('[role="listbox"]').trigger('keydown', { key: 'k', ctrlKey: true });
    expect(wrapper.emitted('choose')).toBeUndefined();
  });

  it('opens the menu of the line that is right-clicked, which is then the chosen one', async () => {
    const wrapper = list('two');
    const option = wrapper.get('[data-source="three"]').element;
    expect(await menuOf(option)).toEqual(
      expect.arrayContaining(['Reconnect', 'Pause', 'Edit', 'Copy as curl', 'Remove source']),
    );
    expect(wrapper.emitted('choose')).toEqual([['three']]);
  });

  it.each([
    ['the menu key', { key: 'ContextMenu' }],
    ['Shift F10', { key: 'F10', shiftKey: true }],
  ])('opens the menu of the chosen line with %s', async (_, press) => {
    const wrapper = list('two');
    await wrapper.get('[role="listbox"]').trigger('keydown', press);
    expect(await shownMenu()).toContain('Show only its events');
    expect(wrapper.emitted('choose')).toBeUndefined();
  });

  it('says what was chosen in the menu', async () => {
    const wrapper = list('two');
    await chooseIn(wrapper.get('[data-source="two"]').element, 'Pause');
    expect(wrapper.emitted('act')).toEqual([['pause']]);
  });

  it('offers to resume what is paused, and has no menu beside the lines', async () => {
    const paused = { ...sources[0]!, state: { phase: 'paused', since: 0 } as const };
    const wrapper = mount(ConnectionList, {
      props: { sources: [paused], chosen: 'one', now: 60_000 },
      attachTo: document.body,
    });
    wrapper
      .get('[role="listbox"]')
      .element.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
    expect(await isMenuShown()).toBe(false);
    const offered = await menuOf(wrapper.get('[data-source="one"]').element);
    expect(offered).toContain('Resume');
    expect(offered).not.toContain('Pause');
  });
});

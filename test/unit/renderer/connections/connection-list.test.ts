import { mount, type VueWrapper } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import ConnectionList from '@/views/connections/ConnectionList.vue';
import { aSource, openState } from './a-source';

const sources = ['one', 'two', 'three'].map((id) => {
  const source = aSource(openState(0));
  return { ...source, config: { ...source.config, id, name: id } };
});
const list = (chosen: string): VueWrapper =>
  mount(ConnectionList, { props: { sources, chosen, now: 60_000 } });

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
});

import { mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h, type Component } from 'vue';
import { lazyDialog, lazyPart } from '@/app/lazy-part';
import { useToasts } from '@/stores/toasts';
import { eventually } from '../../../support/eventually';

const Part = defineComponent({
  props: { name: { type: String, required: true } },
  emits: ['close'],
  setup:
    (props, { emit, slots }) =>
    () =>
      h('button', { onClick: () => emit('close') }, [`part of ${props.name}`, slots['default']?.()]),
});
const offline = (): Promise<never> => Promise.reject(new TypeError('Failed to fetch'));

beforeEach(() => setActivePinia(createPinia()));

describe('a part that is loaded when it is shown', () => {
  it('takes the props, events and slots of what it stands for', async () => {
    const { component } = lazyPart(() => Promise.resolve({ default: Part }));
    const onClose = vi.fn();
    const wrapper = mount(component, {
      props: { name: 'orders', onClose },
      slots: { default: () => ' and more' },
    });
    expect(wrapper.text()).toBe('');
    await eventually(() => expect(wrapper.text()).toBe('part of orders and more'));
    await wrapper.setProps({ name: 'bids' });
    expect(wrapper.text()).toContain('part of bids');
    await wrapper.get('button').trigger('click');
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('is there at once when it was loaded before, and is loaded only once', async () => {
    const load = vi.fn(() => Promise.resolve({ default: Part }));
    const part = lazyPart(load);
    await Promise.all([part.load(), part.load()]);
    expect(mount(part.component, { props: { name: 'orders' } }).text()).toBe('part of orders');
    expect(load).toHaveBeenCalledOnce();
  });

  it('says so when it cannot be loaded, and comes with another try', async () => {
    const load = vi.fn<() => Promise<{ default: typeof Part }>>(offline);
    const wrapper = mount(lazyPart(load).component, { props: { name: 'orders' } });
    await eventually(() => expect(wrapper.text()).toContain('This part of the window could not be loaded.'));
    load.mockImplementation(() => Promise.resolve({ default: Part }));
    await wrapper.get('button').trigger('click');
    await eventually(() => expect(wrapper.text()).toBe('part of orders'));
  });
});

describe('a dialog that cannot be loaded', () => {
  it.each(['its own event', 'what opened it'])('is closed by %s, with a sentence', async (how) => {
    const close = vi.fn();
    const byEvent = how === 'its own event';
    const { component } = lazyDialog<Component>(offline, byEvent ? undefined : close);
    mount(component, { props: byEvent ? { onClose: close } : {} });
    await eventually(() => expect(close).toHaveBeenCalledOnce());
    expect(useToasts().toasts.map(({ title }) => title)).toEqual([
      'This part of the window could not be loaded.',
    ]);
  });
});

import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import JsonEditor from '@/views/server/JsonEditor.vue';
import { eventually } from '../../../support/eventually';

enableAutoUnmount(afterEach);

const contentOf = (element: Element): HTMLElement | null =>
  element.querySelector('.ed > div')!.shadowRoot?.querySelector<HTMLElement>('[role="textbox"]') ?? null;

describe('the JSON editor', () => {
  it('is a plain text field until it is loaded, and then keeps what was typed', async () => {
    const wrapper = mount(JsonEditor, {
      props: {
        modelValue: '{"a":1}',
        label: 'Data',
        'onUpdate:modelValue': (modelValue: string) => wrapper.setProps({ modelValue }),
      },
      attachTo: document.body,
    });
    await wrapper.get('textarea').setValue('{"a":2}');
    await eventually(() => expect(contentOf(wrapper.element.parentElement!)).not.toBeNull());
    await flushPromises();
    expect(wrapper.find('textarea').exists()).toBe(false);
    const content = contentOf(wrapper.element.parentElement!)!;
    expect(content.textContent).toBe('{"a":2}');
    expect(content.getAttribute('aria-label')).toBe('Data');
    expect(content.getAttribute('aria-description')).toContain('Esc, then Tab');

    await wrapper.setProps({ modelValue: 'from a template' });
    await nextTick();
    expect(content.textContent).toBe('from a template');
  });

  it('puts no style element into the page, which the policy of the window would refuse', async () => {
    const before = document.querySelectorAll('style').length;
    const wrapper = mount(JsonEditor, { props: { modelValue: '1', label: 'Data' }, attachTo: document.body });
    await eventually(() => expect(contentOf(wrapper.element.parentElement!)).not.toBeNull());
    const root = wrapper.element.querySelector(':scope > div')!.shadowRoot!;
    expect(root.querySelectorAll('style')).toHaveLength(0);
    expect(document.querySelectorAll('style')).toHaveLength(before);
  });
});

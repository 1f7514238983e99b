import { mount, type VueWrapper } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import NumberField from '@/views/settings/NumberField.vue';
import { numberOf } from '@/ui/number-text';
import { eventually } from '../../../support/eventually';

describe('a whole number between bounds', () => {
  it('is read with or without separators', () => {
    expect(numberOf('100,000', 1_000, 1_000_000)).toBe(100_000);
    expect(numberOf(' 24 000 ', 1_000, 1_000_000)).toBe(24_000);
  });

  it('is refused with its bounds when it is none', () => {
    const problem = 'Enter a whole number from 1,000 to 1,000,000.';
    for (const text of ['', '999', '1000001', '1e5', '-5000', '5000.5', 'many', '9'.repeat(40)])
      expect(numberOf(text, 1_000, 1_000_000)).toBe(problem);
  });
});

describe('the field for it', () => {
  const field = (): VueWrapper =>
    mount(NumberField, { props: { label: 'Events kept', value: 100_000, least: 1_000, most: 1_000_000 } });

  it('saves once, on Enter and when it is left', async () => {
    const wrapper = field();
    await wrapper.get('input').setValue('24000');
    await wrapper.get('input').trigger('keydown', { key: 'Enter' });
    await wrapper.get('input').trigger('change');
    expect(wrapper.emitted('change')).toEqual([[24_000]]);
    expect(wrapper.get('input').element.value).toBe('24,000');
  });

  it('explains a wrong number in place and keeps it for correction', async () => {
    const wrapper = field();
    await wrapper.get('input').setValue('12');
    await wrapper.get('input').trigger('keydown', { key: 'Enter' });
    expect(wrapper.emitted('change')).toBeUndefined();
    expect(wrapper.get('[role="alert"]').text()).toBe('Enter a whole number from 1,000 to 1,000,000.');
    expect(wrapper.get('input').element.value).toBe('12');
    expect(wrapper.get('input').attributes('aria-invalid')).toBe('true');
  });

  it('keeps Enter to itself, which would answer a question that the new number opens', async () => {
    const { element } = field().get('input');
    // Vue leaves events alone that are of the very millisecond in which a listener was added.
    await eventually(() => {
      const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
      element.dispatchEvent(enter);
      expect(enter.defaultPrevented).toBe(true);
    });
  });

  it('goes back to the saved value on Esc', async () => {
    const wrapper = field();
    await wrapper.get('input').setValue('12');
    await wrapper.get('input').trigger('keydown', { key: 'Enter' });
    await wrapper.get('input').trigger('keydown', { key: 'Escape' });
    expect(wrapper.get('input').element.value).toBe('100,000');
    expect(wrapper.find('[role="alert"]').exists()).toBe(false);
  });
});

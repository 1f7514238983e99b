import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { readOrigins } from '@/views/settings/origins';
import WordsField from '@/views/settings/WordsField.vue';

describe('web origins', () => {
  it('are read with spaces or commas between, each once', () => {
    expect(readOrigins(' http://localhost:5173, https://a.example\nhttp://localhost:5173 ')).toEqual([
      'http://localhost:5173',
      'https://a.example',
    ]);
    expect(readOrigins('')).toEqual([]);
  });

  it.each(['localhost:5173', 'http://a.example/', 'https://a.example:443', '*', 'null', 'file:///x'])(
    'are not: %s',
    (text) => {
      expect(readOrigins(text)).toMatch(/is not a web origin/u);
    },
  );

  it('are saved when the field is left, and a wrong one is explained in place', async () => {
    const wrapper = mount(WordsField, { props: { label: 'Allowed pages', words: [], read: readOrigins } });
    const input = wrapper.get('input');
    await input.setValue('example');
    await input.trigger('change');
    expect(wrapper.emitted('change')).toBeUndefined();
    expect(wrapper.get('[role="alert"]').text()).toContain('example is not a web origin');
    await input.setValue('http://localhost:5173');
    await input.trigger('change');
    expect(wrapper.emitted('change')).toEqual([[['http://localhost:5173']]]);
  });
});

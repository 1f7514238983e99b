import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { TooltipProvider } from 'reka-ui';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import DataTab from '@/views/stream/inspector/DataTab.vue';
import { eventually } from '../../../support/eventually';

enableAutoUnmount(afterEach);
// Without a layout nothing would be in sight.
beforeEach(() => {
  setActivePinia(createPinia());
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(344);
});
afterEach(() => vi.restoreAllMocks());

const AT = Date.UTC(2025, 10, 21, 14, 32, 7, 481);

interface Shown {
  readonly wrapper: VueWrapper;
  readonly data: VueWrapper;
  rows(): string[];
  choose(text: string): Promise<void>;
  press(name: string): Promise<void>;
  said(event: string): unknown[];
}
async function show(data: string, more: object = {}): Promise<Shown> {
  const Host = defineComponent(
    () => () => h(TooltipProvider, () => h(DataTab, { data, clock: 'utc', receivedAt: AT, ...more })),
  );
  const wrapper = mount(Host, { attachTo: document.body });
  await flushPromises();
  const tab = wrapper.findComponent(DataTab);
  const row = (text: string) => tab.findAll('[role="treeitem"]').find((each) => each.text().includes(text))!;
  return {
    wrapper,
    data: tab as unknown as VueWrapper,
    rows: () => tab.findAll('[role="treeitem"]').map((each) => each.text()),
    choose: (text) => row(text).trigger('click'),
    async press(name) {
      await tab
        .findAll('button')
        .find((each) => each.text() === name || each.attributes('aria-label') === name)!
        .trigger('click');
      await flushPromises();
    },
    said: (event) => (tab.emitted(event) ?? []).map((values) => values[0]),
  };
}

describe('the Data tab', () => {
  it('offers what a chosen string can be read as, and chains from one to the next', async () => {
    const tab = await show(JSON.stringify({ packed: btoa(JSON.stringify({ status: 'paid' })) }));
    await tab.choose('packed');
    await tab.press('Base64');
    expect(tab.data.text()).toContain('17 B');
    await tab.press('JSON');
    await eventually(() => expect(tab.rows()).toEqual(['status: "paid"']));
    expect(tab.data.get('nav').text()).toContain('$.packed');
    await tab.press('Back');
    await tab.press('Back');
    await eventually(() => expect(tab.rows()[0]).toContain('packed'));
  });

  it('says why a text is not what it was taken for, and leaves it as it is', async () => {
    const tab = await show('just a sentence');
    expect(tab.data.text()).toContain('Plain text, not JSON.');
    expect(tab.data.findAll('.decode')).toHaveLength(0);
  });

  it('offers to decode a payload that is no JSON', async () => {
    const tab = await show('status=paid&amount=129.90');
    await tab.press('Form');
    expect(tab.data.findAll('dt').map((each) => each.text())).toEqual(['status', 'amount']);
    expect(tab.data.findAll('dd').map((each) => each.text())).toEqual(['paid', '129.90']);
  });

  it('tells the moment of a timestamp from when the event came', async () => {
    const tab = await show('{"at":1763735527402,"n":5}');
    await tab.choose('at');
    expect(tab.data.get('.path-m').text()).toBe('2025-11-21 14:32:07.402, 79 ms before it came');
    await tab.choose('n: 5');
    expect(tab.data.find('.path-m').exists()).toBe(false);
  });

  it('copies a subtree as it was sent, also with something unfolded in it', async () => {
    const inner = '{"n": 1.0}';
    const tab = await show(`{"a": {"body": ${JSON.stringify(inner)}, "b": 129.90}}`);
    await tab.press('Unfold the JSON in this string');
    await eventually(() => expect(tab.rows()).toContain('n: 1.0'));
    const row = tab.data.findAll('[role="treeitem"]')[0]!;
    await row.get('[aria-label="Copy value"]').trigger('click');
    expect(tab.said('copy')).toEqual([`{"body": ${JSON.stringify(inner)}, "b": 129.90}`]);
  });

  it('asks queries only for what is in the payload itself, not in a string of it', async () => {
    const tab = await show('{"a":"{\\"b\\":1}","c":2}');
    await tab.press('Unfold the JSON in this string');
    await eventually(() => expect(tab.rows()).toContain('b: 1'));
    const tree = tab.data.get('[role="tree"]');
    await tab.choose('b: 1');
    await tree.trigger('keydown', { key: 'f', code: 'KeyF' });
    await tab.choose('c: 2');
    await tree.trigger('keydown', { key: 'f', code: 'KeyF' });
    expect(tab.said('filter')).toEqual([{ path: ['data', 'c'], value: 2 }]);
  });

  it('shows a note in place of why it is no JSON', async () => {
    const tab = await show('ping', { note: 'A comment.' });
    expect(tab.data.get('.jnote').text()).toBe('A comment.');
  });
});

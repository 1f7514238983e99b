import { enableAutoUnmount, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { TooltipProvider } from 'reka-ui';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { compare } from '@/views/stream/inspector/diff/compare';
import DiffTab from '@/views/stream/inspector/diff/DiffTab.vue';
import type { ComparisonState } from '@/views/stream/inspector/diff/use-comparison';
import InspectorTabs from '@/views/stream/inspector/InspectorTabs.vue';

enableAutoUnmount(afterEach);
// Without a layout nothing would be in sight.
beforeEach(() => {
  setActivePinia(createPinia());
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(344);
});
afterEach(() => vi.restoreAllMocks());

const AT = 1_700_000_006_500;
const other = { seq: 12, id: '1032', receivedAt: AT - 6_500, type: 'a', data: '', truncated: false };
async function ready(before: unknown, after: unknown): Promise<ComparisonState> {
  const comparison = await compare(
    JSON.stringify(before),
    JSON.stringify(after),
    new AbortController().signal,
  );
  return { phase: 'ready', with: other, comparison: comparison! };
}
function show(state: ComparisonState, more: object = {}): VueWrapper {
  const Host = defineComponent(
    () => () =>
      h(TooltipProvider, () =>
        h(DiffTab, {
          state,
          receivedAt: AT,
          pinned: null,
          isPinned: false,
          against: 'previous',
          onlyChanges: true,
          ...more,
        }),
      ),
  );
  return mount(Host, { attachTo: document.body });
}

describe('the Diff tab', () => {
  it('says with what it compares, and how much differs, in words', async () => {
    const tab = show(await ready({ a: 1, b: 2, c: 3 }, { a: 1, b: 5, d: 4 }));
    expect(tab.text()).toContain('1032, 6.5 s before');
    expect(tab.get('.df-sum').text()).toMatch(/1\s*changed\s*1\s*added\s*1\s*removed\s*1\s*same/u);
  });

  it('marks each line with a sign and a word, not with colour alone', async () => {
    const tab = show(await ready({ b: 2 }, { b: 5 }));
    const lines = tab.findAll('[role="listitem"]').map((each) => each.text().replace(/\s+/gu, ' '));
    expect(lines[0]).toMatch(/^− ?removed ?b: 2$/u);
    expect(lines[1]).toMatch(/^\+ ?added ?b: 5 ?\+3$/u);
  });

  it('goes from change to change with Alt and the arrow keys, around the end, and says where it is', async () => {
    const tab = show(await ready({ a: 1, b: 2 }, { a: 2, b: 3 }));
    const list = tab.get('[role="region"]');
    const place = (): string => tab.get('[role="status"]').text();
    for (const [key, said] of [
      ['ArrowDown', 'Change 1 of 2'],
      ['ArrowDown', 'Change 2 of 2'],
      ['ArrowDown', 'Change 1 of 2'],
      ['ArrowUp', 'Change 2 of 2'],
    ] as const) {
      await list.trigger('keydown', { key, altKey: true });
      expect(place()).toBe(said);
    }
    expect(tab.findAll('.is-current')).toHaveLength(2);
  });

  it.each<[ComparisonState, string]>([
    [{ phase: 'alone', against: 'previous', complete: true }, 'Nothing to compare with'],
    [{ phase: 'alone', against: 'previous', complete: false }, 'None was found in time'],
    [{ phase: 'itself' }, 'This is the pinned event'],
    [{ phase: 'gone' }, 'The event before is no longer in the history'],
    [{ phase: 'failed', problem: { code: 'x', message: 'The disk is full.' } }, 'The disk is full.'],
    [{ phase: 'ready', with: other, comparison: { kind: 'equal' } }, 'Nothing differs'],
    [{ phase: 'ready', with: other, comparison: { kind: 'gave-up', afterMs: 4_000 } }, 'Gave up after 4.0 s'],
  ])('says so where there is nothing to show: %j', (state, sentence) => {
    expect(show(state).text()).toContain(sentence);
  });
});

describe('the tabs', () => {
  it('are one stop of the tab key, and arrow keys go around them', async () => {
    let tab = 'data';
    const Host = defineComponent(
      () => () =>
        h(TooltipProvider, () =>
          h(InspectorTabs, {
            modelValue: tab as 'data',
            panel: 'p',
            loaded: true,
            changes: 9,
            'onUpdate:modelValue': (next: string) => (tab = next),
          }),
        ),
    );
    const tabs = mount(Host, { attachTo: document.body });
    const all = tabs.findAll('[role="tab"]');
    expect(all.map((each) => each.attributes('tabindex'))).toEqual(['0', '-1', '-1', '-1']);
    expect(all[2]!.text()).toContain('9');
    expect(all[2]!.get('.sr').text()).toBe('9 changes');
    await tabs.get('[role="tablist"]').trigger('keydown', { key: 'ArrowLeft' });
    expect(tab).toBe('timing');
  });
});

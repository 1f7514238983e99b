import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import type { TextPage, TextQuestion } from '@shared/stream-text/text-event';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useTextShapes } from '@/stores/text-shapes';
import { useCarriesText } from '@/views/text/carries-text';
import TextTab from '@/views/text/TextTab.vue';
import { eventually } from '../../../support/eventually';

const main = vi.hoisted(() => ({ data: [] as string[], asked: [] as unknown[], copied: [] as unknown[] }));
vi.mock('@/bridge', () => ({
  call(name: string, argument: unknown): Promise<unknown> {
    if (name === 'app.copy') main.copied.push(argument);
    if (name !== 'history.texts') return Promise.resolve(null);
    main.asked.push(argument);
    return answer(argument as TextQuestion);
  },
  on: () => () => undefined,
  openFeed: () => Promise.resolve({ send: () => undefined, close: () => undefined }),
}));

/** All of a short history at once; nothing ever arrives. */
function answer({ after, wait }: TextQuestion): Promise<TextPage> {
  if (wait) return new Promise(() => undefined);
  const events = main.data.map((data, i) => ({
    seq: i + 1,
    at: 1_000 * i,
    kind: 'event' as const,
    type: 'message',
    channel: 'llm',
    data,
  }));
  return Promise.resolve({ events: after === null ? events : [], through: main.data.length, more: false });
}
const chunk = (id: string, content: string): string =>
  JSON.stringify({
    id,
    object: 'chat.completion.chunk',
    model: 'model-a',
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  });

let wrapper: VueWrapper;
beforeEach(() => {
  setActivePinia(createPinia());
  localStorage.clear();
  main.asked.length = 0;
  main.copied.length = 0;
});
afterEach(() => wrapper.unmount());

async function show(seq: number): Promise<void> {
  wrapper = mount(TextTab, { props: { seq, sourceId: 's', channel: 'llm' }, attachTo: document.body });
  await flushPromises();
}
const shownText = (): string[] => wrapper.findAll('.tp-body').map((body) => body.element.textContent ?? '');

describe('the text tab of the inspector', () => {
  it('shows the response that the event belongs to, and goes along with the selection without reading again', async () => {
    main.data = [chunk('a', 'First '), chunk('b', 'Second '), chunk('a', 'one.'), chunk('b', 'one.')];
    await show(3);
    await eventually(() => expect(shownText()).toEqual(['First one.']));
    const asked = main.asked.length;
    await wrapper.setProps({ seq: 2 });
    await eventually(() => expect(shownText()).toEqual(['Second one.']));
    expect(main.asked.length).toBe(asked);
    expect(main.asked[0]).toMatchObject({ source: 's', channel: 'llm', before: 4, after: null });
  });

  it('copies the answer', async () => {
    main.data = [chunk('a', 'All '), chunk('a', 'of it')];
    await show(1);
    await eventually(() => expect(shownText()).toEqual(['All of it']));
    await wrapper.get('[aria-label="Copy the answer"]').trigger('click');
    expect(main.copied).toEqual(['All of it']);
  });

  it('says so when the event is part of no text', async () => {
    main.data = ['{"order":7}'];
    await show(1);
    await eventually(() => expect(wrapper.text()).toContain('This event is not part of a text'));
  });

  it('is offered for what looks like a piece of a text, and for streams that are read as one', () => {
    const carries = useCarriesText();
    const row = { kind: 'event', sourceId: 's', channel: 'llm' } as const;
    expect(carries({ ...row, preview: chunk('a', 'x') })).toBe(true);
    expect(carries({ ...row, kind: 'comment', preview: chunk('a', 'x') })).toBe(false);
    expect(carries({ ...row, preview: '{"word":"x"}' })).toBe(false);
    useTextShapes().set({ source: 's', channel: 'llm' }, { shape: 'path', path: '$.word' });
    expect(carries({ ...row, preview: '{"word":"x"}' })).toBe(true);
    main.data = [];
    wrapper = mount({ template: '<i />' });
  });
});

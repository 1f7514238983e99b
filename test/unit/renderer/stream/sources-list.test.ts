import { mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import type { Capture } from '@shared/history';
import type { SourceSnapshot } from '@shared/source';
import { useApp } from '@/stores/app';
import { useCaptures } from '@/stores/captures';
import { useFeed } from '@/stores/feed';
import { useFeedMuted } from '@/stores/feed-muted';
import { useRates } from '@/stores/rates';
import { useSettings } from '@/stores/settings';
import { useSources } from '@/stores/sources';
import { useToasts } from '@/stores/toasts';
import SourceItem from '@/views/stream/SourceItem.vue';
import SourcesList from '@/views/stream/SourcesList.vue';
import { useSideFilter } from '@/views/stream/side-filter';
import { eventually } from '../../../support/eventually';

vi.mock('@/bridge', () => ({
  call: (name: string, argument: unknown) => Promise.resolve(name === 'settings.save' ? argument : null),
  on: () => () => undefined,
  openFeed: () => Promise.resolve({ send: () => undefined, close: () => undefined }),
}));

const source = (id: string, name: string): SourceSnapshot =>
  ({
    config: { id, name, displayUrl: `https://${id}.example.com/live`, transports: ['sse'] },
    state: { phase: 'open', transport: 'sse', attempt: 1, since: 0 },
    ladder: [],
    warning: null,
  }) as unknown as SourceSnapshot;
const capture = { id: 'c', name: 'monday', file: 'orders.har', format: 'HAR', events: 3, problems: [] };

let list: VueWrapper;
const names = (): string[] => list.findAll('.src bdi').map((name) => name.text());
const item = (name: string) => list.findAll('.src').find((one) => one.find('bdi').text() === name)!;
async function chooseFor(name: string, entry: string): Promise<void> {
  await item(name).trigger('contextmenu', { clientX: 1, clientY: 1 });
  const found = await eventually(() => {
    const one = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((each) =>
      each.textContent.includes(entry),
    );
    if (!one) throw new Error(`There is no ${entry}.`);
    return one;
  });
  found.click();
  await nextTick();
}

describe('the sources and captures of the sidebar', () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    useSources().take([source('a', 'orders'), source('b', 'notify')]);
    useCaptures().take([capture as unknown as Capture]);
    useFeedMuted();
    list = mount(SourcesList, { attachTo: document.body });
  });
  afterEach(() => list.unmount());

  it('are narrowed by name, address and file, with how many match', async () => {
    const filter = useSideFilter();
    filter.open('o');
    await nextTick();
    expect(names()).toEqual(['orders', 'notify', 'monday']);
    filter.text = 'b.example';
    await nextTick();
    expect(names()).toEqual(['notify']);
    expect(list.findAll('.count').map((count) => count.text())).toEqual(['1 of 2', '0 of 1']);
    filter.text = 'har';
    await nextTick();
    expect(names()).toEqual(['monday']);
    expect(list.text()).toContain('No source goes by this text.');
    filter.close();
    await nextTick();
    expect(names()).toEqual(['orders', 'notify', 'monday']);
  });

  it('are drawn anew when their state changes, and not by a heartbeat', async () => {
    const shown = (): unknown[] => list.findAllComponents(SourceItem).map((one) => one.props('source'));
    const before = shown();
    const heard = { ...source('b', 'notify'), lastByteAt: 5, lastCommentAt: 5 };
    useSources().takeChanges({ order: ['a', 'b'], changed: [heard] });
    await nextTick();
    expect(useSources().byId.get('b')?.lastByteAt).toBe(5);
    expect(shown()[1]).toBe(before[1]);
    useSources().takeChanges({
      order: ['a', 'b'],
      changed: [{ ...heard, state: { phase: 'paused' } as SourceSnapshot['state'] }],
    });
    await nextTick();
    expect(shown()[0]).toBe(before[0]);
    expect(item('notify').get('.src-b').attributes('aria-label')).toContain('Paused');
  });

  it('show only one on a click, several with Ctrl, and go on with the arrow keys', async () => {
    const feed = useFeed();
    await item('orders').get('.src-b').trigger('click');
    expect(feed.filter.sources).toEqual(['a']);
    (item('orders').get('.src-b').element as HTMLElement).focus();
    await item('orders').get('.src-b').trigger('keydown', { key: 'ArrowDown' });
    expect(document.activeElement).toBe(item('notify').get('.src-b').element);
    await item('notify').get('.src-b').trigger('keydown', { key: 'Enter', ctrlKey: true });
    expect(feed.filter.sources).toEqual(['a', 'b']);
  });

  it('are excluded by a term of the query, from the menu', async () => {
    await chooseFor('notify', 'Exclude in the query');
    expect(useFeed().filter.query).toBe('NOT source:notify');
    await chooseFor('monday', 'Exclude in the query');
    expect(useFeed().filter.query).toBe('NOT source:notify AND NOT source:monday');
  });

  it('are muted as a whole from the menu, and say so', async () => {
    await chooseFor('orders', 'Mute');
    await eventually(() => expect(useFeed().filter.mutedChannels).toEqual([{ sourceId: 'a', channel: '' }]));
    expect(item('orders').get('.src-b').attributes('aria-label')).toContain('muted');
    await chooseFor('orders', 'Unmute');
    await eventually(() => expect(useSettings().settings.mutedChannels).toEqual([]));
  });

  it('are pinned to the top from the menu, stay there by the settings, and come back by Undo', async () => {
    await chooseFor('notify', 'Pin to the top');
    await eventually(() => expect(names()).toEqual(['notify', 'orders', 'monday']));
    expect(useSettings().settings.pinnedChannels).toEqual([{ sourceId: 'b', channel: '' }]);
    expect(item('notify').get('.src-b').attributes('aria-label')).toContain('pinned');
    await chooseFor('notify', 'Unpin');
    await eventually(() => expect(names()).toEqual(['orders', 'notify', 'monday']));
    const undo = await eventually(() => useToasts().toasts.at(-1)!.action!);
    undo.run();
    await eventually(() => expect(names()).toEqual(['notify', 'orders', 'monday']));
  });

  it('do not count what is muted as unread', async () => {
    const taken = (events: number): void =>
      useRates().take({
        sources: [
          { sourceId: 'a', events, rate: 1, byteRate: 1, spark: [], firstAt: 1, lastAt: 2, sizes: [] },
        ],
        channels: [
          {
            sourceId: 'a',
            channel: 'logs',
            events,
            rate: 1,
            byteRate: 1,
            firstAt: 1,
            lastAt: 2,
            last: { seq: events, type: 'message', preview: '' },
          },
        ],
        types: [],
        channelsFolded: 0,
        spark: [],
      });
    const { useLooked } = await import('@/stores/looked');
    taken(5);
    useLooked().look({ sources: [], channels: [] });
    taken(9);
    await nextTick();
    expect(item('orders').get('.src-new').text()).toBe('4');
    await useSettings().change({ mutedChannels: [{ sourceId: 'a', channel: 'logs' }] });
    await nextTick();
    expect(item('orders').find('.src-new').exists()).toBe(false);
  });

  it('copy their name from the menu', async () => {
    const copy = vi.spyOn(useApp(), 'copy').mockResolvedValue();
    await chooseFor('notify', 'Copy name');
    expect(copy).toHaveBeenCalledWith('notify');
  });
});

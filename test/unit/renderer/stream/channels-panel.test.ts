import { mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import type { ChannelRate, Rates } from '@shared/feed';
import type { ChannelAt } from '@shared/history';
import { useFeed } from '@/stores/feed';
import { useRates } from '@/stores/rates';
import { useSettings } from '@/stores/settings';
import { useTimeCursor } from '@/stores/time-cursor';
import { useToasts } from '@/stores/toasts';
import ChannelsPanel from '@/views/stream/ChannelsPanel.vue';
import SourcesList from '@/views/stream/SourcesList.vue';
import { eventually } from '../../../support/eventually';

const main = vi.hoisted(() => ({ then: [] as unknown[], asked: [] as unknown[] }));
vi.mock('@/bridge', () => ({
  call: (name: string, argument: unknown) => {
    main.asked.push([name, argument]);
    if (name === 'settings.save') return Promise.resolve(argument);
    return Promise.resolve(name === 'history.channelsAt' ? main.then : null);
  },
  on: () => () => undefined,
  openFeed: () => Promise.resolve({ send: () => undefined, close: () => undefined }),
}));

const channel = (name: string, seq: number, more: Partial<ChannelRate> = {}): ChannelRate => ({
  sourceId: 'a',
  channel: name,
  events: seq,
  rate: 2,
  byteRate: 200,
  firstAt: 1_000,
  lastAt: Date.now(),
  last: { seq, type: 'message', preview: `{"n":${seq}}` },
  sizes: [0, 0, 5],
  ...more,
});
const rates = (...channels: ChannelRate[]): Rates => ({
  sources: [
    { sourceId: 'a', events: 9, rate: 2, byteRate: 200, spark: [], firstAt: 1, lastAt: 2, sizes: [] },
  ],
  channels,
  types: [],
  channelsFolded: 0,
  spark: [],
});
const wasThen = (name: string, seq: number): ChannelAt => ({
  sourceId: 'a',
  channel: name,
  events: 3,
  lastAt: 1_700_000_000_000,
  last: { seq, type: 'message', preview: `"then ${seq}"` },
});

let panel: VueWrapper;
let sidebar: HTMLElement;
let place: HTMLElement;
const line = (text: string): Element => {
  const found = panel.findAll('[role=treeitem]').find((item) => item.find('bdi').text() === text);
  if (!found) throw new Error(`There is no line ${text}.`);
  return found.element;
};
const beside = (text: string): string | undefined => line(text).querySelector('.tr-v')?.textContent?.trim();
const card = (): HTMLElement | null => document.querySelector('.ch-card');
const tree = () => panel.get('[role=tree]');
const names = (): (string | undefined)[] =>
  panel.findAll('[role=treeitem]').map((item) => item.get('.tr-n').text());
async function press(...keys: Partial<KeyboardEvent>[]): Promise<void> {
  for (const key of keys) await tree().trigger('keydown', key as Record<string, unknown>);
}

describe('the channels panel', () => {
  beforeEach(async () => {
    // happy-dom lays nothing out; the list draws what fits.
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(480);
    localStorage.clear();
    sessionStorage.clear();
    setActivePinia(createPinia());
    main.then = [];
    main.asked = [];
    useRates().take(rates(channel('orders/eu', 5), channel('logs', 7)));
    sidebar = document.createElement('aside');
    sidebar.className = 'sidebar';
    place = document.createElement('div');
    sidebar.append(place);
    document.body.append(sidebar);
    panel = mount(ChannelsPanel, { attachTo: place });
    await eventually(() => expect(panel.findAll('[role=treeitem]')).toHaveLength(3));
  });
  afterEach(() => {
    panel.unmount();
    sidebar.remove();
    vi.restoreAllMocks();
  });

  it('has the last value of a channel beside its name, written as rows write it', () => {
    expect(beside('eu')).toBe('n: 5');
    expect(beside('orders')).toBeUndefined();
  });

  it('says beside a closed branch how many channels it holds', async () => {
    useRates().take(rates(channel('orders/us', 2)));
    await panel.get('button[aria-label="Close all branches"]').trigger('click');
    expect(beside('orders')).toBe('2 channels, 7 events');
    expect(beside('logs')).toBe('n: 7');
  });

  it('blinks a line whose channel seldom gets an event, and no other', async () => {
    const blinking = (text: string): boolean => /blink-(?:odd|even)/u.test(line(text).className);
    const clock = vi.spyOn(performance, 'now');
    const later = async (ms: number, n: number): Promise<void> => {
      clock.mockReturnValue(performance.now() + ms);
      useRates().take(rates(channel('orders/eu', n)));
      await nextTick();
    };
    await later(3_000, 6);
    expect([blinking('eu'), blinking('logs'), blinking('orders')]).toEqual([true, false, false]);
    const before = line('eu').className;
    await later(4_000, 7);
    // Another animation of the same looks: the same one would not start anew.
    expect(line('eu').className).not.toBe(before);
    expect(blinking('eu')).toBe(true);
    const rested = line('eu').className;
    for (let n = 8; n < 12; n++) await later(1_000, n);
    expect(line('eu').className).toBe(rested);
  });

  it('leaves out last values and blinking when they are switched off', async () => {
    panel.unmount();
    localStorage.setItem('streamgauge.channels.values', 'off');
    await useSettings().change({ blink: false });
    panel = mount(ChannelsPanel, { attachTo: document.body });
    await eventually(() => expect(panel.findAll('[role=treeitem]')).toHaveLength(3));
    useRates().take(rates(channel('orders/eu', 6)));
    await nextTick();
    expect(beside('eu')).toBeUndefined();
    expect(line('eu').className).not.toContain('blink');
  });

  it('tells with a key what is known of a channel, and puts it away', async () => {
    await tree().trigger('focus');
    await tree().trigger('keydown', { key: 'i', code: 'KeyI', altKey: true });
    expect(card()?.textContent).toContain('logs');
    expect(card()?.querySelector('[role=img]')?.getAttribute('aria-label')).toContain('64 to 128 B');
    expect(line('logs').getAttribute('aria-describedby')).toBe(card()?.id);
    await tree().trigger('keydown', { key: 'ArrowDown' });
    await tree().trigger('keydown', { key: 'ArrowDown' });
    await eventually(() => expect(card()?.textContent).toContain('orders'));
    await tree().trigger('keydown', { key: 'Escape' });
    expect(card()).toBeNull();
  });

  it('shows the channels of a moment in the past, says so, and goes back', async () => {
    main.then = [wasThen('orders/eu', 3)];
    useTimeCursor().set(new Date(2023, 10, 15, 14, 3, 7, 412).getTime());
    await eventually(() => expect(panel.findAll('[role=treeitem]')).toHaveLength(2));
    expect(beside('eu')).toBe('"then 3"');
    expect(panel.get('.tc').text()).toContain('As it was on 15 Nov 2023 at');
    expect(panel.get<HTMLInputElement>('.tc input').element.value).toBe('14:03:07.412');
    expect(panel.get('.tc [role=status]').text()).toBe('Channels as they were at 14:03:07.412: 1 channel.');

    useRates().take(rates(channel('orders/eu', 9)));
    await nextTick();
    expect(beside('eu')).toBe('"then 3"');
    expect(line('eu').className).not.toContain('blink');

    await panel.get('.tc input').trigger('keydown', { key: 'Escape' });
    await eventually(() => expect(panel.findAll('[role=treeitem]')).toHaveLength(3));
    expect(panel.find('.tc').exists()).toBe(false);
    expect(document.activeElement?.getAttribute('aria-label')).toBe('More for channels');
  });

  it('takes a time that is typed, and says when it is none', async () => {
    useTimeCursor().set(new Date(2023, 10, 15, 14, 3, 7).getTime());
    await nextTick();
    const field = panel.get('.tc input');
    await field.setValue('14:61');
    await field.trigger('keydown', { key: 'Enter' });
    expect(field.attributes('aria-invalid')).toBe('true');
    expect(panel.get('.tc [role=alert]').text()).toContain('14:03:07.412');
    await field.setValue('13:00');
    await field.trigger('keydown', { key: 'Enter' });
    expect(useTimeCursor().time).toBe(new Date(2023, 10, 15, 13).getTime());
    await field.trigger('keydown', { key: 'ArrowUp' });
    expect(useTimeCursor().time).toBe(new Date(2023, 10, 15, 13, 0, 1).getTime());
  });

  it('lets go of the channels of a source that the pushes do not name any more', async () => {
    useRates().take({ ...rates(), sources: [] });
    await nextTick();
    expect(panel.text()).toContain('Channels appear here as soon as events name them.');
  });

  it('lets go of what a push with everything does not name', async () => {
    useRates().take({ ...rates(channel('news', 1)), reset: true });
    await nextTick();
    expect(panel.findAll('[role=treeitem] bdi').map((name) => name.text())).toEqual(['news']);
  });

  it('filters by the first letter that is typed in the tree, marks what it finds, and goes back with Esc', async () => {
    const list = mount(SourcesList, { attachTo: sidebar });
    (tree().element as HTMLElement).focus();
    tree().element.dispatchEvent(new KeyboardEvent('keydown', { key: 'e', bubbles: true }));
    await eventually(() => expect(document.activeElement?.tagName).toBe('INPUT'));
    expect((document.activeElement as HTMLInputElement).value).toBe('e');
    await eventually(() => expect(names()).toEqual(['orders', 'eu']));
    expect(line('eu').querySelector('mark')?.textContent).toBe('e');
    expect(panel.get('.count').text()).toBe('1 of 2');
    document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await eventually(() => expect(document.activeElement).toBe(tree().element));
    expect(names()).toEqual(['logs', 'orders', 'eu']);
    list.unmount();
  });

  it('pins a channel to the top with a key, and lets it go', async () => {
    await press({ key: 'End' }, { key: 'p', code: 'KeyP', altKey: true });
    await eventually(() => expect(names()).toEqual(['orders/eu', 'logs', 'orders', 'eu']));
    expect(useSettings().settings.pinnedChannels).toEqual([{ sourceId: '', channel: 'orders/eu' }]);
    await press({ key: 'p', code: 'KeyP', altKey: true });
    await eventually(() => expect(names()).toEqual(['logs', 'orders', 'eu']));
  });

  it('mutes a branch with a key: out of the list, counted below, undone from the message', async () => {
    useRates().take(rates(channel('orders/us', 2)));
    await press({ key: 'Home' }, { key: 'ArrowDown' }, { key: 'm', code: 'KeyM', altKey: true });
    const marks = [{ sourceId: '', channel: 'orders' }];
    await eventually(() => expect(useFeed().filter.mutedChannels).toEqual(marks));
    expect(line('eu').className).toContain('is-muted');
    expect(line('logs').className).not.toContain('is-muted');
    expect(panel.get('.muted-bar').text()).toBe('2 channels muted, 7 events');
    const toast = useToasts().toasts.at(-1)!;
    expect(toast.title).toBe('orders is muted.');
    toast.action!.run();
    await eventually(() => expect(useFeed().filter.mutedChannels).toEqual([]));
    expect(panel.find('.muted-bar').exists()).toBe(false);
  });

  it('shows what is muted with one click, in the tree and in the list', async () => {
    await useSettings().change({ mutedChannels: [{ sourceId: 'a', channel: 'logs' }] });
    await eventually(() => expect(panel.find('.muted-bar').exists()).toBe(true));
    await panel.get('.muted-b').trigger('click');
    expect(names()).toEqual(['logs']);
    await panel.get('.muted-b').trigger('click');
    expect(names()).toEqual(['logs', 'orders', 'eu']);
    await panel.get('button[aria-label="Show muted events in the list"]').trigger('click');
    expect(useFeed().filter.mutedChannels).toEqual([]);
    await panel.get('button[aria-label="Show muted events in the list"]').trigger('click');
    expect(useFeed().filter.mutedChannels).toHaveLength(1);
  });

  it('filters the events by a channel, and by several', async () => {
    await press({ key: 'Home' }, { key: 'Enter' });
    expect(useFeed().filter).toMatchObject({ channel: 'logs', moreChannels: [] });
    await press({ key: 'End' }, { key: 'Enter', altKey: true });
    expect(useFeed().filter).toMatchObject({ channel: 'logs', moreChannels: ['orders/eu'] });
    expect(line('eu').getAttribute('aria-selected')).toBe('true');
    await press({ key: 'Enter' });
    expect(useFeed().filter).toMatchObject({ channel: 'orders/eu', moreChannels: [] });
    await press({ key: 'Enter' });
    expect(useFeed().filter.channel).toBeNull();
  });

  it('opens all sisters of a branch with the star', async () => {
    useRates().take(rates(channel('news/a', 1)));
    await panel.get('button[aria-label="Close all branches"]').trigger('click');
    expect(names()).toEqual(['logs', 'news', 'orders']);
    await press({ key: 'End' }, { key: '*' });
    expect(names()).toEqual(['logs', 'news', 'a', 'orders', 'eu']);
  });

  it('has the age of a channel that is late in words as well', async () => {
    const start = Date.now() - 100_000;
    useRates().take(rates(channel('slow', 20, { firstAt: start, lastAt: start + 20_000, rate: 0 })));
    await eventually(() => expect(line('slow').className).toContain('is-stale'));
    expect(line('slow').textContent).toContain('quiet for longer than usual');
    expect(line('logs').className).not.toContain('is-stale');
  });

  it('does not blink a line that filters the events', async () => {
    await press({ key: 'Home' }, { key: 'Enter' });
    const clock = vi.spyOn(performance, 'now');
    clock.mockReturnValue(performance.now() + 5_000);
    useRates().take(rates(channel('logs', 8), channel('orders/eu', 6)));
    await nextTick();
    expect(line('logs').className).not.toContain('blink');
    expect(line('eu').className).toContain('blink');
  });
});

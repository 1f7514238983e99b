import { mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import type { ChannelRate, Rates } from '@shared/feed';
import type { ChannelAt } from '@shared/history';
import { useRates } from '@/stores/rates';
import { useTimeCursor } from '@/stores/time-cursor';
import ChannelsPanel from '@/views/stream/ChannelsPanel.vue';
import { eventually } from '../../../support/eventually';

const main = vi.hoisted(() => ({ then: [] as unknown[], asked: [] as unknown[] }));
vi.mock('@/bridge', () => ({
  call: (name: string, argument: unknown) => {
    main.asked.push([name, argument]);
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
const line = (text: string): Element => {
  const found = panel.findAll('[role=treeitem]').find((item) => item.find('bdi').text() === text);
  if (!found) throw new Error(`There is no line ${text}.`);
  return found.element;
};
const beside = (text: string): string | undefined => line(text).querySelector('.tr-v')?.textContent?.trim();
const card = (): HTMLElement | null => document.querySelector('.ch-card');
const tree = () => panel.get('[role=tree]');

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
    panel = mount(ChannelsPanel, { attachTo: document.body });
    await eventually(() => expect(panel.findAll('[role=treeitem]')).toHaveLength(3));
  });
  afterEach(() => {
    panel.unmount();
    vi.restoreAllMocks();
  });

  it('has the last value of a channel beside its name, written as rows write it', () => {
    expect(beside('eu')).toBe('n: 5');
    expect(beside('orders')).toBeUndefined();
  });

  it('says beside a closed branch how many channels it holds', async () => {
    useRates().take(rates(channel('orders/us', 2)));
    await panel.get('button[aria-label="Close all branches"]').trigger('click');
    expect(beside('orders')).toBe('2 channels');
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
    localStorage.setItem('streamgauge.channels.blink', 'off');
    panel = mount(ChannelsPanel, { attachTo: document.body });
    await eventually(() => expect(panel.findAll('[role=treeitem]')).toHaveLength(3));
    useRates().take(rates(channel('orders/eu', 6)));
    await nextTick();
    expect(beside('eu')).toBeUndefined();
    expect(line('eu').className).not.toContain('blink');
  });

  it('tells with a key what is known of a channel, and puts it away', async () => {
    await tree().trigger('focus');
    await tree().trigger('keydown', { key: 'i' });
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
});

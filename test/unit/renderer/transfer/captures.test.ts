import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Capture, HistoryState, Job } from '@shared/history';
import { useCaptures } from '@/stores/captures';
import { useFeed } from '@/stores/feed';
import { useHistory } from '@/stores/history';
import { useTransfer } from '@/stores/jobs';
import { useToasts } from '@/stores/toasts';
import CapturesList from '@/views/stream/CapturesList.vue';
import { eventually } from '../../../support/eventually';
import { recordBridge, type RecordedBridge } from './transfer-bridge';

enableAutoUnmount(afterEach);

let bridge: RecordedBridge;
const CAPTURE: Capture = {
  id: 'capture-1',
  name: 'orders',
  file: 'orders.sse',
  format: 'Event stream',
  importedAt: Date.UTC(2026, 10, 21),
  events: 18_003,
  bytes: 1_000,
  times: 'payload',
  problems: [],
};

beforeEach(() => {
  bridge = recordBridge();
  setActivePinia(createPinia());
});

function list(...captures: Capture[]): VueWrapper {
  useCaptures().take(captures);
  return mount(CapturesList, { attachTo: document.body });
}
const row = (wrapper: VueWrapper): string => wrapper.get('.cap-b').text().replace(/\s+/gu, ' ');
const asked = (name: string): unknown[] =>
  bridge.calls.filter((call) => call[0] === name).map((call) => call[1]);

async function choose(wrapper: VueWrapper, label: string): Promise<void> {
  await wrapper.get('[aria-label="More for orders"]').trigger('click');
  const item = await eventually(() => {
    const found = [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')].find((one) =>
      one.textContent.trim().startsWith(label),
    );
    expect(found).toBeDefined();
    return found!;
  });
  item.click();
  await flushPromises();
}

describe('captures in the list of sources', () => {
  it('tell their name, format and events', () => {
    const wrapper = list(CAPTURE);
    expect(row(wrapper)).toBe('orders18k');
    expect(wrapper.get('.cap-b').attributes('aria-label')).toBe('orders, Event stream, 18,003 events');
  });

  it('tell what limits have left of them, and how far they are read', async () => {
    const wrapper = list(CAPTURE);
    const sources = [{ sourceId: 'capture-1', events: 400, bytes: 1 }];
    useHistory().take({ ...useHistory().state, sources } as HistoryState);
    await flushPromises();
    expect(row(wrapper)).toBe('orders400');
    useTransfer().take([{ id: 'j', state: 'running', captureId: 'capture-1', share: 0.5 } as Job]);
    await flushPromises();
    expect(row(wrapper)).toBe('orders18k');
    expect(wrapper.get('.cap-b').attributes('aria-label')).toContain('50 % read');
  });

  it('are chosen by a click, and added with Ctrl', async () => {
    const wrapper = list(CAPTURE, { ...CAPTURE, id: 'capture-2', name: 'trades' });
    const [orders, trades] = wrapper.findAll('.cap-b');
    await orders!.trigger('click');
    expect(useFeed().filter.sources).toEqual(['capture-1']);
    await trades!.trigger('click', { ctrlKey: true });
    expect(useFeed().filter.sources).toEqual(['capture-1', 'capture-2']);
  });

  it('are renamed where they stand with F2, and not when somebody thinks better of it', async () => {
    const wrapper = list(CAPTURE);
    await wrapper.get('.cap-b').trigger('keydown', { key: 'F2' });
    await flushPromises();
    await wrapper.get('input').setValue('Monday');
    await wrapper.get('input').trigger('keydown', { key: 'Enter' });
    expect(asked('captures.rename')).toEqual([{ id: 'capture-1', name: 'Monday' }]);
    await wrapper.get('.cap-b').trigger('keydown', { key: 'F2' });
    await wrapper.get('input').setValue('Tuesday');
    await wrapper.get('input').trigger('keydown', { key: 'Escape' });
    await flushPromises();
    expect(asked('captures.rename')).toHaveLength(1);
  });

  it('are deleted at once with a way back, and leave the filter', async () => {
    const wrapper = list(CAPTURE);
    const feed = useFeed();
    feed.filter = { ...feed.filter, sources: ['capture-1'] };
    await choose(wrapper, 'Delete capture');
    expect(asked('captures.remove')).toEqual(['capture-1']);
    expect(feed.filter.sources).toEqual([]);
    const [toast] = useToasts().toasts;
    expect(toast).toMatchObject({ title: 'orders deleted.', stayMs: 8_000, action: { label: 'Undo' } });
    toast!.action!.run();
    await flushPromises();
    expect(asked('captures.restore')).toEqual(['capture-1']);
  });

  it('are exported as a whole', async () => {
    await choose(list(CAPTURE), 'Export');
    expect(useTransfer().exporting).toMatchObject({
      kind: 'filter',
      filter: { sources: ['capture-1'], comments: true, states: true, query: '' },
    });
  });

  it('say what could not be read, and where their times come from', async () => {
    const wrapper = list({ ...CAPTURE, problems: ['Line 3 is no event and was passed over.'] });
    expect(wrapper.get('.cap-b').attributes('aria-label')).toContain('not all of it could be read');
    await choose(wrapper, 'What could not be read');
    await eventually(() => {
      const said = document.querySelector('[role="dialog"]')!.textContent;
      expect(said).toContain('Line 3 is no event and was passed over.');
      expect(said).toContain('What the payloads name');
    });
  });
});

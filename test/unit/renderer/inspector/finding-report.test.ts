import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { effectScope, ref } from 'vue';
import type { EventDetail, EventRow } from '@shared/stream-event';
import { useShapes } from '@/stores/shapes';
import FindingReport from '@/views/stream/inspector/FindingReport.vue';
import SchemaBreaks from '@/views/stream/inspector/SchemaBreaks.vue';
import { useSchemaBreaks } from '@/views/stream/inspector/use-schema-breaks';

enableAutoUnmount(afterEach);

const EVENT: EventDetail = {
  seq: 41,
  kind: 'event',
  sourceId: 'shop',
  receivedAt: 1_763_735_527_402,
  type: 'order: paid',
  id: '7',
  channel: '',
  preview: '',
  size: 20,
  level: null,
  gap: null,
  transport: 'sse',
  eventTime: null,
  lastEventId: '7',
  data: '{"total":"12"}',
  raw: new Uint8Array(0),
  truncated: false,
};
const FINDING: EventDetail = {
  ...EVENT,
  seq: 42,
  kind: 'finding',
  type: '',
  id: '41',
  level: 'warning',
  data: 'order: paid: /total must be number (was string "12").',
};

async function report(finding: EventDetail, event: EventDetail | null): Promise<VueWrapper> {
  const asked: number[] = [];
  const detail = (seq: number): Promise<EventDetail | null> => {
    asked.push(seq);
    return Promise.resolve(event);
  };
  const wrapper = mount(FindingReport, {
    props: { finding, source: 'shop', clock: 'utc', followed: true, detail },
  });
  await flushPromises();
  return wrapper;
}
const press = (wrapper: VueWrapper, name: string): Promise<void> =>
  wrapper
    .findAll('button')
    .find((button) => button.text() === name)!
    .trigger('click');

describe('a finding in the inspector', () => {
  it('says what breaks the schema and where, and leads to the event', async () => {
    const wrapper = await report(FINDING, EVENT);
    expect(wrapper.get('.note').text()).toBe('shop order: paid: /total must be number (was string "12").');
    expect(wrapper.findAll('dd').map((cell) => cell.text())).toEqual([
      '14:32:07.402',
      'order: paid',
      '/total',
    ]);
    await press(wrapper, 'Show the event');
    expect(wrapper.emitted('reveal')).toEqual([[41]]);
    await press(wrapper, 'See the shape');
    expect(wrapper.emitted('shape')).toHaveLength(1);
  });

  it('says that the event is gone, and leads nowhere', async () => {
    const wrapper = await report(FINDING, null);
    expect(wrapper.text()).toContain('The event is not in the history any more.');
    expect(wrapper.text()).not.toContain('Show the event');
  });

  it('does not take another event for it that has the number by now', async () => {
    for (const other of [
      { ...EVENT, sourceId: 'another' },
      { ...EVENT, receivedAt: 5 },
      { ...EVENT, type: 'order.refunded' },
      { ...EVENT, kind: 'comment' as const },
    ]) {
      expect((await report(FINDING, other)).text()).toContain('The event is not in the history any more.');
    }
  });
});

describe('where an event breaks its schema', () => {
  let breaks: unknown[];
  let asked: unknown[];
  beforeEach(() => {
    breaks = [{ path: '/total', sentence: '/total must be number (was string "12").' }];
    asked = [];
    setActivePinia(createPinia());
    Object.defineProperty(window, 'streamgauge', {
      configurable: true,
      value: {
        call: (name: string, seq: number) => {
          asked.push([name, seq]);
          return Promise.resolve({ ok: true, value: breaks });
        },
        on: () => () => undefined,
      },
    });
  });
  const attached = (schema: string | null): void =>
    useShapes().take({ sources: [{ sourceId: 'shop', types: 1, findings: 0, schema }] });

  it('is asked for once an event is opened whose source has a schema, and follows both', async () => {
    const event = ref<EventRow | null>(EVENT);
    const scope = effectScope();
    const found = scope.run(() => useSchemaBreaks(() => event.value))!;
    await flushPromises();
    expect(asked).toEqual([]);
    attached('orders.json');
    await flushPromises();
    expect(asked).toEqual([['shapes.breaks', 41]]);
    expect(found.value).toEqual(breaks);
    event.value = FINDING;
    await flushPromises();
    expect(found.value).toEqual([]);
    event.value = { ...EVENT, seq: 43 };
    await flushPromises();
    expect(found.value).toEqual(breaks);
    attached(null);
    await flushPromises();
    expect(found.value).toEqual([]);
    scope.stop();
  });

  it('shows the first few places, and says how many more there are', () => {
    const many = Array.from({ length: 5 }, (_, i) => ({ path: `/${i}`, sentence: `/${i} is missing.` }));
    const wrapper = mount(SchemaBreaks, { props: { breaks: many } });
    expect(wrapper.findAll('p').map((line) => line.text())).toEqual([
      '/0 is missing.',
      '/1 is missing.',
      '/2 is missing.',
      'and 2 more places',
    ]);
  });
});

import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { SIZE_CLASSES, type SourceRate } from '@shared/feed';
import EventSizes from '@/views/connections/EventSizes.vue';

const counted = (sizes: number[], more: Partial<SourceRate> = {}): SourceRate => ({
  sourceId: 'a',
  events: 1,
  rate: 0,
  byteRate: 0,
  spark: [],
  firstAt: Date.UTC(2026, 10, 21, 14, 3, 7),
  lastAt: Date.UTC(2026, 10, 21, 14, 9, 0),
  sizes: [...sizes, ...new Array<number>(SIZE_CLASSES - sizes.length).fill(0)],
  ...more,
});

describe('the sizes of the events of a source', () => {
  it('are drawn, and said in words', () => {
    const reading = mount(EventSizes, {
      props: { counted: counted([0, 0, 600, 390, 0, 10]), clock: 'utc' },
    });
    expect(reading.text()).toContain('64 to 128 B p50');
    expect(reading.text()).toContain('Half of 1,000 are under 128 B, 99 % under 256 B.');
    expect(reading.text()).toContain('First event at 14:03:07, last at 14:09:00.');
    const bars = reading.findAll('.sizes-b > span');
    expect(bars.map((bar) => bar.attributes('title'))).toContain('512 B to 1 KiB: 10 events');
    expect(reading.findAll('.sizes-b i')).toHaveLength(3);
  });

  it('are none before the first event', () => {
    const reading = mount(EventSizes, {
      props: { counted: counted([], { firstAt: null, lastAt: null }), clock: 'utc' },
    });
    expect(reading.text()).toBe('Event sizesnone yet');
  });
});

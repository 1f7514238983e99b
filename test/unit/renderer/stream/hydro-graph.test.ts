import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TimeWindow } from '@/views/stream/hydrograph/time-span';
import { LIVE_SPAN } from '@/views/stream/hydrograph/time-span';
import type { Histogram } from '@/views/stream/hydrograph/use-columns';
import HydroGraph from '@/views/stream/HydroGraph.vue';
import { eventually } from '../../../support/eventually';

enableAutoUnmount(afterEach);

function hydrograph(range: TimeWindow | null = null) {
  const second = Math.floor(Date.now() / 1_000);
  const ask = vi.fn((from: number, to: number, buckets: number): Promise<Histogram> =>
    Promise.resolve({
      from,
      to,
      events: new Array<number>(buckets).fill(3),
      errors: new Array<number>(buckets).fill(1),
      extent: { from: from - 5_000, to },
    }),
  );
  const wrapper = mount(HydroGraph, {
    props: {
      span: LIVE_SPAN,
      buckets: [{ second: second - 10, events: 40, errors: 2 }],
      subject: {},
      ask,
      level: 28,
      breaks: [],
      pausedAt: null,
      clock: 'utc',
      range,
      matched: 1_234,
    },
    attachTo: document.body,
  });
  return { wrapper, ask, second, summary: () => wrapper.get('canvas').attributes('aria-label') };
}

describe('the hydrograph', () => {
  it('says in words what it shows, and asks for nothing while that is pushed', () => {
    const { summary, ask } = hydrograph();
    expect(summary()).toBe(
      'Matching events per second, last 2.5 min. Now 28.0 per second, at most 40. 40 events, 2 errors.',
    );
    expect(ask).not.toHaveBeenCalled();
  });

  it('asks for a longer time in round columns, and says how long they are', async () => {
    const { wrapper, summary, ask } = hydrograph();
    await wrapper.setProps({ span: { kind: 'rolling', ms: 3_600_000 } });
    await eventually(() =>
      expect(summary()).toMatch(/^Matching events per 30 s, .*at most 3\. 360 events, 120 errors\.$/u),
    );
    expect(ask.mock.calls[0]![2]).toBe(120);
  });

  it('counts what is in the time range by its columns, and by its rows once it is out of sight', async () => {
    const { wrapper, second } = hydrograph();
    const at = (second - 12) * 1_000;
    await wrapper.setProps({ range: { from: at, to: at + 5_000 } });
    expect(wrapper.get('.brush-words').text()).toBe('5 s, 40 events');
    await eventually(() => expect(wrapper.get('.brush-words').text()).toBe('5 s, 15 events'));
    await wrapper.setProps({ range: { from: at - 500_000, to: at + 5_000 } });
    expect(wrapper.get('.brush-words').text()).toBe('8.4 min, 1,234 events');
  });

  it('zooms out with a key', async () => {
    const { wrapper } = hydrograph();
    await wrapper.get('.brush-layer').trigger('keydown', { key: '-' });
    expect(wrapper.emitted('update:span')).toEqual([[{ kind: 'rolling', ms: 300_000 }]]);
  });
});

import { enableAutoUnmount, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { dragged, moved, resized } from '@/views/stream/hydrograph/brush';
import BrushLayer from '@/views/stream/hydrograph/BrushLayer.vue';
import type { TimeWindow } from '@/views/stream/hydrograph/time-span';
import { eventually } from '../../../support/eventually';

enableAutoUnmount(afterEach);

const WINDOW = { from: 100_000, to: 250_000 };

describe('a time range that is dragged', () => {
  it('covers whole columns, in whichever direction it is drawn', () => {
    const drag = { grip: 'new', start: 130_400, before: null } as const;
    expect(dragged(drag, 134_100, WINDOW, 1_000)).toEqual({ from: 130_000, to: 135_000 });
    expect(dragged(drag, 120_900, WINDOW, 1_000)).toEqual({ from: 120_000, to: 131_000 });
  });

  it('turns round when one edge is dragged over the other', () => {
    const before = { from: 130_000, to: 140_000 };
    expect(dragged({ grip: 'from', start: 130_000, before }, 150_000, WINDOW, 1_000)).toEqual({
      from: 140_000,
      to: 150_000,
    });
  });

  it('keeps its length when it is moved, and stops at the edge of the window', () => {
    const before = { from: 130_000, to: 140_000 };
    expect(moved(before, 5_400, WINDOW, 1_000)).toEqual({ from: 135_000, to: 145_000 });
    expect(moved(before, 1e9, WINDOW, 1_000)).toEqual({ from: 240_000, to: 250_000 });
    expect(moved(before, -1e9, WINDOW, 1_000)).toEqual({ from: 100_000, to: 110_000 });
  });

  it('keeps one column at least', () => {
    expect(resized({ from: 130_000, to: 132_000 }, 'to', -90_000, WINDOW, 1_000)).toEqual({
      from: 130_000,
      to: 131_000,
    });
  });
});

/** The layer over a plot 1,500 px wide: 100 ms a px. */
function layer(range: TimeWindow | null): VueWrapper<InstanceType<typeof BrushLayer>> {
  const wrapper = mount(BrushLayer, {
    props: {
      window: WINDOW,
      column: 1_000,
      range,
      countOf: ({ from, to }: TimeWindow) => ((to - from) / 1_000) * 26,
      now: WINDOW.to,
      clock: 'utc',
      describedBy: 'hint',
    },
    attachTo: document.body,
  });
  const element = wrapper.element as HTMLElement;
  element.getBoundingClientRect = () => ({ left: 0, width: 1_500, top: 0, height: 80 }) as DOMRect;
  element.setPointerCapture = () => undefined;
  return wrapper;
}

describe('the brush of the hydrograph', () => {
  it('is drawn by dragging, says how long it is and how much is in it, and is set when it is let go', async () => {
    const wrapper = layer(null);
    await wrapper.trigger('pointerdown', { button: 0, clientX: 300, pointerId: 1 });
    await wrapper.trigger('pointermove', { clientX: 750 });
    expect(wrapper.get('.brush-words').text()).toBe('45 s, 1,170 events');
    expect(wrapper.emitted('set')).toBeUndefined();
    await wrapper.trigger('pointerup');
    expect(wrapper.emitted('set')).toEqual([[{ from: 130_000, to: 175_000 }]]);
    expect(wrapper.emitted('hold')).toEqual([[true], [false]]);
  });

  it('is not made by a click', async () => {
    const wrapper = layer(null);
    await wrapper.trigger('pointerdown', { button: 0, clientX: 300, pointerId: 1 });
    await wrapper.trigger('pointermove', { clientX: 301 });
    await wrapper.trigger('pointerup');
    expect(wrapper.emitted('set')).toBeUndefined();
  });

  it('goes away with a double click and with Escape', async () => {
    const wrapper = layer({ from: 130_000, to: 175_000 });
    await wrapper.trigger('dblclick');
    await wrapper.trigger('keydown', { key: 'Escape' });
    expect(wrapper.emitted('set')).toEqual([[null], [null]]);
    expect(wrapper.emitted('reset')).toBeUndefined();
  });

  it('leaves what is set alone when Escape ends a drag', async () => {
    const wrapper = layer({ from: 200_000, to: 210_000 });
    await wrapper.trigger('pointerdown', { button: 0, clientX: 300, pointerId: 1 });
    await wrapper.trigger('pointermove', { clientX: 750 });
    await wrapper.trigger('keydown', { key: 'Escape' });
    await wrapper.trigger('pointerup');
    expect(wrapper.get('.brush-words').text()).toBe('10 s, 260 events');
    expect(wrapper.emitted('set')).toBeUndefined();
  });

  it('is made, moved and resized by arrow keys, and set once they rest', async () => {
    const wrapper = layer(null);
    await wrapper.trigger('keydown', { key: 'ArrowRight' });
    expect(wrapper.findAll('[role="slider"]')).toHaveLength(2);
    await wrapper.trigger('keydown', { key: 'ArrowLeft', shiftKey: true });
    await wrapper.get('[data-grip="to"]').trigger('keydown', { key: 'ArrowRight' });
    expect(wrapper.get('[data-grip="to"]').attributes('aria-valuetext')).toBe(
      '00:03:30 to 00:04:01, 31 s, 806 events',
    );
    expect(wrapper.emitted('set')).toBeUndefined();
    await eventually(() => expect(wrapper.emitted('set')).toEqual([[{ from: 210_000, to: 241_000 }]]));
  });

  it('zooms around the pointer with the wheel, and goes back to live with a double click beside a range', async () => {
    const wrapper = layer(null);
    await wrapper.trigger('wheel', { deltaY: -100, clientX: 300 });
    const [factor, at] = wrapper.emitted<[number, number]>('zoom')![0]!;
    expect(factor).toBeLessThan(1);
    expect(at).toBe(130_000);
    await wrapper.trigger('dblclick');
    expect(wrapper.emitted('reset')).toHaveLength(1);
  });
});

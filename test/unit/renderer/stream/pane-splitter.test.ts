import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import PaneSplitter from '@/views/stream/PaneSplitter.vue';

const made = (growsTo: 'right' | 'left' | 'up') =>
  mount(PaneSplitter, { props: { label: 'Width', size: 248, least: 200, most: 400, growsTo } });

describe('the edge between two panes', () => {
  it('tells its size and bounds', () => {
    const edge = made('right').get('[role="separator"]');
    expect(edge.attributes()).toMatchObject({
      'aria-valuenow': '248',
      'aria-valuemin': '200',
      'aria-valuemax': '400',
      'aria-orientation': 'vertical',
    });
  });

  it('moves with the arrow keys in the direction of the edge', async () => {
    const right = made('right');
    await right.trigger('keydown', { key: 'ArrowRight' });
    const left = made('left');
    await left.trigger('keydown', { key: 'ArrowRight' });
    expect([right.emitted('resize'), left.emitted('resize')]).toEqual([[[264]], [[232]]]);
  });

  it('stays within its bounds', async () => {
    const edge = made('right');
    await edge.trigger('keydown', { key: 'Home' });
    await edge.trigger('keydown', { key: 'End' });
    expect(edge.emitted('resize')).toEqual([[200], [400]]);
  });

  it('goes back to the design with a double click', async () => {
    const edge = made('up');
    await edge.trigger('dblclick');
    expect(edge.emitted('reset')).toHaveLength(1);
  });
});

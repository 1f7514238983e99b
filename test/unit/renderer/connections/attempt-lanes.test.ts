import { mount, type VueWrapper } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import AttemptLanes from '@/views/connections/AttemptLanes.vue';
import { anAttempt, openState, REFUSED } from './a-source';

const NOW = Date.UTC(2026, 10, 21, 14, 32);
const attempts = [
  anAttempt({
    number: 1,
    transport: 'websocket',
    startedAt: NOW - 300_000,
    endedAt: NOW - 299_000,
    reason: REFUSED,
  }),
  anAttempt({ number: 2, startedAt: NOW - 299_000, openedAt: NOW - 298_800 }),
];
const lanes = (): VueWrapper =>
  mount(AttemptLanes, {
    props: {
      attempts,
      transports: ['websocket', 'sse', 'polling'],
      state: openState(NOW - 298_800),
      now: NOW,
      minutes: 12,
      clock: 'utc',
    },
    attachTo: document.body,
  });

describe('the timeline of attempts', () => {
  it('has a lane for each transport and an arrow where the stream fell', () => {
    const wrapper = lanes();
    expect(wrapper.findAll('[role="group"]').map((lane) => lane.attributes('aria-label'))).toEqual([
      'WS',
      'SSE',
      'POLL',
    ]);
    expect(wrapper.findAll('.drop')).toHaveLength(1);
    expect(wrapper.get('.drop').classes()).not.toContain('is-up');
  });

  it('tells each stretch by keys, from the newest back to the oldest', async () => {
    const wrapper = lanes();
    const box = wrapper.get('[role="listbox"]');
    const told: string[] = [];
    for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowLeft', 'Home']) {
      await box.trigger('keydown', { key });
      const active = box.attributes('aria-activedescendant');
      told.push(document.getElementById(active!)!.getAttribute('aria-label')!);
    }
    expect(told).toEqual([
      '14:27:01, Attempt 2 by SSE, open 4 min 59 s',
      '14:27:01, Attempt 2 by SSE, connecting 200 ms',
      '14:27:01, Attempt 1 by WebSocket. arena refused the connection.',
      '14:27:00, Attempt 1 by WebSocket, connecting 1.0 s',
    ]);
    expect(wrapper.get('.tip').text()).toContain('connecting 1.0 s');
    await box.trigger('keydown', { key: 'Escape' });
    expect(wrapper.find('.tip').exists()).toBe(false);
  });

  it('tells what is under the pointer, arrows included', async () => {
    const wrapper = lanes();
    await wrapper.get('.drop').trigger('pointermove');
    expect(wrapper.get('.tip').text()).toContain('From WebSocket to SSE. arena refused the connection.');
    await wrapper.get('.lanes').trigger('pointerleave');
    expect(wrapper.find('.tip').exists()).toBe(false);
  });
});

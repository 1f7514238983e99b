import { mount, type VueWrapper } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import type { SourceSnapshot } from '@shared/source';
import StrategyLadder from '@/views/connections/StrategyLadder.vue';
import { strategyWords } from '@/views/connections/rung-words';
import { aSource, anAttempt, fallenLadder, openState } from './a-source';

const NOW = Date.UTC(2026, 10, 21, 14, 32, 12);
const ladder = (source: SourceSnapshot): VueWrapper =>
  mount(StrategyLadder, { props: { source, now: NOW, clock: 'utc', busy: false } });
const fallen = aSource(openState(NOW - 662_000), {
  ladder: fallenLadder(),
  climbAt: NOW + 252_000,
  attempts: [1, 2, 3].map((number) =>
    anAttempt({
      number,
      transport: 'websocket',
      startedAt: NOW - 663_000,
      endedAt: NOW - 662_900,
      status: 200,
    }),
  ),
});

describe('the ladder', () => {
  it('gives each rung its state, why, and the tries so far', () => {
    const rungs = ladder(fallen)
      .findAll('li')
      .map((rung) => rung.text().replace(/\s+/gu, ' '));
    expect(rungs[0]).toContain('WebSocket');
    expect(rungs[0]).toContain('Failed');
    expect(rungs[0]).toContain('answered 200 OK instead of switching to WebSocket (101).');
    expect(rungs[0]).toContain('3 attempts');
    expect(rungs[0]).toContain('last 14:21:09');
    expect(rungs[1]).toContain('Active');
    expect(rungs[1]).toContain('11 min 2 s');
    expect(rungs[1]).toContain('since 14:21:10');
    expect(rungs[2]).toContain('Not tried');
    expect(rungs[2]).toContain('Next, if SSE is silent for 45 s.');
    expect(ladder(fallen).get('[aria-current]').text()).toContain('SSE');
  });

  it('counts down to the next try of the better transport, which can be had now', async () => {
    const wrapper = ladder(fallen);
    expect(wrapper.text()).toContain('Tries WebSocket again in 04:12');
    await wrapper.get('button').trigger('click');
    expect(wrapper.emitted('switch')).toEqual([['websocket']]);
  });

  it('says that the better transport is being tried, without a button for it', () => {
    const [top, ...rest] = fallenLadder();
    const wrapper = ladder({ ...fallen, climbAt: null, ladder: [{ ...top!, state: 'climbing' }, ...rest] });
    expect(wrapper.text()).toContain('Tries WebSocket again now');
    expect(wrapper.find('button').exists()).toBe(false);
  });

  it('shows no next try where the stream comes by the first transport', () => {
    const pinned = aSource(openState(NOW - 1_000), { climbAt: null });
    expect(ladder(pinned).text()).not.toContain('again');
  });

  it('names bursts where they are, on the rung that brings them', () => {
    const numbers = { ...fallen.numbers, arrivals: { p50: 2, p99: 4_000, count: 800 } };
    expect(ladder({ ...fallen, numbers }).text()).toContain(
      'Open, but events arrive in bursts up to 4.0 s apart.',
    );
  });

  it('words the order', () => {
    expect(strategyWords(['websocket', 'sse', 'polling'])).toBe('Auto: WebSocket, then SSE, then polling');
    expect(strategyWords(['sse', 'polling'])).toBe('SSE, then polling');
    expect(strategyWords(['sse'])).toBe('SSE only');
  });
});

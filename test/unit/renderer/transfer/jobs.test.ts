import { enableAutoUnmount, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '@shared/history';
import JobList from '@/app/transfer/JobList.vue';

enableAutoUnmount(afterEach);
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const RUNNING: Job = {
  id: 'a',
  kind: 'import',
  file: 'orders.sse',
  events: 12_400,
  bytes: 8_100_000,
  share: 0.347,
  state: 'running',
  sentence: null,
  problem: null,
  captureId: 'capture-1',
};
const DONE: Job = { ...RUNNING, state: 'done', share: 1, sentence: 'Read 12,400 events from orders.sse.' };
const list = (...jobs: Job[]): VueWrapper => mount(JobList, { props: { jobs } });
/** The pieces of text of each card, in order. */
const texts = (wrapper: VueWrapper): string[] =>
  wrapper.findAll('.job').map((card) => pieces(card.element).join(' '));
function pieces(node: Node): string[] {
  const text = node.nodeType === Node.TEXT_NODE ? (node.textContent ?? '').trim() : '';
  return text === '' ? [...node.childNodes].flatMap(pieces) : [text];
}

describe('cards of exports and imports', () => {
  it('tell how far a file is, and cancel', async () => {
    const wrapper = list(RUNNING);
    expect(texts(wrapper)).toEqual(['Reading orders.sse 12,400 events, 8.1 MB, 34 % Cancel']);
    expect(wrapper.get('[role="progressbar"]').attributes('aria-valuenow')).toBe('34');
    await wrapper.get('button').trigger('click');
    expect(wrapper.emitted('cancel')).toEqual([['a']]);
  });

  it('tell no share that nobody knows, and which one waits', () => {
    const wrapper = list(
      { ...RUNNING, kind: 'export', share: null },
      { ...RUNNING, id: 'b', state: 'waiting', share: 0 },
    );
    expect(texts(wrapper)).toEqual([
      'Writing orders.sse 12,400 events, 8.1 MB Cancel',
      'orders.sse is read next Waits for its turn. Cancel',
    ]);
    expect(wrapper.get('[role="progressbar"]').attributes('aria-valuenow')).toBeUndefined();
  });

  it('show the capture when it is read, and leave after a while', async () => {
    const wrapper = list(DONE);
    expect(texts(wrapper)).toEqual(['Read 12,400 events from orders.sse. Show']);
    await wrapper.get('.acts button').trigger('click');
    expect(wrapper.emitted('show')).toEqual([['capture-1']]);
    vi.advanceTimersByTime(10_000);
    expect(wrapper.emitted('dismiss')).toEqual([['a']]);
  });

  it('begin to leave only once they are done, and not under the pointer', async () => {
    const wrapper = list(RUNNING);
    vi.advanceTimersByTime(60_000);
    await wrapper.setProps({ jobs: [DONE] });
    await wrapper.get('.job').trigger('pointerenter');
    vi.advanceTimersByTime(60_000);
    expect(wrapper.emitted('dismiss')).toBeUndefined();
    await wrapper.get('.job').trigger('pointerleave');
    vi.advanceTimersByTime(10_000);
    expect(wrapper.emitted('dismiss')).toEqual([['a']]);
  });

  it('stay with what went wrong and what to do', async () => {
    const problem = {
      code: 'x',
      message: 'a.csv cannot be written: the disk is full.',
      hint: 'Make room on it.',
    };
    const wrapper = list({
      ...RUNNING,
      kind: 'export',
      state: 'failed',
      problem,
      sentence: problem.message,
      captureId: null,
    });
    expect(texts(wrapper)).toEqual(['a.csv cannot be written: the disk is full. Make room on it.']);
    vi.advanceTimersByTime(600_000);
    expect(wrapper.emitted('dismiss')).toBeUndefined();
    await wrapper.get('[aria-label="Dismiss"]').trigger('click');
    expect(wrapper.emitted('dismiss')).toEqual([['a']]);
  });

  it('are four at most: what failed and what runs before what waits', () => {
    const waiting = Array.from({ length: 18 }, (_, n) => ({
      ...RUNNING,
      id: `w${n}`,
      state: 'waiting' as const,
    }));
    const failed = { ...RUNNING, id: 'f', state: 'failed' as const, sentence: 'No.' };
    const wrapper = list(...waiting.slice(0, 9), { ...RUNNING, id: 'r' }, ...waiting.slice(9), failed);
    expect(texts(wrapper)).toHaveLength(4);
    expect(texts(wrapper).join()).toContain('Reading orders.sse');
    expect(texts(wrapper).at(-1)).toContain('No.');
    expect(wrapper.get('.jobs-more').text()).toBe('16 more files');
  });

  it('show hostile names as text of one direction', () => {
    const wrapper = list({ ...RUNNING, file: 'a\u202egnp.exe' });
    expect(wrapper.text()).toContain('a‹202E›gnp.exe');
  });
});

import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Recording, RecordingsState } from '@shared/recording';
import RecordingsBlock from '@/views/server/RecordingsBlock.vue';
import { dayWords, recordingWords } from '@/views/server/recording-words';
import { runningTime } from '@/ui/format';
import { useRecordings } from '@/stores/recordings';
import { useToasts } from '@/stores/toasts';

enableAutoUnmount(afterEach);

let calls: [string, unknown][];
let refused: string | null;
const ready = vi.fn<() => Promise<void>>();

beforeEach(() => {
  calls = [];
  refused = null;
  ready.mockReset().mockResolvedValue();
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (name: string, argument: unknown) => {
        calls.push([name, argument]);
        return Promise.resolve(
          name === refused
            ? { ok: false, problem: { code: 'not-a-recording', message: 'notes.txt is no recording.' } }
            : { ok: true, value: null },
        );
      },
      on: () => () => undefined,
    },
  });
});

const recording: Recording = {
  id: 'orders-gap',
  name: 'orders-gap',
  recordedAt: Date.UTC(2026, 10, 20, 17, 40),
  durationMs: 270_000,
  events: 6_912,
  bytes: 4_100_000,
};
const NOW = Date.UTC(2026, 10, 21, 9, 0);
const block = (state: Partial<RecordingsState>): VueWrapper => {
  useRecordings().take({
    recordings: [recording],
    play: { phase: 'idle' },
    record: { phase: 'idle' },
    problem: null,
    ...state,
  });
  return mount(RecordingsBlock, { props: { now: NOW, clock: 'utc', ready } });
};
const playing = (phase: 'playing' | 'paused'): RecordingsState['play'] => ({
  phase,
  id: 'orders-gap',
  speed: '2',
  positionMs: 67_500,
  published: 1_740,
  refused: 3,
});

describe('recordings', () => {
  it('start and stop with the time that has run, and say what was dropped', async () => {
    const wrapper = block({
      record: { phase: 'recording', since: NOW - 134_000, events: 10, bytes: 900, dropped: 12 },
    });
    expect(wrapper.text()).toContain('Stop at 02:14');
    expect(wrapper.text()).toContain('recording 10 events, 900 B');
    expect(wrapper.text()).toContain('12 dropped');
    await wrapper.get('.rec-b').trigger('click');
    useRecordings().take({ ...useRecordings().state, record: { phase: 'idle' } });
    await flushPromises();
    await wrapper.get('.rec-b').trigger('click');
    expect(calls.map(([name]) => name)).toEqual(['recordings.stop', 'recordings.start']);
    expect(calls[1]![1]).toMatch(/^Recording of \w+ \d+, \d{4}, \d\d:\d\d$/u);
  });

  it('play on a running hub, which is started first', async () => {
    const wrapper = block({});
    await wrapper.get('button[aria-label="Play orders-gap"]').trigger('click');
    await flushPromises();
    expect(ready).toHaveBeenCalledTimes(1);
    expect(calls).toEqual([['recordings.play', { id: 'orders-gap', speed: '1' }]]);
  });

  it('do not play when the hub could not start, and say why', async () => {
    ready.mockRejectedValue(new Error('Port 4870 is taken.'));
    const wrapper = block({});
    await wrapper.get('button[aria-label="Play orders-gap"]').trigger('click');
    await flushPromises();
    expect(calls).toEqual([]);
    expect(wrapper.get('[role="alert"]').text()).toContain('Port 4870 is taken.');
  });

  it('show how far they have come, and pause, go on, stop and change their speed', async () => {
    const wrapper = block({ play: playing('playing') });
    expect(wrapper.get('[role="progressbar"]').attributes('aria-valuenow')).toBe('25');
    expect(wrapper.text()).toContain('01:07 of 04:30, 1,740 events played, 3 events refused');
    await wrapper.get('button[aria-label="Pause orders-gap"]').trigger('click');
    useRecordings().take({ ...useRecordings().state, play: playing('paused') });
    await flushPromises();
    await wrapper.get('button[aria-label="Go on with orders-gap"]').trigger('click');
    await wrapper.findAll('[role="radio"]')[3]!.trigger('click');
    await wrapper.get('button[aria-label="Stop playing orders-gap"]').trigger('click');
    await flushPromises();
    expect(calls).toEqual([
      ['recordings.pause', undefined],
      ['recordings.unpause', undefined],
      ['recordings.speed', 'max'],
      ['recordings.stopPlaying', undefined],
    ]);
  });

  it('tell in place why a file could not be read', async () => {
    refused = 'recordings.import';
    const wrapper = block({ recordings: [] });
    expect(wrapper.text()).toContain('Nothing recorded yet');
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'Import')!
      .trigger('click');
    await flushPromises();
    expect(wrapper.get('[role="alert"]').text()).toContain('notes.txt is no recording.');
  });

  it('come back from a removal', async () => {
    const wrapper = block({});
    wrapper.getComponent({ name: 'RecordingRow' }).vm.$emit('remove');
    await flushPromises();
    const toast = useToasts().toasts[0]!;
    expect(toast).toMatchObject({ title: 'orders-gap removed.', stayMs: 8_000 });
    toast.action!.run();
    expect(calls).toEqual([
      ['recordings.remove', 'orders-gap'],
      ['recordings.restore', 'orders-gap'],
    ]);
  });
});

describe('the words of a recording', () => {
  it('are its length, events and size', () => {
    expect(recordingWords(recording)).toBe('04:30, 6,912 events, 4.1 MB');
    expect(runningTime(3_734_000)).toBe('1:02:14');
    expect(runningTime(-5)).toBe('00:00');
  });

  it('name the day as far as it matters', () => {
    const at = (day: number, month = 10, year = 2026): number => Date.UTC(year, month, day, 17, 40);
    expect(dayWords(at(21), NOW, 'utc')).toBe('17:40');
    expect(dayWords(at(20), NOW, 'utc')).toBe('yesterday, 17:40');
    expect(dayWords(at(18), NOW, 'utc')).toBe('18 Nov');
    expect(dayWords(at(18, 1, 2025), NOW, 'utc')).toBe('18 Feb 2025');
  });
});

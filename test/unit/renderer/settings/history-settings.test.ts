import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import type { HistoryState } from '@shared/history';
import type { Settings } from '@shared/settings';
import { useHistory } from '@/stores/history';
import { useSettings } from '@/stores/settings';
import { useSources } from '@/stores/sources';
import { useToasts } from '@/stores/toasts';
import HistorySettings from '@/views/settings/HistorySettings.vue';
import { eventually } from '../../../support/eventually';
import { aSource, openState } from '../connections/a-source';

enableAutoUnmount(afterEach);

let calls: [name: string, argument: unknown][];
let page: VueWrapper;

beforeEach(() => {
  calls = [];
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (name: string, argument: unknown) => {
        calls.push([name, structuredClone(argument)]); // as the way into the main process does
        return Promise.resolve({ ok: true, value: argument });
      },
      on: () => () => undefined,
    },
  });
  setActivePinia(createPinia());
  useSources().take([aSource(openState(0))]);
  tell({
    events: 1_000_000,
    bytes: 500_000_000,
    oldestAt: Date.now() - 3_600_000,
    stored: 12_345,
    evicted: 678,
    carried: 9,
    sources: [
      { sourceId: 'gone-1', events: 240, bytes: 2_000 },
      { sourceId: 'arena', events: 999_760, bytes: 300_000_000 },
    ],
  });
  page = mount(HistorySettings, { attachTo: document.body });
});

function tell(part: Partial<HistoryState>): void {
  const history = useHistory();
  history.take({ ...history.state, ...part });
}
async function type(label: string, value: string): Promise<void> {
  const field = page.get<HTMLInputElement>(`input[aria-label="${label}"]`);
  field.element.value = value;
  await field.trigger('input');
  await field.trigger('change');
  await flushPromises();
}
const saved = (): Settings['history'][] =>
  calls.filter(([name]) => name === 'settings.save').map(([, value]) => (value as Settings).history);
const dialog = (): HTMLElement | null => document.querySelector('[role="dialog"]');
async function press(text: string): Promise<void> {
  await eventually(() => expect(dialog()).not.toBeNull());
  [...dialog()!.querySelectorAll('button')].find((found) => found.textContent.trim() === text)!.click();
  await flushPromises();
}

describe('the limits of the history', () => {
  it('are saved at once when nothing goes with it', async () => {
    await type('Size, MB', '4,096');
    expect(saved()).toEqual([{ megabytes: 4_096, events: 0, days: 30 }]);
    expect(dialog()).toBeNull();
  });

  it('say in the field what is out of bounds, and save nothing', async () => {
    await type('Size, MB', '8');
    expect(page.text()).toContain('Enter a whole number from 16 to 1,000,000.');
    expect(calls).toEqual([]);
  });

  it('that would delete events are asked about first', async () => {
    await type('Size, MB', '100');
    await eventually(() => expect(dialog()?.textContent).toContain('About 800,000 of its oldest events'));
    expect(saved()).toEqual([]);
    expect(dialog()?.textContent).toContain('It can be undone for 8 seconds.');
    await press('Set limit');
    expect(saved()).toEqual([{ megabytes: 100, events: 0, days: 30 }]);
  });

  it('that delete events are taken back by Undo, and what was changed since stays', async () => {
    await type('Size, MB', '100');
    await press('Set limit');
    await type('Age, days', '60');
    const [toast] = useToasts().toasts;
    expect(toast).toMatchObject({ title: 'Size: lower limit set.', stayMs: 8_000 });
    toast!.action!.run();
    await flushPromises();
    expect(saved().at(-1)).toEqual({ megabytes: 2_000, events: 0, days: 60 });
    expect(useToasts().toasts.at(-1)?.title).toBe('The limit is as it was; nothing was deleted.');
  });

  it('that were taken back are no change that could be taken back once more', async () => {
    await type('Size, MB', '100');
    await press('Set limit');
    useToasts().toasts[0]!.action!.run();
    await flushPromises();
    expect(saved().at(-1)).toEqual({ megabytes: 2_000, events: 0, days: 30 });
    expect(useSettings().lastChange).toBeNull();
  });

  it('say that events are gone when Undo comes too late', async () => {
    await type('Size, MB', '100');
    await press('Set limit');
    const { now } = performance;
    vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 10_000);
    useToasts().toasts[0]!.action!.run();
    await flushPromises();
    vi.restoreAllMocks();
    expect(useToasts().toasts.at(-1)?.title).toContain('events were deleted before');
  });

  it('go back to what they were when the question is answered with no', async () => {
    await type('Events, events', '5');
    await press('Cancel');
    expect(saved()).toEqual([]);
    expect(page.get<HTMLInputElement>('input[aria-label="Events, events"]').element.value).toBe('0');
    expect(useSettings().settings.history.events).toBe(0);
  });
});

describe('what is kept', () => {
  it('is told with the room that it takes, and what became of the rest', () => {
    const text = page.text().replace(/\s+/gu, ' ');
    expect(text).toContain('1,000,000 events, 500.0 MB, the oldest from 1 h 0 min ago');
    expect(text).toMatch(/Stored\s*12,345/u);
    expect(text).toMatch(/Let go\s*678/u);
    expect(text).toMatch(/Kept past the limits\s*9/u);
    expect(text).not.toContain('Not kept');
    expect(page.get('[role="meter"]').attributes('aria-valuenow')).toBe('25');
  });

  it('tells what was not kept, what is damaged and why nothing is written, once there is any', async () => {
    tell({
      dropped: 12,
      damagedFiles: 1,
      damagedBytes: 300,
      problem: { code: 'history-full', message: 'The disk is full.', hint: 'Free some space.' },
    });
    await nextTick();
    expect(page.text()).toContain('Not kept');
    expect(page.text()).toContain('300 B could not be read.');
    expect(page.get('[role="alert"]').text()).toContain('The disk is full. Free some space.');
  });

  it('is told by source, largest first, also of one that is gone', () => {
    const rows = page.findAll('tbody tr').map((row) => row.findAll('td').map((cell) => cell.text()));
    expect(rows.map((cells) => cells.slice(0, 3))).toEqual([
      ['arena', '999,760', '300.0 MB'],
      ['gone-1 Removed', '240', '2.0 kB'],
    ]);
  });

  it('of one source is deleted after a question, and brought back by Undo', async () => {
    await page.get('[aria-label="Delete the history of gone-1"]').trigger('click');
    await eventually(() => expect(dialog()?.textContent).toContain('240 events, 2.0 kB.'));
    expect(calls).toEqual([]);
    await press('Delete events');
    expect(calls).toEqual([['history.forget', 'gone-1']]);
    const [toast] = useToasts().toasts;
    expect(toast).toMatchObject({ title: '240 events of gone-1 deleted.', stayMs: 8_000 });
    toast!.action!.run();
    await flushPromises();
    // The stand-in answers with what it was asked.
    expect(calls[1]).toEqual(['history.undoForget', 'gone-1']);
    expect(useToasts().toasts.at(-1)?.title).toBe('The history of gone-1 is back.');
  });

  it('that is about to be deleted is listed for as long as it can be brought back', async () => {
    const going = { token: 5, sourceId: 'arena', events: 999_760, bytes: 300_000_000 };
    tell({ leaving: [{ ...going, until: Date.now() + 9_500 }] });
    await nextTick();
    const list = page.get('[aria-label="About to be deleted"]');
    expect(list.text()).toMatch(/999,760 events of arena, 300\.0 MB, leave the disk in 00:0[89]\./u);
    await list.get('[aria-label="Keep the history of arena"]').trigger('click');
    expect(calls).toEqual([['history.undoForget', 5]]);
    tell({ leaving: [{ ...going, until: Date.now() - 5_000 }] });
    await nextTick();
    expect(page.find('[aria-label="About to be deleted"]').exists()).toBe(false);
  });
});

describe('what was cleared', () => {
  it('can be brought back for as long as the main process says', async () => {
    expect(page.text()).not.toContain('Undo clear');
    tell({ cleared: { token: 7, until: Date.now() + 600_000 } });
    await nextTick();
    expect(page.text()).toMatch(/can be brought back for (10:00|09:5\d)\./u);
    const undo = page.findAll('button').find((found) => found.text() === 'Undo clear')!;
    await undo.trigger('click');
    expect(calls).toEqual([['events.undoClear', 7]]);
    tell({ cleared: { token: 7, until: Date.now() - 5_000 } });
    await nextTick();
    expect(page.text()).not.toContain('Undo clear');
  });
});

import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import RemoveSourceDialog from '@/app/RemoveSourceDialog.vue';
import { useSourceActions } from '@/app/use-source-actions';
import { useHistory } from '@/stores/history';
import { useSourceRemoval } from '@/stores/source-removal';
import { useSources } from '@/stores/sources';
import { useToasts } from '@/stores/toasts';
import { eventually } from '../../../support/eventually';
import { aSource, openState } from '../connections/a-source';

enableAutoUnmount(afterEach);

const ARENA = aSource(openState(0));
let calls: [name: string, argument: unknown][];
/** Events of the source that the history holds. */
let held: number;
let refuse: boolean;

beforeEach(() => {
  calls = [];
  held = 0;
  refuse = false;
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (name: string, argument: unknown) => {
        if (name === 'history.count')
          return Promise.resolve({ ok: true, value: { events: held, sources: [] } });
        calls.push([name, argument]);
        const problem = { code: 'no-such-source', message: 'This source is not in the list any more.' };
        return Promise.resolve(refuse ? { ok: false, problem } : { ok: true, value: undefined });
      },
      on: () => () => undefined,
    },
  });
  setActivePinia(createPinia());
  useSources().take([ARENA]);
});

function keep(events: number): void {
  held = events;
  const history = useHistory();
  history.take({ ...history.state, sources: [{ sourceId: 'arena', events, bytes: 12_000_000 }] });
}

describe('the removal of a source', () => {
  it('asks nothing when no event of it is kept, and can be undone', async () => {
    await useSourceActions().act(ARENA, 'remove');
    expect(calls).toEqual([['sources.remove', { id: 'arena', history: false }]]);
    const [toast] = useToasts().toasts;
    expect(toast).toMatchObject({ title: 'arena removed.', stayMs: 8_000 });
    toast!.action!.run();
    expect(calls[1]).toEqual(['sources.restore', 'arena']);
  });

  it('asks what becomes of its events first, and removes nothing when it is thought better of', async () => {
    keep(18_003);
    const removal = useSourceRemoval();
    await useSourceActions().act(ARENA, 'remove');
    expect(calls).toEqual([]);
    expect(removal.asked).toEqual({ id: 'arena', name: 'arena', events: 18_003, bytes: 12_000_000 });
    removal.cancel();
    expect(removal.asked).toBeNull();
    expect(calls).toEqual([]);
  });

  it.each([
    [false, undefined],
    [true, '18,003 events of its history go with it.'],
  ])('tells the main process and the person whether the history goes (%s)', async (withHistory, body) => {
    keep(18_003);
    const removal = useSourceRemoval();
    await removal.ask('arena');
    await removal.remove(withHistory);
    expect(calls).toEqual([['sources.remove', { id: 'arena', history: withHistory }]]);
    expect(useToasts().toasts[0]?.body).toBe(body);
  });

  it('puts the question away when the source goes by another way', async () => {
    keep(5);
    const removal = useSourceRemoval();
    await removal.ask('arena');
    useSources().take([]);
    expect(removal.asked).toBeNull();
  });

  it('says why a removal was refused, and offers no undo of it', async () => {
    refuse = true;
    await useSourceActions().act(ARENA, 'remove');
    expect(useToasts().toasts).toMatchObject([{ title: 'This source is not in the list any more.' }]);
    expect(useToasts().toasts[0]).not.toHaveProperty('action');
  });
});

describe('the question', () => {
  it('keeps the history unless the box is ticked', async () => {
    const wrapper = mount(RemoveSourceDialog, {
      props: { name: 'arena', events: 18_003, size: 12_000_000 },
      attachTo: document.body,
    });
    const dialog = (): HTMLElement => document.querySelector<HTMLElement>('[role="dialog"]')!;
    await eventually(() => expect(dialog()).not.toBeNull());
    const remove = [...dialog().querySelectorAll('button')].find(
      ({ textContent }) => textContent.trim() === 'Remove source',
    )!;
    expect(dialog().textContent).toContain('Delete its history too (18,003 events, 12.0 MB)');
    expect(dialog().textContent).toContain('Its events stay in the history');
    remove.click();
    dialog().querySelector<HTMLElement>('[role="checkbox"]')!.click();
    await flushPromises();
    expect(dialog().textContent).toContain('deleted when the removal can no longer be undone');
    remove.click();
    expect(wrapper.emitted('remove')).toEqual([[false], [true]]);
  });
});

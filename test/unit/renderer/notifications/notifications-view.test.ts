import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NotificationItem } from '@shared/notification';
import NotificationsView from '@/views/notifications/NotificationsView.vue';
import { useFeed } from '@/stores/feed';
import { useInbox } from '@/stores/inbox';
import { useSources } from '@/stores/sources';
import { useToasts } from '@/stores/toasts';
import { eventually } from '../../../support/eventually';
import { chooseIn, menuOf } from '../context-menu';
import { anItem } from './an-item';

enableAutoUnmount(afterEach);

let calls: [string, unknown][];

beforeEach(() => {
  calls = [];
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (name: string, argument: unknown) => {
        calls.push([name, argument]);
        return Promise.resolve({ ok: true, value: null });
      },
      on: () => () => undefined,
    },
  });
});

function open(items: readonly NotificationItem[], dropped = 0): VueWrapper {
  useInbox().take({ items, unread: items.filter(({ read }) => !read).length, dropped, muted: 0 });
  return mount(NotificationsView, { attachTo: document.body });
}
const row = (view: VueWrapper, title: string): HTMLElement =>
  view.findAll<HTMLElement>('[data-row]').find((one) => one.text().includes(title))!.element;
const press = async (key: string): Promise<void> => {
  document.activeElement!.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
  );
  await flushPromises();
};

describe('the inbox', () => {
  it('marks every repeat as read when its row is opened', async () => {
    const same = { title: 'Webhook failed' };
    const view = open([anItem(9, same), anItem(8, { ...same, read: true }), anItem(7, same)]);
    expect(view.text()).toContain('3 times');

    row(view, 'Webhook failed').click();
    await flushPromises();
    expect(calls.filter(([name]) => name === 'inbox.markRead')).toEqual([
      ['inbox.markRead', 9],
      ['inbox.markRead', 7],
    ]);
  });

  it('is gone through by keys: down, open, mark unread', async () => {
    const view = open([
      anItem(3, { title: 'First', read: true }),
      anItem(2, { title: 'Second', read: true }),
    ]);
    row(view, 'First').focus();
    await press('j');
    expect(document.activeElement).toBe(row(view, 'Second'));

    await press('Enter');
    expect(row(view, 'Second').getAttribute('aria-expanded')).toBe('true');
    await press('u');
    expect(calls.at(-1)).toEqual(['inbox.markUnread', 2]);

    await press('Escape');
    expect(row(view, 'Second').getAttribute('aria-expanded')).toBe('false');
  });

  it('does not take letters that are typed into the search', async () => {
    const view = open([anItem(3, { title: 'First', read: true })]);
    view.get<HTMLInputElement>('input').element.focus();
    await press('u');
    expect(calls).toEqual([]);
  });

  it('keeps what is being read in the list of the unread', async () => {
    const view = open([anItem(3, { title: 'First' }), anItem(2, { title: 'Second' })]);
    await view.findAll('.nav button')[1]!.trigger('click');
    row(view, 'First').click();
    useInbox().take({
      items: [anItem(3, { title: 'First', read: true }), anItem(2, { title: 'Second' })],
      unread: 1,
      dropped: 0,
      muted: 0,
    });
    await flushPromises();
    expect(row(view, 'First').getAttribute('aria-expanded')).toBe('true');
  });

  it.each([
    ['clears at once', '[aria-label="Clear inbox"]', ['inbox.clear', undefined]],
    ['marks all read', '.inbox-h > .btn-sm', ['inbox.markRead', 'all']],
  ])('%s, with a way back', async (_, button, call) => {
    const view = open([anItem(3)]);
    await view.get(button).trigger('click');
    await flushPromises();
    expect(calls).toEqual([call]);
    useToasts().toasts.at(-1)?.action?.run();
    expect(calls).toEqual([call, ['inbox.undo', undefined]]);
  });

  it('draws a thousand in steps, and tells what was let go', async () => {
    const view = open(
      Array.from({ length: 1_000 }, (_, i) => anItem(2_000 - i)),
      312,
    );
    expect(view.findAll('[data-row]')).toHaveLength(200);
    expect(view.text()).toContain('312 older ones were let go.');
    await view.get('.inbox-f button').trigger('click');
    expect(view.findAll('[data-row]')).toHaveLength(400);
  });

  it('shows a way back when nothing matches', async () => {
    const view = open([anItem(3)]);
    await view.get('input').setValue('zzz');
    expect(view.text()).toContain('Nothing matches');
    await view.get('.blank button').trigger('click');
    expect(view.findAll('[data-row]')).toHaveLength(1);
  });

  it('has a menu for each of its lines, with what its details offer', async () => {
    const view = open([anItem(3, { title: 'First' }), anItem(2, { title: 'Second', channel: 'ops/eu' })]);
    expect(await menuOf(row(view, 'Second'))).toEqual([
      'Open',
      'Show in stream',
      'Mark read',
      'Copy the notification',
      `Only from ${useSources().nameOf('notify')}`,
      'Only from ops/eu',
    ]);
  });

  it.each([
    ['Mark read', ['inbox.markRead', 2]],
    ['Copy the notification', ['app.copy', expect.stringContaining('Second')]],
  ])('does %s from the menu of a line that stays closed', async (label, call) => {
    const view = open([anItem(3, { title: 'First' }), anItem(2, { title: 'Second' })]);
    await chooseIn(row(view, 'Second'), label);
    await flushPromises();
    expect(calls).toEqual([call]);
    expect(row(view, 'Second').getAttribute('aria-expanded')).toBe('false');
  });

  it('is narrowed to a source by the menu, and shows all again by it', async () => {
    const view = open([
      anItem(3, { title: 'First', sourceId: 'a', read: true }),
      anItem(2, { title: 'Second', sourceId: 'b', read: true }),
    ]);
    await chooseIn(row(view, 'Second'), `Only from ${useSources().nameOf('b')}`);
    await eventually(() => expect(view.findAll('[data-row]')).toHaveLength(1));
    await eventually(() => expect(document.querySelector('[role=menu]')).toBeNull());
    await chooseIn(row(view, 'Second'), 'Show all');
    await eventually(() => expect(view.findAll('[data-row]')).toHaveLength(2));
  });

  it('says in a toast that an event is gone when it is asked for from the menu', async () => {
    vi.spyOn(useFeed(), 'reveal').mockResolvedValue(false);
    const view = open([anItem(2, { title: 'Second' })]);
    await chooseIn(row(view, 'Second'), 'Show in stream');
    await eventually(() =>
      expect(useToasts().toasts.at(-1)?.title).toBe('The event is no longer in the history.'),
    );
  });
});

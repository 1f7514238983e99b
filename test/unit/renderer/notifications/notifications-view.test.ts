import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NotificationItem } from '@shared/notification';
import { DEFAULT_SETTINGS } from '@shared/settings';
import NotificationsView from '@/views/notifications/NotificationsView.vue';
import { useChannelMarks } from '@/stores/channel-marks';
import { useFeed } from '@/stores/feed';
import { useInbox } from '@/stores/inbox';
import { useNotifying } from '@/stores/notifying';
import { useRuleEditing } from '@/stores/rule-editing';
import { useSettings } from '@/stores/settings';
import { useSources } from '@/stores/sources';
import { useToasts } from '@/stores/toasts';
import { eventually } from '../../../support/eventually';
import { chooseIn, menuOf } from '../context-menu';
import { anItem } from './an-item';

enableAutoUnmount(afterEach);

let calls: [string, unknown][];
let answers: Record<string, unknown>;

beforeEach(() => {
  calls = [];
  answers = { 'inbox.markRead': [103], 'inbox.clear': { cleared: 1, token: 7 }, 'inbox.undo': true };
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (name: string, argument: unknown) => {
        calls.push([name, argument]);
        return Promise.resolve({
          ok: true,
          value: name === 'settings.save' ? argument : (answers[name] ?? null),
        });
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
    expect(calls.filter(([name]) => name === 'inbox.markRead')).toEqual([['inbox.markRead', [109, 107]]]);
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
    expect(calls.at(-1)).toEqual(['inbox.markUnread', [102]]);

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

  it('narrows by several things at once: unread, a level, and another level with Ctrl', async () => {
    const view = open([
      anItem(5, { title: 'Broken', level: 'error' }),
      anItem(4, { title: 'Read', level: 'error', read: true }),
      anItem(3, { title: 'Slow', level: 'warning' }),
      anItem(2, { title: 'Fine', level: 'info' }),
    ]);
    const shown = (): string[] =>
      view.findAll('article').map((one) => /Broken|Read|Slow|Fine/u.exec(one.text())![0]);
    const button = (name: string) => view.findAll('.nav button').find((one) => one.text().startsWith(name))!;
    await button('Unread').trigger('click');
    await button('Error').trigger('click');
    expect(shown()).toEqual(['Broken']);
    await button('Warning').trigger('click', { ctrlKey: true });
    expect(shown()).toEqual(['Broken', 'Slow']);
    expect(button('Error').attributes('aria-pressed')).toBe('true');
    await button('Info').trigger('keydown', { key: 'Enter', ctrlKey: true });
    expect(shown()).toEqual(['Broken', 'Slow', 'Fine']);
    await button('Inbox').trigger('click');
    expect(shown()).toEqual(['Broken', 'Read', 'Slow', 'Fine']);
  });

  it.each([
    ['clears at once', '[aria-label="Clear inbox"]', 'inbox.clear', ['inbox.undo', 7]],
    ['marks all read', '.inbox-h > .btn-sm', 'inbox.markRead', ['inbox.markUnread', [103]]],
  ])('%s, with a way back', async (_, button, call, back) => {
    const view = open([anItem(3)]);
    await view.get(button).trigger('click');
    await flushPromises();
    expect(calls).toEqual([[call, [103]]]);
    useToasts().toasts.at(-1)?.action?.run();
    expect(calls).toEqual([[call, [103]], back]);
  });

  it('clears and marks only what is shown', async () => {
    const view = open([anItem(3, { level: 'error' }), anItem(2)]);
    await view.get('input').setValue('Title 3');
    await view.get('[aria-label="Clear what is shown"]').trigger('click');
    await flushPromises();
    expect(calls).toEqual([['inbox.clear', [103]]]);
  });

  it('says so when all that would be cleared is pinned', async () => {
    answers['inbox.clear'] = { cleared: 0, token: 8 };
    const view = open([anItem(3, { pinned: true })]);
    await view.get('[aria-label="Clear inbox"]').trigger('click');
    await flushPromises();
    expect(useToasts().toasts.at(-1)).toMatchObject({ title: expect.stringContaining('pinned') });
    expect(useToasts().toasts.at(-1)?.action).toBeUndefined();
  });

  it('is pinned, muted, removed and made a rule of by keys, on the line with the focus', async () => {
    const view = open([anItem(3, { title: 'First' }), anItem(2, { title: 'Second' })]);
    row(view, 'First').focus();
    await press('p');
    expect(calls.at(-1)).toEqual(['inbox.pin', { ids: [103], pinned: true }]);
    await press('m');
    expect(useChannelMarks().isMuted('notify', 'user:42')).toBe(true);
    await press('n');
    expect(useRuleEditing().edit?.form).toBeDefined();
    await press('Delete');
    expect(calls.at(-1)).toEqual(['inbox.clear', [103]]);
    expect(document.activeElement).toBe(row(view, 'Second'));
  });

  it('mutes the source of what has no channel, and gives it back', async () => {
    const view = open([anItem(3, { title: 'First', channel: '' })]);
    row(view, 'First').focus();
    await press('m');
    expect(useNotifying().mutedSources).toEqual(['notify']);
    useToasts().toasts.at(-1)?.action?.run();
    await flushPromises();
    expect(useNotifying().mutedSources).toEqual([]);
  });

  it('lists what is muted, each to be heard again at a press', async () => {
    const notifications = { ...DEFAULT_SETTINGS.notifications, mutedSources: ['notify'] };
    useSettings().take({ ...DEFAULT_SETTINGS, notifications });
    const view = open([]);
    await view.get('.nav .is-muted button').trigger('click');
    await flushPromises();
    expect(useNotifying().mutedSources).toEqual([]);
  });

  it('is not to disturb at the press of the button, which says how it stands', async () => {
    const view = open([]);
    const button = view.get('.nav-f button');
    expect(button.attributes('aria-pressed')).toBe('false');
    await button.trigger('click');
    expect(useSettings().settings.notifications.doNotDisturb).toBe(true);
    expect(button.attributes('aria-pressed')).toBe('true');
  });

  it('does not offer to show what is about no event', async () => {
    const silence = { seq: null, channel: '', rule: { id: 'r', name: 'Silence' } };
    const view = open([anItem(3, { ...silence, title: 'arena is silent' })]);
    row(view, 'arena').click();
    await flushPromises();
    expect(view.text()).toContain('From the rule Silence.');
    expect(view.text()).not.toContain('Show in stream');
    expect(view.text()).not.toContain('no longer in the history');
    expect(calls.some(([name]) => name === 'events.detail')).toBe(false);
  });

  it('says that the event is gone when its number was lost with a crash', async () => {
    const view = open([{ ...anItem(3, { title: 'First' }), seq: null }]);
    row(view, 'First').click();
    await flushPromises();
    expect(view.text()).toContain('no longer in the history');
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
      'Pin',
      'Copy the notification',
      'Remove',
      'Mute channel ops/eu',
      `Mute source ${useSources().nameOf('notify')}`,
      'New rule from this',
      `Only from ${useSources().nameOf('notify')}`,
      'Only from ops/eu',
    ]);
  });

  it.each([
    ['Mark read', ['inbox.markRead', [102]]],
    ['Pin', ['inbox.pin', { ids: [102], pinned: true }]],
    ['Remove', ['inbox.clear', [102]]],
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

  it('mutes a source and a channel by their menus in the list of filters', async () => {
    const view = open([anItem(2, { title: 'Second', channel: 'ops/eu' })]);
    const name = useSources().nameOf('notify');
    const place = (channel: string): Element => view.get(`.nav [data-channel="${channel}"]`).element;
    expect(await menuOf(place('ops/eu'))).toEqual(['Only from ops/eu', 'Mute channel ops/eu']);
    await chooseIn(place('ops/eu'), 'Mute channel ops/eu');
    await eventually(() => expect(useChannelMarks().isMuted('notify', 'ops/eu')).toBe(true));
    await eventually(() => expect(document.querySelector('[role=menu]')).toBeNull());
    await chooseIn(place(''), `Mute source ${name}`);
    await eventually(() => expect(useNotifying().isSourceMuted('notify')).toBe(true));
    await eventually(() => expect(document.querySelector('[role=menu]')).toBeNull());
    expect(await menuOf(place(''))).toEqual([`Only from ${name}`, `Unmute source ${name}`]);
  });
});

import { flushPromises } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, it, vi } from 'vitest';
import type { NotificationItem } from '@shared/notification';
import { useApp } from '@/stores/app';
import { useFeed } from '@/stores/feed';
import { useInbox } from '@/stores/inbox';
import { useToasts } from '@/stores/toasts';
import { runCommand } from '@/stores/window-commands';

const played: string[] = [];
vi.mock('@/ui/play-sound', () => ({
  playSound: (sound: string) => Promise.resolve(void played.push(sound)),
}));
const calls: unknown[][] = [];
vi.mock('@/bridge', () => ({
  call: (...call: unknown[]) => Promise.resolve(void calls.push(call)),
  on: () => () => undefined,
  openFeed: () => Promise.resolve({ send: () => undefined, close: () => undefined }),
}));

beforeEach(() => {
  setActivePinia(createPinia());
  played.length = calls.length = 0;
});

it('a notification that was clicked leads to the stream view, standing at its event', async () => {
  const app = useApp();
  app.ready = true;
  app.view = 'settings';
  const reveal = vi.spyOn(useFeed(), 'reveal').mockResolvedValue(true);
  await runCommand({ action: 'show', seq: 42 });
  expect(reveal).toHaveBeenCalledWith(42);
  expect(app.view).toBe('stream');
});

it('has been read with that', async () => {
  useApp().ready = true;
  const item = { seq: 42, read: false } as NotificationItem;
  const items = [
    { ...item, id: 7 },
    { ...item, id: 6, read: true },
    { ...item, id: 5, seq: 41 },
  ];
  useInbox().take({ items, unread: 2, dropped: 0, muted: 0 });
  vi.spyOn(useFeed(), 'reveal').mockResolvedValue(true);
  await runCommand({ action: 'show', seq: 42 });
  expect(calls).toEqual([['inbox.markRead', [7]]]);
});

it('a window that was opened for it shows it when it is there', async () => {
  const reveal = vi.spyOn(useFeed(), 'reveal').mockResolvedValue(true);
  const shown = runCommand({ action: 'show', seq: 42 });
  await flushPromises();
  expect(reveal).not.toHaveBeenCalled();
  useApp().ready = true;
  await shown;
  expect(reveal).toHaveBeenCalledOnce();
});

it('an event that has left the history is told of, and the view stays', async () => {
  const app = useApp();
  app.ready = true;
  app.view = 'settings';
  vi.spyOn(useFeed(), 'reveal').mockResolvedValue(false);
  await runCommand({ action: 'show', seq: 42 });
  expect(useToasts().toasts.map(({ title }) => title)).toEqual(['The event is no longer in the history.']);
  expect(app.view).toBe('settings');
});

it('sounds are played at once', async () => {
  await runCommand({ action: 'sound', sound: 'knock' });
  expect(played).toEqual(['knock']);
});

import { flushPromises } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, it, vi } from 'vitest';
import type { NotificationItem } from '@shared/notification';
import { useActions } from '@/actions/actions';
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

const offer = (url: string): Promise<void> => runCommand({ action: 'offer-source', url });
/** What the source dialog is about, null when it is closed. */
const inDialog = (): string | null => {
  const app = useApp();
  return app.sourceDialog === null ? null : `${app.sourceText} ${app.sourceIsOffered ? 'offered' : 'typed'}`;
};
/** As the dialog does it. */
async function closeDialog(): Promise<void> {
  Object.assign(useApp(), { sourceDialog: null, sourceText: null, sourceIsOffered: false });
  await flushPromises();
}

it('addresses from outside are offered one after the other, each once, after what somebody is typing', async () => {
  const app = useApp();
  app.ready = true;
  app.addSource();
  for (const url of ['https://a/', 'https://b/', 'https://a/']) void offer(url);
  await flushPromises();
  expect(inDialog()).toBe('null typed');
  expect(useToasts().toasts.map(({ title }) => title)).toEqual([
    'A link offers a source. It is shown when this dialog is closed.',
  ]);
  await closeDialog();
  expect(inDialog()).toBe('https://a/ offered');
  await closeDialog();
  expect(inDialog()).toBe('https://b/ offered');
  await closeDialog();
  expect(inDialog()).toBeNull();
  // One that was offered and refused may be offered again.
  void offer('https://a/');
  await flushPromises();
  expect(inDialog()).toBe('https://a/ offered');
  await closeDialog();
});

it('a page that makes links without end is held to eight, and what it loses is told', async () => {
  useApp().ready = true;
  for (let n = 0; n < 30; n++) void offer(`https://a/${n}`);
  await flushPromises();
  expect(useToasts().toasts.map(({ title }) => title)).toContain(
    'More than 8 links offer sources at once. The others were left out.',
  );
  const seen: (string | null)[] = [];
  for (; inDialog() !== null; await closeDialog()) seen.push(inDialog());
  expect(seen).toEqual(Array.from({ length: 8 }, (_, n) => `https://a/${n} offered`));
});

it('a source of the tray is shown in the connections view', async () => {
  useApp().ready = true;
  const run = vi.spyOn(useActions(), 'run').mockResolvedValue(true);
  await runCommand({ action: 'show-source', id: 's1' });
  expect(run).toHaveBeenCalledWith('source.connection', 's1');
});

it('sounds are played at once', async () => {
  await runCommand({ action: 'sound', sound: 'knock' });
  expect(played).toEqual(['knock']);
});

import { until } from '@vueuse/core';
import { nextTick } from 'vue';
import type { WindowCommand } from '@shared/ipc';
import { useActions } from '../actions/actions';
import { t } from '../i18n/i18n';
import { whole } from '../ui/format';
import { playSound } from '../ui/play-sound';
import { useApp } from './app';
import { useConfiguration } from './configuration';
import { useFeed } from './feed';
import { useInbox } from './inbox';
import { useToasts } from './toasts';

/** Does what the main process asks of this window: an item of the menu, a notification that was clicked, a sound. */
export async function runCommand(command: WindowCommand): Promise<void> {
  const app = useApp();
  switch (command.action) {
    case 'sound':
      // A machine that cannot play it: what it is about stands in the inbox.
      await playSound(command.sound).catch(() => undefined);
      return;
    case 'show':
      // The window may have been opened for this.
      await until(() => app.ready).toBe(true);
      await show(command.seq);
      return;
    case 'show-source':
      await until(() => app.ready).toBe(true);
      await useActions().run('source.connection', command.id);
      return;
    case 'offer-source':
      await until(() => app.ready).toBe(true);
      await offerSource(command.url);
      return;
    case 'preview-configuration':
      await until(() => app.ready).toBe(true);
      useConfiguration().preview = command.preview;
      app.settingsSection = 'configuration';
      app.view = 'settings';
      return;
    default:
      await until(() => app.ready).toBe(true);
      await useActions().run(command.action);
  }
}

/** Most addresses that wait for the source dialog: a page that makes more links of them is not worth as many answers. */
const MOST_OFFERED = 8;
/** Addresses that were offered, oldest first; the first one is in the source dialog, or about to be. */
const offered: string[] = [];

/** Opens the source dialog with an address from outside, as soon as what somebody is typing into it is done with. */
async function offerSource(url: string): Promise<void> {
  const app = useApp();
  if (offered.includes(url)) return;
  if (offered.length >= MOST_OFFERED) {
    const title = t('dialogs.source.offersLeftOut', { n: whole(MOST_OFFERED) });
    useToasts().show({ level: 'warning', title });
    return;
  }
  if (app.sourceDialog !== null) useToasts().show({ level: 'info', title: t('dialogs.source.offerWaits') });
  if (offered.push(url) > 1) return;
  for (let next: string | undefined; (next = offered[0]) !== undefined; offered.shift()) {
    await dialogIsClosed();
    app.addSourceFrom(next, true);
    await dialogIsClosed();
  }
}

/** And gone from the window: the next one is another dialog, with nothing of the last in it. */
async function dialogIsClosed(): Promise<void> {
  await until(() => useApp().sourceDialog).toBe(null);
  await nextTick();
}

/** Goes to an event that a notification was about; with that it has been read. */
async function show(seq: number): Promise<void> {
  const inbox = useInbox();
  if (await useFeed().reveal(seq)) useApp().view = 'stream';
  else useToasts().show({ level: 'warning', title: t('notifications.goneShort') });
  const unread = inbox.state.items.filter((item) => item.seq === seq && !item.read).map(({ id }) => id);
  if (unread.length > 0) await inbox.markRead(unread).catch(useToasts().fail);
}

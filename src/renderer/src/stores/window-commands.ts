import { until } from '@vueuse/core';
import type { WindowCommand } from '@shared/ipc';
import { useActions } from '../actions/actions';
import { t } from '../i18n/i18n';
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

/** The newest address that was offered and waits for the source dialog. */
let offered: string | null = null;

/** Opens the source dialog with an address from outside, as soon as what somebody is typing into it is done with. */
async function offerSource(url: string): Promise<void> {
  const app = useApp();
  const waits = offered !== null;
  offered = url;
  if (waits) return;
  if (app.sourceDialog !== null) {
    useToasts().show({ level: 'info', title: t('dialogs.source.offerWaits') });
    await until(() => app.sourceDialog).toBe(null);
  }
  const address = offered;
  offered = null;
  app.addSourceFrom(address, true);
}

/** Goes to an event that a notification was about; with that it has been read. */
async function show(seq: number): Promise<void> {
  const inbox = useInbox();
  if (await useFeed().reveal(seq)) useApp().view = 'stream';
  else useToasts().show({ level: 'warning', title: t('notifications.goneShort') });
  const unread = inbox.state.items.filter((item) => item.seq === seq && !item.read).map(({ id }) => id);
  if (unread.length > 0) await inbox.markRead(unread).catch(useToasts().fail);
}

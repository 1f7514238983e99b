import { app } from 'electron';
import type { UpdateState } from '@shared/update-state';
import type { Log } from '../../diagnostics/log';
import type { Engine } from '../../engine/engine-api';
import { appAdapter, thisInstallation } from './installation';
import { updateChoice } from './update-choice';
import { Updates } from './updates';

/**
 * Updates of the app that runs, as its settings say. Looks for the first time in a minute.
 * @param tell how far it is, whenever that changes
 */
export function appUpdates(
  engine: Pick<Engine, 'settings' | 'raiseNotice' | 'onPush'>,
  tell: (state: UpdateState) => void,
  log: Log,
): Updates {
  const installation = thisInstallation();
  const setting = (): string => engine.settings().desktop.updates;
  const updates = new Updates({
    version: app.getVersion(),
    choice: () => updateChoice(engine.settings().desktop.updates, installation),
    async open(channel) {
      const { feed, platform } = installation;
      if (feed === null) throw new Error('without a feed no choice is on');
      const { makeUpdater } = await import('./make-updater');
      return makeUpdater(platform, { ...feed, channel }, appAdapter());
    },
    raise: (notice) => engine.raiseNotice(notice),
    tell,
    note: ({ code, message, hint = '' }) => log.warn('app', message, { code, hint }),
  });
  let known = setting();
  engine.onPush(({ name }) => {
    if (name !== 'settings' || setting() === known) return;
    known = setting();
    updates.settingsChanged();
  });
  updates.start();
  app.once('will-quit', () => updates.close());
  return updates;
}

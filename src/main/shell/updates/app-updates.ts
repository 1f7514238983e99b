import { app } from 'electron';
import type { Engine } from '../../engine/engine-api';
import { BUILD } from '../build';
import { appAdapter, thisInstallation } from './installation';
import { updateChoice } from './update-choice';
import { Updates } from './updates';

/** Updates of the app that runs, as its settings say. Looks for the first time in a minute. */
export function appUpdates(engine: Pick<Engine, 'settings' | 'raiseNotice'>): Updates {
  const installation = thisInstallation();
  const updates = new Updates({
    version: app.getVersion(),
    choice: () => updateChoice(engine.settings().desktop.updates, installation),
    async open(channel) {
      if (BUILD.updates === null) throw new Error('without a feed no choice is on');
      const { makeUpdater } = await import('./make-updater');
      return makeUpdater(installation.platform, { ...BUILD.updates, channel }, appAdapter());
    },
    raise: (notice) => engine.raiseNotice(notice),
  });
  updates.start();
  app.once('will-quit', () => updates.close());
  return updates;
}

import { CancellationToken } from 'builder-util-runtime';
import { AppImageUpdater, MacUpdater, NsisUpdater, type AppUpdater } from 'electron-updater';
import type { AppAdapter } from 'electron-updater/out/AppAdapter';
import { NodeTransport } from './node-transport';
import { SignedProvider, type SignedFeed } from './signed-provider';
import type { Updater } from './updates';

/** The app as updates see it. */
export interface UpdatedApp extends AppAdapter {
  /** Lets another one start although this one still ends. */
  letAnotherStart(): void;
}

/** Of electron-updater, and not in its types: the client for HTTP, and the number of the installation. */
interface Inside {
  httpExecutor: NodeTransport;
  stagingUserIdPromise: { readonly value: Promise<string> };
}

/**
 * electron-updater for a platform, told to do nothing by itself: it downloads when it is asked to, and installs when it is
 * asked to. Loaded only where updates are on.
 */
export function makeUpdater(
  platform: 'linux' | 'darwin' | 'win32',
  feed: SignedFeed,
  app: UpdatedApp,
): Updater {
  const updater = new { linux: AppImageUpdater, darwin: MacUpdater, win32: NsisUpdater }[platform](
    undefined,
    app,
  );
  quieten(updater);
  updater.setFeedURL({ provider: 'custom', updateProvider: SignedProvider as never, ...feed });
  return {
    async check() {
      const result = await updater.checkForUpdates();
      return result?.isUpdateAvailable === true ? result.updateInfo.version : null;
    },
    async download(onProgress, signal) {
      const token = new CancellationToken();
      const cancel = (): void => token.cancel();
      const progress = ({ transferred, total }: { transferred: number; total: number }): void =>
        onProgress(transferred, total);
      signal.addEventListener('abort', cancel);
      updater.on('download-progress', progress);
      try {
        await updater.downloadUpdate(token);
      } finally {
        signal.removeEventListener('abort', cancel);
        updater.off('download-progress', progress);
      }
    },
    restart() {
      if (updater instanceof MacUpdater) return updater.quitAndInstall();
      // Only when everything is written: the new version would find the history in use and, beside one that still runs, end.
      app.onQuit(() => {
        app.letAnotherStart();
        updater.install(true, true);
      });
      app.quit();
    },
  };
}

function quieten(updater: AppUpdater): void {
  const inside = updater as unknown as Inside;
  inside.httpExecutor = new NodeTransport();
  // Otherwise it makes a number for this installation and sends it along.
  inside.stagingUserIdPromise = { value: Promise.resolve('') };
  updater.isUserWithinRollout = () => true;
  updater.logger = null;
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowPrerelease = false;
  updater.allowDowngrade = false;
  updater.disableWebInstaller = true;
  updater.disableDifferentialDownload = true;
  // Every failure is answered where it is asked for; without this one an unheard `error` would end the process.
  updater.on('error', () => undefined);
}

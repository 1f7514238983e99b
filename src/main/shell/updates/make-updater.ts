import { AppImageUpdater, MacUpdater, NsisUpdater, type AppUpdater } from 'electron-updater';
import type { AppAdapter } from 'electron-updater/out/AppAdapter';
import { NodeTransport } from './node-transport';
import { SignedProvider, type SignedFeed } from './signed-provider';

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
  app: AppAdapter,
): AppUpdater {
  const Updater = { linux: AppImageUpdater, darwin: MacUpdater, win32: NsisUpdater }[platform];
  const updater: AppUpdater = new Updater(undefined, app);
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
  updater.setFeedURL({ provider: 'custom', updateProvider: SignedProvider as never, ...feed });
  return updater;
}

import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import { BUILD } from '../build';
import type { UpdatedApp } from './make-updater';
import type { Installation } from './update-choice';

const CONFIGURATION = 'app-update.yml';

/** How the app that runs was installed. */
export function thisInstallation(): Installation {
  const type = join(process.resourcesPath, 'package-type');
  const appImage = process.env['APPIMAGE'];
  const feed = app.isPackaged ? BUILD.updates : triedFeed(process.env);
  return {
    packaged: app.isPackaged || feed !== null,
    platform: process.platform as Installation['platform'],
    packageType: existsSync(type) ? readFileSync(type, 'utf8').trim() : null,
    appImage: appImage !== undefined,
    replaceable: appImage === undefined || isReplaceable(appImage),
    portable: process.env['PORTABLE_EXECUTABLE_FILE'] !== undefined,
    publisher:
      existsSync(configurationFile()) && readFileSync(configurationFile(), 'utf8').includes('publisherName'),
    feed,
  };
}

/** The app as electron-updater sees it. What it downloads is kept beside our data. */
export function appAdapter(): UpdatedApp {
  return {
    version: app.getVersion(),
    name: app.getName(),
    isPackaged: true, // only asked where updates are on
    appUpdateConfigPath: configurationFile(),
    userDataPath: app.getPath('userData'),
    baseCachePath: join(app.getPath('userData'), 'updates'),
    whenReady: () => app.whenReady(),
    relaunch: () => app.relaunch(),
    quit: () => app.quit(),
    onQuit: (handler) => app.once('quit', (_event, exitCode) => handler(exitCode)),
    letAnotherStart: () => app.releaseSingleInstanceLock(),
  };
}

const configurationFile = (): string =>
  join(app.isPackaged ? process.resourcesPath : app.getPath('userData'), CONFIGURATION);

/** A checkout looks where its environment says, so that updates can be tried; an installed app only where it was built for. */
function triedFeed(env: NodeJS.ProcessEnv): Installation['feed'] {
  const { STREAMGAUGE_UPDATE_URL: url, STREAMGAUGE_UPDATE_KEY: key } = env;
  return url && key ? { url, key } : null;
}

/** The old file is taken away and the new one put in its place. */
function isReplaceable(file: string): boolean {
  try {
    accessSync(dirname(file), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

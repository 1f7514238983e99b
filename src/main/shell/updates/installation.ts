import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import type { AppAdapter } from 'electron-updater/out/AppAdapter';
import { BUILD } from '../build';
import type { Installation } from './update-choice';

const CONFIGURATION = 'app-update.yml';

/** How the app that runs was installed. */
export function thisInstallation(): Installation {
  const type = join(process.resourcesPath, 'package-type');
  const configuration = join(process.resourcesPath, CONFIGURATION);
  return {
    packaged: app.isPackaged,
    platform: process.platform as Installation['platform'],
    packageType: existsSync(type) ? readFileSync(type, 'utf8').trim() : null,
    appImage: process.env['APPIMAGE'] !== undefined,
    portable: process.env['PORTABLE_EXECUTABLE_FILE'] !== undefined,
    publisher: existsSync(configuration) && readFileSync(configuration, 'utf8').includes('publisherName'),
    feed: BUILD.updates,
  };
}

/** The app as electron-updater sees it. What it downloads is kept beside our data. */
export function appAdapter(): AppAdapter {
  return {
    version: app.getVersion(),
    name: app.getName(),
    isPackaged: app.isPackaged,
    appUpdateConfigPath: join(process.resourcesPath, CONFIGURATION),
    userDataPath: app.getPath('userData'),
    baseCachePath: join(app.getPath('userData'), 'updates'),
    whenReady: () => app.whenReady(),
    relaunch: () => app.relaunch(),
    quit: () => app.quit(),
    onQuit: (handler) => app.once('quit', (_event, exitCode) => handler(exitCode)),
  };
}

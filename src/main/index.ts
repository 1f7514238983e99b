/** Starts the app: puts the engine, the window and the contract between them together. No logic of its own. */
import './compat';
import { join } from 'node:path';
import { toProblem } from '@shared/errors';
import { app, clipboard, dialog, powerMonitor, session, type BrowserWindow } from 'electron';
import { createEngine, type Engine } from './engine';
import { bindCalls, bindDrops, pushToWindows } from './ipc/bind';
import { offerFeedPort } from './ipc/feed-port';
import { dropDebuggingSwitches } from './shell/debugging-switches';
import { declareAppScheme, serveBundle } from './shell/app-protocol';
import { bundleFiles } from './shell/bundle-files';
import { askForCaptures } from './shell/ask-for-captures';
import { askForFile, RECORDING_FILE } from './shell/ask-for-file';
import { askWhereToExport } from './shell/ask-where-to-export';
import { setMenu } from './shell/menu';
import { forbidNavigation } from './shell/navigation';
import { lockNetwork, resolveNoNames } from './shell/network-lock';
import { ownPage } from './shell/own-page';
import { pickText } from './shell/pick-text';
import { denyPermissions } from './shell/permissions';
import { quitAfter, quitOnSignals } from './shell/quit';
import { safeOpenExternal } from './shell/safe-open-external';
import { systemCipher } from './shell/secret-cipher';
import { controlWindow, focusWindow, openWindow } from './shell/window';
import { useTheme } from './shell/window-theme';

const page = ownPage(app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']);

// Chromium has no sandbox for root, and with this switch every process it starts would end at once. Root gets this
// far only through a start script that says so; every window asks for the sandbox by itself as well.
if (process.getuid?.() !== 0) app.enableSandbox();
declareAppScheme();
resolveNoNames(page);
if (app.isPackaged) dropDebuggingSwitches();
forbidNavigation(app, page);

let window: BrowserWindow | null = null;

function showWindow(): void {
  if (window) {
    focusWindow(window);
    return;
  }
  window = openWindow({ page, stateFile: join(app.getPath('userData'), 'window.json') });
  window.on('closed', () => (window = null));
}

async function start(): Promise<void> {
  await app.whenReady();
  lockNetwork(session.defaultSession, page);
  denyPermissions(session.defaultSession);
  serveBundle(session.defaultSession, await bundleFiles(join(__dirname, '../renderer')));

  const engine = await createEngine({
    dataPath: app.getPath('userData'),
    cipher: systemCipher(),
    historyThread: join(__dirname, 'store-thread.js'),
    app: {
      version: app.getVersion(),
      electron: process.versions.electron,
      chrome: process.versions.chrome,
      node: process.versions.node,
      platform: process.platform as 'linux' | 'darwin' | 'win32',
      dataPath: app.getPath('userData'),
    },
  });
  // Sooner than the engine would notice by itself.
  powerMonitor.on('resume', () => engine.nudge('wake'));
  quitAfter(() => engine.close());
  bind(engine);
  showWindow();
  app.on('activate', showWindow);
  app.on('second-instance', showWindow);
}

function bind(engine: Engine): void {
  useTheme(engine.settings().theme);
  engine.onPush((push) => {
    if (push.name === 'settings') useTheme(push.value.theme);
    pushToWindows(push, page);
  });
  bindCalls(
    {
      ...engine.calls,
      'app.window': (action, caller) => controlWindow(caller.window, action),
      'app.openExternal': (address, caller) => safeOpenExternal(caller.window, address),
      'app.copy': (text) => clipboard.writeText(text),
      'app.pickText': (kind, caller) => pickText(caller.window, kind),
      'sources.copyAsCurl': ({ id, secrets }) => {
        clipboard.writeText(engine.asCurl(id, secrets));
        return engine.asCurl(id, false);
      },
      'export.start': async (draft, caller) => {
        const path = await askWhereToExport(caller.window, draft.format);
        return path === null ? null : engine.exportTo(path, draft);
      },
      'import.pick': async (_none, caller) => engine.importFiles(await askForCaptures(caller.window)),
      'recordings.import': async (_none, caller) => {
        const path = await askForFile(caller.window, RECORDING_FILE);
        return path === null ? null : engine.importRecording(path);
      },
      'feed.open': (_none, caller) => engine.openFeed(offerFeedPort(caller.window)),
    },
    page,
  );
  bindDrops((paths) => engine.importFiles(paths), page);
  setMenu({
    developer: !app.isPackaged,
    command(value) {
      showWindow();
      pushToWindows({ name: 'command', value }, page);
    },
  });
}

// Two instances would write the same files.
if (!app.requestSingleInstanceLock()) app.quit();
else {
  quitOnSignals();
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  start().catch((error: unknown) => {
    const { message, hint } = toProblem(error);
    dialog.showErrorBox('Streamgauge cannot start', hint === undefined ? message : `${message}\n\n${hint}`);
    app.exit(1);
  });
}

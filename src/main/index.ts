/** Starts the app: puts the engine, the window and the contract between them together. No logic of its own. */
import './compat';
import { join } from 'node:path';
import { languageFor, type Language } from '@shared/language';
import type { Settings } from '@shared/settings';
import { nextZoom } from '@shared/zoom';
import { app, clipboard, powerMonitor, session } from 'electron';
import { createEngine } from './engine';
import type { Engine } from './engine/engine-api';
import type { CallHandlers } from './ipc/answer-call';
import { bindCalls, bindDrops, pushToWindow, pushToWindows, type Caller } from './ipc/bind';
import { offerFeedPort } from './ipc/feed-port';
import { firstSettings } from './settings/first-settings';
import { dropDebuggingSwitches } from './shell/debugging-switches';
import { declareAppScheme, serveBundle } from './shell/app-protocol';
import { bundleFiles } from './shell/bundle-files';
import { askForCaptures } from './shell/ask-for-captures';
import { askWhereToSaveConfiguration, configurationFile } from './shell/ask-for-configuration';
import { askForFile, recordingFile } from './shell/ask-for-file';
import { askWhereToExport } from './shell/ask-where-to-export';
import { offerEditMenus } from './shell/edit-menu';
import { setMenu } from './shell/menu';
import { forbidNavigation } from './shell/navigation';
import { lockNetwork, resolveNoNames } from './shell/network-lock';
import { ownPage } from './shell/own-page';
import { pickText } from './shell/pick-text';
import { denyPermissions } from './shell/permissions';
import { quitAfter, quitOnSignals } from './shell/quit';
import { saveChart } from './shell/save-chart';
import { safeOpenExternal } from './shell/safe-open-external';
import { systemCipher } from './shell/secret-cipher';
import { tellStartFailure } from './shell/tell-start-failure';
import { controlWindow } from './shell/window';
import { useTheme } from './shell/window-theme';
import { createWindows } from './shell/windows';
import { useZoom, zoomWhenLoaded } from './shell/window-zoom';
import type { ShellWords } from './shell/words/en';
import { shellWords } from './shell/words/shell-words';

const page = ownPage(app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']);

// Chromium has no sandbox for root, and with this switch every process it starts would end at once. Root gets this
// far only through a start script that says so; every window asks for the sandbox by itself as well.
if (process.getuid?.() !== 0) app.enableSandbox();
declareAppScheme();
resolveNoNames(page);
if (app.isPackaged) dropDebuggingSwitches();
forbidNavigation(app, page);

let language: Settings['language'] = 'system';
const spoken = (): Language => languageFor(language, app.getPreferredSystemLanguages());
const words = (): ShellWords => shellWords(spoken());
const windows = createWindows({
  page,
  stateFile: join(app.getPath('userData'), 'windows.json'),
  language: () => language,
  words,
});
offerEditMenus(words);

async function start(): Promise<void> {
  const first = firstSettings(app.getPath('userData'));
  await app.whenReady();
  lockNetwork(session.defaultSession, page);
  denyPermissions(session.defaultSession);
  serveBundle(session.defaultSession, await bundleFiles(join(__dirname, '../renderer')));

  const opening = createEngine({
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
  bindCalls(opening.then(callsOf), page);
  bindDrops(
    opening.then(
      (engine) =>
        (paths): readonly string[] =>
          engine.importFiles(paths),
    ),
    page,
  );
  const zoom = async (): Promise<number> => (await opening).settings().zoom;
  app.on('browser-window-created', (_event, opened) => zoomWhenLoaded(opened, zoom));
  takeSettings(await first);
  // The page loads while the engine opens; what it asks for is answered when the engine is there.
  windows.show();
  const engine = await opening;
  // Sooner than the engine would notice by itself.
  powerMonitor.on('resume', () => engine.nudge('wake'));
  quitAfter(() => engine.close());
  bind(engine);
  app.on('activate', () => windows.show());
  app.on('second-instance', () => windows.show());
}

/** What the window may ask for. */
function callsOf(engine: Engine): CallHandlers<Caller> {
  return {
    ...engine.calls,
    'app.start': async (none, caller) => ({
      ...(await engine.calls['app.start'](none)),
      opening: windows.openingOf(caller.window),
    }),
    'app.window': (action, caller) => controlWindow(caller.window, action),
    'app.openWindow': (opening) => windows.open(opening),
    'app.shows': (view, caller) => windows.shows(caller.window, view),
    'app.openExternal': (address, caller) => safeOpenExternal(caller.window, address, words()),
    'app.copy': (text) => clipboard.writeText(text),
    'app.pickText': (kind, caller) => pickText(caller.window, kind, words()),
    'app.saveChart': (file, caller) => saveChart(caller.window, file, words()),
    'sources.copyAs': ({ id, format, secrets }) => {
      clipboard.writeText(engine.asCode(id, format, secrets));
      return engine.asCode(id, format, false);
    },
    'configuration.export': async (_none, caller) => {
      const path = await askWhereToSaveConfiguration(caller.window, words());
      if (path !== null) await engine.exportConfiguration(path);
      return path;
    },
    'configuration.open': async (_none, caller) => {
      const path = await askForFile(caller.window, configurationFile(words()), words());
      return path === null ? null : engine.openConfiguration(path);
    },
    'export.start': async (draft, caller) => {
      const path = await askWhereToExport(caller.window, draft.format, words());
      return path === null ? null : engine.exportTo(path, draft);
    },
    'import.pick': async (_none, caller) => engine.importFiles(await askForCaptures(caller.window, words())),
    'recordings.import': async (_none, caller) => {
      const path = await askForFile(caller.window, recordingFile(words()), words());
      return path === null ? null : engine.importRecording(path);
    },
    'feed.open': (_none, caller) => engine.openFeed(offerFeedPort(caller.window)),
  };
}

/** What a window looks like from its first picture on. */
function takeSettings(settings: Settings): void {
  useTheme(settings.theme);
  ({ language } = settings);
}

function bind(engine: Engine): void {
  takeSettings(engine.settings());
  engine.onPush((push) => {
    if (push.name === 'settings') {
      takeSettings(push.value);
      useZoom(push.value.zoom);
    }
    pushToWindows(push, page);
  });
  const drawMenu = (): void =>
    setMenu({
      words: words(),
      developer: !app.isPackaged,
      bindings: engine.settings().keyboard.bindings,
      zoom(direction) {
        const settings = engine.settings();
        const zoom = direction === 0 ? 100 : nextZoom(settings.zoom, direction);
        void engine.calls['settings.save']({ ...settings, zoom });
      },
      run: (action) => pushToWindow(windows.show(), { name: 'command', value: { action } }, page),
      openWindow() {
        try {
          windows.open(null);
        } catch {
          // There are as many as there may be: the one that is used comes up.
          windows.show();
        }
      },
    });
  drawMenu();
  const menuOf = (settings: Settings): string =>
    JSON.stringify([settings.language, settings.keyboard.bindings]);
  let drawn = menuOf(engine.settings());
  engine.onPush((push) => {
    if (push.name !== 'settings') return;
    const next = menuOf(push.value);
    if (next === drawn) return;
    drawn = next;
    drawMenu();
  });
}

// Two instances would write the same files.
if (!app.requestSingleInstanceLock()) app.quit();
else {
  quitOnSignals();
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  start().catch(async (error: unknown) => {
    await tellStartFailure(error, spoken());
    app.exit(1);
  });
}

/** Starts the app: puts the engine, the window and the contract between them together. No logic of its own. */
import './compat';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { languageFor, type Language } from '@shared/language';
import type { Settings } from '@shared/settings';
import { nextZoom } from '@shared/zoom';
import { app, session } from 'electron';
import { Log } from './diagnostics/log';
import { logLevel } from './diagnostics/log-line';
import { createEngine } from './engine';
import type { Engine } from './engine/engine-api';
import { bindCalls, bindDrops } from './ipc/bind';
import { SourceDifferences } from './ipc/source-differences';
import { WindowCommands } from './ipc/window-commands';
import { WindowPushes } from './ipc/window-pushes';
import { WindowSight } from './ipc/window-sight';
import { firstSettings } from './settings/first-settings';
import { dropDebuggingSwitches } from './shell/debugging-switches';
import { declareAppScheme, serveBundle } from './shell/app-protocol';
import { bundleFiles } from './shell/bundle-files';
import { BUILD } from './shell/build';
import { Desktop } from './shell/desktop';
import { DesktopNotifications } from './shell/desktop-notifications';
import { offerEditMenus } from './shell/edit-menu';
import { keepLog } from './shell/keep-log';
import { setMenu } from './shell/menu';
import { forbidNavigation } from './shell/navigation';
import { lockNetwork, resolveNoNames } from './shell/network-lock';
import { ownPage } from './shell/own-page';
import { denyPermissions } from './shell/permissions';
import { quitAfter, quitOnSignals } from './shell/quit';
import { systemCipher } from './shell/secret-cipher';
import { fitsOneStart, requestOf, startLine } from './shell/start-line';
import { SpokenSentences } from './shell/spoken-sentences';
import { tellStartFailure } from './shell/tell-start-failure';
import { watchUnexpectedErrors } from './shell/unexpected-errors';
import { windowCalls } from './shell/window-calls';
import { useTheme } from './shell/window-theme';
import { createWindows } from './shell/windows';
import { appUpdates } from './shell/updates/app-updates';
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

const log = new Log({
  folder: join(app.getPath('userData'), 'logs'),
  level: logLevel(process.env['STREAMGAUGE_LOG']),
});
const crashFolder = join(app.getPath('userData'), 'crashes');

const sight = new WindowSight();
const pushes = new WindowPushes(page, sight);
const commands = new WindowCommands((window, value) => pushes.to(window, { name: 'command', value }));
let language: Settings['language'] = 'system';
const spoken = (): Language => languageFor(language, app.getPreferredSystemLanguages());
const words = (): ShellWords => shellWords(spoken());
const sentences = new SpokenSentences();
const windows = createWindows({
  page,
  stateFile: join(app.getPath('userData'), 'windows.json'),
  language: () => language,
  spoken,
  keepsLast: (window) => desktop.keepsWindow(window),
  tell: (notice) => void running.then((engine) => engine.raiseNotice(notice)),
});
let isRunning: (engine: Engine) => void = () => undefined;
/** Once it is there; never when the start fails. */
const running = new Promise<Engine>((resolve) => (isRunning = resolve));
const desktop = new Desktop({
  windows,
  memoryFile: join(app.getPath('userData'), 'desktop.json'),
  words,
  command: (window, command) => commands.send(window, command),
});
offerEditMenus(words);

async function start(): Promise<void> {
  const first = firstSettings(app.getPath('userData'));
  await app.whenReady();
  lockNetwork(session.defaultSession, page);
  denyPermissions(session.defaultSession);
  serveBundle(session.defaultSession, await bundleFiles(join(__dirname, '../renderer')));

  const notifications: DesktopNotifications = new DesktopNotifications({
    words,
    word: (text) => sentences.word(text),
    show: (seq) =>
      commands.send(
        windows.show(),
        seq === null ? { action: 'view.notifications' } : { action: 'show', seq },
      ),
    silence: () => void desktop.setDoNotDisturb(true),
    play: (window, sound) => commands.send(window, { action: 'sound', sound }),
  });
  const opening = createEngine({
    dataPath: app.getPath('userData'),
    cipher: systemCipher(),
    historyThread: join(__dirname, 'store-thread.js'),
    presenter: notifications,
    log,
    crashFolder,
    app: {
      version: app.getVersion(),
      electron: process.versions.electron,
      chrome: process.versions.chrome,
      node: process.versions.node,
      platform: process.platform as 'linux' | 'darwin' | 'win32',
      dataPath: app.getPath('userData'),
      build: { commit: BUILD.commit, date: BUILD.date },
    },
  });
  bindCalls(
    opening.then((engine) =>
      windowCalls({
        engine,
        windows,
        desktop,
        notifications,
        updates: appUpdates(engine, (value) => pushes.toAll({ name: 'update', value }), log),
        commands,
        sight,
        words,
      }),
    ),
    page,
    (name, error) => log.failure('ipc', `The call ${String(name)} failed unexpectedly.`, error),
  );
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
  void desktop.begin(requestOf(startLine()), await first);
  const engine = await opening;
  isRunning(engine);
  // First: what the desktop is told of a change, it says in the language that is chosen by then.
  bind(engine);
  desktop.join(engine);
  quitAfter(async () => {
    await engine.close();
    log.info('app', 'Streamgauge stops.');
    await log.flush();
  });
  engine.onPush((push) => {
    if (push.name !== 'inbox') return;
    const read = push.value.items.flatMap((item) => (item.read && item.seq !== null ? [item.seq] : []));
    notifications.read(new Set(read));
  });
  app.on('browser-window-focus', () => engine.seen());
  app.on('activate', () => windows.show());
}

/** What a window looks like from its first picture on. */
function takeSettings(settings: Settings): void {
  useTheme(settings.theme);
  ({ language } = settings);
  sentences.use(spoken());
}

function bind(engine: Engine): void {
  takeSettings(engine.settings());
  const sourceDifferences = new SourceDifferences();
  engine.onPush((push) => {
    if (push.name === 'settings') {
      takeSettings(push.value);
      useZoom(push.value.zoom);
    }
    if (push.name === 'sources') {
      const value = sourceDifferences.since(push.value);
      if (value) pushes.toAll({ name: 'sourceChanges', value });
    } else pushes.toAll(push);
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
      run: (action) => commands.send(windows.show(), { action }),
      openWindow: () => desktop.openWindow(),
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

/** Says why the app cannot start, and ends it. */
async function failStart(error: unknown): Promise<void> {
  try {
    await tellStartFailure(error, spoken());
  } finally {
    app.exit(1);
  }
}

if (!fitsOneStart(process.argv)) {
  process.stderr.write(
    'Streamgauge was started with more arguments than it takes. Open fewer files at once.\n',
  );
  app.exit(1);
}
// Two instances would write the same files.
else if (!app.requestSingleInstanceLock(startLine())) app.quit();
else {
  quitOnSignals();
  keepLog(log, crashFolder);
  const errors = watchUnexpectedErrors((error) => {
    log.failure('app', 'Something failed that nobody expected.', error);
    process.stderr.write(`${inspect(error)}\n`);
  }, failStart);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  void running.then((engine) => errors.tellThrough((notice) => engine.raiseNotice(notice)));
  start().catch((error: unknown) => {
    log.failure('app', 'Streamgauge cannot start.', error);
    return failStart(error);
  });
}

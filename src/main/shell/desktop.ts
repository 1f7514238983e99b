import { join } from 'node:path';
import type { Settings } from '@shared/settings';
import type { SourceSnapshot } from '@shared/source';
import { app, powerMonitor, type BrowserWindow } from 'electron';
import type { WindowCommand } from '@shared/ipc';
import type { Engine } from '../engine/engine-api';
import { AllSources } from './all-sources';
import { BUILD } from './build';
import { DesktopMemory } from './desktop-memory';
import { setJumpList } from './jump-list';
import type { StartRequest } from './start-arguments';
import { readStartArguments } from './start-arguments';
import { isStartAtLogin, setStartAtLogin, startsAtLogin } from './start-at-login';
import { LINK_SCHEME } from './start-link';
import { requestOf } from './start-line';
import { StartRequests } from './start-requests';
import { trayHost } from './tray-host';
import { TrayService } from './tray-service';
import { onWaking } from './wake-ups';
import { warningNotice } from './warning-notice';
import type { Windows } from './windows';
import type { ShellWords } from './words/en';

export interface DesktopOptions {
  readonly windows: Pick<Windows, 'show' | 'open' | 'isAnyOpen'>;
  /** What it remembers of what it said. */
  readonly memoryFile: string;
  /** Asked for each time. */
  words(): ShellWords;
  command(window: BrowserWindow, command: WindowCommand): void;
}

/**
 * The app as a citizen of the desktop: its icon in the tray, its start at login, links, files and further starts, what its icon
 * offers, and waking up.
 */
export class Desktop {
  readonly #options: DesktopOptions;
  readonly #tray: TrayService;
  readonly #requests: StartRequests;
  readonly #all: AllSources;
  readonly #found: (engine: Engine) => void;
  /** Resolves when the first windows are there, or none are wanted. */
  readonly #begun: Promise<void>;
  #letIn: () => void = () => undefined;
  #engine: Engine | null = null;
  #login: boolean | null = null;

  constructor(options: DesktopOptions) {
    this.#options = options;
    const { windows, words, command } = options;
    let found: (engine: Engine) => void = () => undefined;
    const engine = new Promise<Engine>((resolve) => (found = resolve));
    this.#found = found;
    this.#begun = new Promise((resolve) => (this.#letIn = resolve));
    this.#requests = new StartRequests({
      words,
      command,
      show: () => windows.show(),
      openWindow: () => this.openWindow(),
      begun: this.#begun,
      engine: engine.then((ready) => ({
        startDemo: () => Promise.resolve(ready.calls['hub.startDemo'](undefined)),
        openConfiguration: (path) => ready.openConfiguration(path),
        importFiles: (paths) => ready.importFiles(paths),
        raiseNotice: (notice) => ready.raiseNotice(notice),
      })),
    });
    this.#all = new AllSources({
      pause: (id) => this.#engine?.calls['sources.pause'](id),
      resume: (id) => this.#engine?.calls['sources.resume'](id),
      tell: (problem) => this.#engine?.raiseNotice(warningNotice(problem)),
    });
    this.#tray = new TrayService({
      host: trayHost(),
      memory: new DesktopMemory(options.memoryFile),
      words,
      actions: {
        open: () => windows.show(),
        showSource: (id) =>
          command(
            windows.show(),
            id === null ? { action: 'view.connections' } : { action: 'show-source', id },
          ),
        showNotifications: () => command(windows.show(), { action: 'view.notifications' }),
        pauseAll: () => void this.#all.pause(),
        resumeAll: () => void this.#all.resume(),
        setDoNotDisturb: (on) => void this.setDoNotDisturb(on),
      },
    });
    app.on('second-instance', (_event, _argv, _folder, line) => void this.#startedAgain(requestOf(line)));
    // macOS: links and files of a start come as events, of the first start too.
    app.on('open-url', (event, link) => {
      event.preventDefault();
      this.#requests.take(readStartArguments([link], '/'));
    });
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.#requests.take(readStartArguments(['--', path], '/'));
    });
    app.setAboutPanelOptions({
      applicationName: 'Streamgauge',
      applicationVersion: app.getVersion(),
      // macOS puts it in brackets behind the version.
      version: BUILD.commit ?? '',
      copyright: [BUILD.commit, BUILD.date?.slice(0, 10)]
        .filter((part) => part !== undefined && part !== null)
        .join(', '),
      iconPath: join(app.getAppPath(), 'resources/icons/256x256.png'),
    });
    // On Linux the package says so, in the entry of its menu. The portable program for Windows is to leave nothing behind.
    const isPortable = process.env['PORTABLE_EXECUTABLE_FILE'] !== undefined;
    if (app.isPackaged && process.platform !== 'linux' && !isPortable)
      app.setAsDefaultProtocolClient(LINK_SCHEME);
  }

  /** The first windows, or none, and what the start asks for. @param settings as far as they are known before the engine */
  async begin(request: StartRequest, settings: Settings): Promise<void> {
    this.#tray.takeSettings(settings);
    this.#setJumpList();
    const hidden = request.hidden || isStartAtLogin();
    if (!hidden) this.#options.windows.show();
    this.#requests.take(request);
    this.#letIn();
    // Started at login where no icon would be seen: a window in the task bar then, that is in nobody's way.
    if (hidden && !(await this.#tray.comesUp()) && !this.#options.windows.isAnyOpen()) {
      const window = this.#options.windows.show();
      window.once('ready-to-show', () => window.minimize());
    }
  }

  /** What runs behind the windows is there. */
  join(engine: Engine): void {
    this.#engine = engine;
    this.#found(engine);
    engine.onPush((push) => {
      if (push.name === 'settings') this.#takeSettings(push.value);
      else if (push.name === 'sources') this.#takeSources(push.value);
      else if (push.name === 'inbox') this.#tray.takeInbox(push.value);
    });
    void Promise.resolve(engine.calls['app.start'](undefined)).then(({ settings, sources, inbox }) => {
      this.#takeSettings(settings);
      this.#takeSources(sources);
      this.#tray.takeInbox(inbox);
    });
    // Sooner than the engine would notice by itself.
    onWaking(powerMonitor, () => engine.nudge('wake'));
  }

  /** Whether the app's icon can be seen in the tray, so that it may go on without a window. */
  isInTray(): Promise<boolean> {
    return this.#tray.isShown();
  }

  /** See `TrayService.keepsWindow`. */
  keepsWindow(window: BrowserWindow): boolean {
    return this.#tray.keepsWindow(window);
  }

  /** A further window; the one that is used, when there are as many as there may be. */
  openWindow(): void {
    const { windows } = this.#options;
    try {
      // Without any, those that were open when the app was last used.
      if (windows.isAnyOpen()) windows.open(null);
      else windows.show();
    } catch {
      windows.show();
    }
  }

  async setDoNotDisturb(on: boolean): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    const settings = engine.settings();
    const notifications = { ...settings.notifications, doNotDisturb: on };
    await engine.calls['settings.save']({ ...settings, notifications });
  }

  async #startedAgain(request: StartRequest): Promise<void> {
    const { hidden, newWindow } = request;
    // It may come while the first start is still at its work, before anything can be shown.
    await this.#begun;
    // A start at login finds what was started by hand before: nothing is to come up.
    if (!hidden && !newWindow) this.#options.windows.show();
    this.#requests.take(request);
  }

  #takeSettings(settings: Settings): void {
    this.#tray.takeSettings(settings);
    this.#setJumpList();
    const { startAtLogin } = settings.desktop;
    if (startAtLogin === this.#login) return;
    const isNews = this.#login !== null;
    this.#login = startAtLogin;
    if (isNews) this.#setStartAtLogin(startAtLogin);
    // At a start only the installed app looks after its entry: it may lie elsewhere now. A development build must not put
    // itself there because the settings, which it shares with the installed one, say so.
    else if (app.isPackaged && startAtLogin) this.#renewStartAtLogin(settings);
  }

  /** Somebody who took the app off the list of the system wants it off: the settings follow, and the entry stays away. */
  #renewStartAtLogin(settings: Settings): void {
    if (startsAtLogin()) this.#setStartAtLogin(true);
    else {
      const desktop = { ...settings.desktop, startAtLogin: false };
      void this.#engine?.calls['settings.save']({ ...settings, desktop });
    }
  }

  #setStartAtLogin(on: boolean): void {
    try {
      setStartAtLogin(on);
    } catch (error) {
      this.#engine?.raiseNotice(
        warningNotice({
          code: 'start-at-login',
          message: `The start at login could not be changed: ${(error as Error).message}`,
          hint: 'Change it in the settings of the system.',
        }),
      );
    }
  }

  #takeSources(sources: readonly SourceSnapshot[]): void {
    this.#all.take(sources);
    this.#tray.takeSources(sources);
  }

  #setJumpList(): void {
    setJumpList(this.#options.words(), {
      openWindow: () => this.openWindow(),
      startDemo: () => this.#requests.take(readStartArguments(['--demo'], '/')),
    });
  }
}

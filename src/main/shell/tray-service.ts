import type { InboxState } from '@shared/notification';
import type { Settings } from '@shared/settings';
import type { SourceSnapshot } from '@shared/source';
import { app, Notification, type BrowserWindow } from 'electron';
import type { DesktopMemory } from './desktop-memory';
import { AppTray, type TrayActions } from './tray';
import type { TrayHost } from './tray-host';
import { trayState } from './tray-state';
import type { ShellWords } from './words/en';

/** How long a start without a window waits for the panel of the desktop, ms: at login it may come later. */
const PATIENCE_MS = 20_000;

export interface TrayServiceOptions {
  readonly host: TrayHost;
  readonly memory: DesktopMemory;
  readonly actions: Omit<TrayActions, 'quit'>;
  /** Asked for each time. */
  words(): ShellWords;
}

/** Keeps the tray as the settings want it, and knows whether an app without a window would be found again. */
export class TrayService {
  readonly #options: TrayServiceOptions;
  #tray: AppTray | null = null;
  #settings: Settings | null = null;
  #sources: readonly SourceSnapshot[] = [];
  #unread = 0;

  constructor(options: TrayServiceOptions) {
    this.#options = options;
    options.host.onChange(() => {
      if (options.host.isThere) this.#tray?.renew();
    });
    app.on('will-quit', () => {
      this.#tray?.destroy();
      this.#tray = null;
      options.host.close();
    });
  }

  takeSettings(settings: Settings): void {
    this.#settings = settings;
    const { actions } = this.#options;
    if (settings.desktop.tray) this.#tray ??= new AppTray({ ...actions, quit: () => app.quit() });
    else {
      this.#tray?.destroy();
      this.#tray = null;
    }
    this.#draw();
  }

  takeSources(sources: readonly SourceSnapshot[]): void {
    this.#sources = sources;
    this.#draw();
  }

  takeInbox({ unread }: InboxState): void {
    this.#unread = unread;
    this.#draw();
  }

  /** Whether the icon can be seen now. */
  async isShown(): Promise<boolean> {
    return this.#settings?.desktop.tray === true && (await this.#options.host.look());
  }

  /** The same for a start at login, where the panel may still be on its way. */
  async comesUp(): Promise<boolean> {
    if (await this.isShown()) return true;
    if (this.#settings?.desktop.tray !== true) return false;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS);
      this.#options.host.onChange(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    return this.isShown();
  }

  /**
   * The last window is about to close. Hides it instead when that is wanted; without an icon that can be seen nobody would find
   * it again, so the app ends. True when it keeps the window.
   */
  keepsWindow(window: BrowserWindow): boolean {
    const wanted = this.#settings?.desktop;
    // On macOS an app lives in the dock, whatever becomes of its windows.
    if (process.platform === 'darwin' || !wanted?.tray || !wanted.closeToTray) return false;
    // Full screen would leave an empty one behind.
    if (window.isFullScreen()) window.setFullScreen(false);
    window.hide();
    void this.isShown().then((shown) => {
      if (!shown) app.quit();
      else if (this.#options.memory.firstTimeInTray()) this.#tell();
    });
    return true;
  }

  #tell(): void {
    if (!Notification.isSupported()) return;
    new Notification({ ...this.#options.words().tray.hidden, silent: true }).show();
  }

  #draw(): void {
    if (!this.#tray || !this.#settings) return;
    const words = this.#options.words().tray;
    this.#tray.show(
      trayState(
        {
          sources: this.#sources.map(({ config: { id, name }, state }) => ({ id, name, phase: state.phase })),
          unread: this.#unread,
          doNotDisturb: this.#settings.notifications.doNotDisturb,
        },
        words,
      ),
      words,
    );
  }
}

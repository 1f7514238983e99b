import type { Sound } from '@shared/rule';
import type { ViewName } from '@shared/window-opening';
import { app, BrowserWindow, nativeImage, Notification, shell, type NotificationAction } from 'electron';
import type { DesktopNotice, DesktopPresenter } from '../rules/presenter';
import { BADGE_SIZE, badgePixels } from './badge-icon';
import { noticeText } from './notice-text';
import { ShownNotices } from './shown-notices';
import type { ShellWords } from './words/en';

/** As `appId` in electron-builder.yml. */
const APP_ID = 'invalid.streamgauge.app';
/** Where Electron draws buttons into notifications; on Linux a click is the one action. */
const HAVE_BUTTONS: ReadonlySet<NodeJS.Platform> = new Set(['darwin', 'win32']);

export interface DesktopNotificationsOptions {
  /** Asked for each time. */
  words(): ShellWords;
  /** Words what the engine says in the language of the window. */
  word(text: string): string;
  /** Brings a window up, at an event, or at the inbox when there is none. */
  show(seq: number | null): void;
  /** Nothing is to disturb from now on. */
  silence(): void;
  /** Plays a sound in a window, without bringing it up. */
  play(window: BrowserWindow, sound: Sound): void;
}

/** Notifications of the desktop, and the other ways to get attention outside a window. */
export class DesktopNotifications implements DesktopPresenter {
  readonly #options: DesktopNotificationsOptions;
  readonly #shown = new ShownNotices<Notification>();
  readonly #views = new WeakMap<BrowserWindow, ViewName>();
  readonly #flashing = new WeakSet<BrowserWindow>();
  #unread = 0;

  /** To be made when the app is ready. */
  constructor(options: DesktopNotificationsOptions) {
    this.#options = options;
    if (process.platform === 'win32') {
      // Windows shows only what comes from the app that the start menu knows; the installer gives its entry this name.
      if (app.isPackaged) app.setAppUserModelId(APP_ID);
      app.on('browser-window-created', (_event, window) => this.#overlay(window));
    }
    // Left behind, a click on one would lead nowhere.
    app.on('will-quit', () => this.#shown.closeAll());
  }

  notify(notice: DesktopNotice): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({
      ...noticeText(notice, process.platform),
      silent: notice.silent,
      ...(HAVE_BUTTONS.has(process.platform) && { actions: buttons(this.#options.words()) }),
    });
    const act = (run: () => void): void => {
      // Not every desktop takes away what was clicked.
      this.#shown.close(notification);
      run();
    };
    const show = (): void => this.#options.show(notice.seq);
    notification.on('click', () => act(show));
    notification.on('action', ({ actionIndex }) => act(actionIndex === 0 ? show : this.#options.silence));
    notification.on('close', () => this.#shown.remove(notification));
    notification.on('failed', () => this.#shown.remove(notification));
    this.#shown.add(notification, notice.seq);
    notification.show();
  }

  word(sentence: string): string {
    return this.#options.word(sentence);
  }

  badge(unread: number): void {
    this.#unread = unread;
    if (process.platform === 'win32') {
      for (const window of BrowserWindow.getAllWindows()) this.#overlay(window);
    } else app.setBadgeCount(unread);
  }

  flash(): void {
    if (BrowserWindow.getFocusedWindow()) return;
    app.dock?.bounce('informational');
    for (const window of BrowserWindow.getAllWindows()) {
      if (this.#flashing.has(window)) continue;
      this.#flashing.add(window);
      window.flashFrame(true);
      window.once('focus', () => {
        this.#flashing.delete(window);
        window.flashFrame(false);
      });
    }
  }

  sound(sound: Sound): void {
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    if (window) this.#options.play(window, sound);
    // Without a window nothing can play it.
    else shell.beep();
  }

  looksAtInbox(): boolean {
    const window = BrowserWindow.getFocusedWindow();
    return window !== null && this.#views.get(window) === 'notifications';
  }

  /** A window shows another view. */
  showing(window: BrowserWindow, view: ViewName): void {
    this.#views.set(window, view);
  }

  /** Closes the notifications about events that have been read. */
  read(seqs: ReadonlySet<number>): void {
    this.#shown.read(seqs);
  }

  #overlay(window: BrowserWindow): void {
    const size = { width: BADGE_SIZE, height: BADGE_SIZE };
    const icon = this.#unread > 0 ? nativeImage.createFromBitmap(badgePixels(this.#unread), size) : null;
    window.setOverlayIcon(icon, this.#unread > 0 ? this.#options.words().tray.unread(this.#unread) : '');
  }
}

/** Their places are what `action` tells. */
function buttons({ notification }: ShellWords): NotificationAction[] {
  return [notification.show, notification.doNotDisturb].map((text) => ({ type: 'button', text }));
}

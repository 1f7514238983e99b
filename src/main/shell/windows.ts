import { StreamgaugeError } from '@shared/errors';
import type { Language } from '@shared/language';
import type { Settings } from '@shared/settings';
import type { WindowOpening } from '@shared/window-opening';
import { app, screen, type BrowserWindow } from 'electron';
import { recoverFromCrashes, type CrashRecoveryOptions } from './crash-recovery';
import type { OwnPage } from './own-page';
import { focusWindow, openWindow } from './window';
import { readSession, sessionOnScreens, writeSession, type SavedWindow } from './window-session';
import { cascaded, DEFAULT_STATE, fitToScreens, type Rectangle } from './window-state';

/** Most windows at once: each holds a live feed of its own, of which the engine serves as many. */
export const MAX_WINDOWS = 8;

/** ms after a change until the windows are taken down for the next start: a window that is dragged changes all the time. */
const SAVE_DELAY_MS = 500;

/** The app's windows, all on the same engine. */
export interface Windows {
  /** Brings up the window that was used last. Without any, opens those that were open when the app was last used. */
  show(): BrowserWindow;
  /**
   * Opens a further one beside the one that is used.
   * @throws StreamgaugeError `too-many-windows`
   */
  open(opening: WindowOpening | null): void;
  /** Whether there is one, on the screen or hidden. */
  isAnyOpen(): boolean;
  /**
   * What a window was opened for, or what it showed before its page stopped. Told once: loaded again by hand, it starts from
   * nothing in particular.
   */
  openingOf(window: BrowserWindow): WindowOpening | null;
  /** Takes down what a window shows. */
  shows(window: BrowserWindow, shown: WindowOpening): void;
}

export interface WindowsOptions {
  readonly page: OwnPage;
  /** Where the windows are remembered from one start to the next. */
  readonly stateFile: string;
  /** The language that the person has set. */
  language(): Settings['language'];
  /** The same, or that of the system. */
  spoken(): Language;
  /** Asked when somebody closes the last window: true keeps it, hidden. */
  keepsLast(window: BrowserWindow): boolean;
  /** Tells the person of a window that stopped. */
  readonly tell: CrashRecoveryOptions['tell'];
}

export function createWindows(options: WindowsOptions): Windows {
  const { page, stateFile, language, spoken, keepsLast, tell } = options;
  /** In the order in which they were used, the last one last. */
  const used: BrowserWindow[] = [];
  const openings = new WeakMap<BrowserWindow, WindowOpening>();
  const shown = new WeakMap<BrowserWindow, WindowOpening>();
  const views = new WeakMap<BrowserWindow, SavedWindow['view']>();
  /** While the app quits, windows get the focus as others close: that is nobody's use. */
  let state: 'used' | 'quits' | 'closes' = 'used';
  let saving: NodeJS.Timeout | null = null;
  app.on('before-quit', () => {
    save();
    if (state === 'used') state = 'quits';
  });

  function workAreas(): Rectangle[] {
    const primary = screen.getPrimaryDisplay();
    const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
    return [primary, ...others].map((display) => display.workArea);
  }

  function savedOf(window: BrowserWindow): SavedWindow {
    const { x, y, width, height } = window.getNormalBounds();
    const view = views.get(window) ?? 'stream';
    const { fullScreen, maximised } = { fullScreen: window.isFullScreen(), maximised: window.isMaximized() };
    return { position: { x, y }, width, height, maximised, fullScreen, view };
  }
  /** Windows that close while the app quits stay in the session, and so does the last one of all. */
  function save(): void {
    if (saving) clearTimeout(saving);
    saving = null;
    if (state === 'used' && used.length > 0) writeSession(stateFile, used.map(savedOf));
  }
  function saveSoon(): void {
    saving ??= setTimeout(save, SAVE_DELAY_MS);
  }

  function add(saved: SavedWindow, isFront = true): BrowserWindow {
    const window = openWindow({
      page,
      state: saved,
      start: { language: language(), view: saved.view },
      show(drawn) {
        if (isFront) return drawn.show();
        drawn.showInactive();
        const front = used.at(-1);
        if (front?.isVisible()) front.moveTop();
      },
    });
    views.set(window, saved.view);
    used.push(window);
    window.on('focus', () => {
      if (state === 'closes') return;
      // Somebody who thought better of quitting uses it again.
      state = 'used';
      used.push(...used.splice(used.indexOf(window), 1));
      saveSoon();
    });
    window.on('move', saveSoon);
    window.on('resize', saveSoon);
    window.on('close', (event) => {
      if (state !== 'used') {
        state = 'closes';
        return;
      }
      if (used.length > 1) return;
      // The last one still knows where it is.
      save();
      if (keepsLast(window)) event.preventDefault();
    });
    recoverFromCrashes(window, {
      page,
      language: spoken,
      onReload(stopped) {
        const last = shown.get(stopped);
        if (last) openings.set(stopped, last);
      },
      tell,
    });
    window.on('closed', () => {
      used.splice(used.indexOf(window), 1);
      if (used.length > 0) saveSoon();
    });
    return window;
  }

  /** A window whose screen was taken away goes to one that is there; some window managers leave it where nobody sees it. */
  function bringBack(): void {
    for (const window of used) {
      if (window.isDestroyed() || window.isMaximized() || window.isFullScreen() || window.isMinimized())
        continue;
      const { x, y, width, height } = window.getBounds();
      const fitting = fitToScreens({ ...DEFAULT_STATE, position: { x, y }, width, height }, workAreas());
      if (fitting.position) continue;
      window.setSize(fitting.width, fitting.height);
      window.center();
    }
  }
  // Electron's screen is there when the app is.
  void app.whenReady().then(() => {
    screen.on('display-removed', bringBack);
    screen.on('display-metrics-changed', bringBack);
  });

  function restore(): BrowserWindow {
    const session = sessionOnScreens(readSession(stateFile, MAX_WINDOWS), workAreas());
    const front = session.pop() ?? { ...fitToScreens(DEFAULT_STATE, workAreas()), view: 'stream' };
    for (const saved of session) add(saved, false);
    return add(front);
  }

  return {
    show() {
      const last = used.at(-1);
      if (!last) return restore();
      focusWindow(last);
      return last;
    },
    open(opening) {
      if (used.length >= MAX_WINDOWS) {
        throw new StreamgaugeError('too-many-windows', `There are ${MAX_WINDOWS} windows already.`, {
          hint: 'Close one that is not needed any more.',
        });
      }
      const last = used.at(-1);
      const state = last
        ? cascaded(
            last.getNormalBounds(),
            used.map((window) => window.getNormalBounds()),
            workAreas(),
          )
        : (readSession(stateFile, 1)[0] ?? DEFAULT_STATE);
      const window = add({ ...fitToScreens(state, workAreas()), view: opening?.view ?? 'stream' });
      if (opening) openings.set(window, opening);
    },
    openingOf(window) {
      const opening = openings.get(window) ?? null;
      openings.delete(window);
      return opening;
    },
    isAnyOpen: () => used.length > 0,
    shows(window, what) {
      shown.set(window, what);
      if (views.get(window) === what.view) return;
      views.set(window, what.view);
      saveSoon();
    },
  };
}

import { StreamgaugeError } from '@shared/errors';
import type { Settings } from '@shared/settings';
import type { ViewName, WindowOpening } from '@shared/window-opening';
import { app, BrowserWindow, screen } from 'electron';
import type { OwnPage } from './own-page';
import { focusWindow, openWindow } from './window';
import { readSession, sessionOnScreens, writeSession, type SavedWindow } from './window-session';
import type { ShellWords } from './words/en';
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
  /** What a window was opened for. Told once: loaded again, it starts from nothing in particular. */
  openingOf(window: BrowserWindow): WindowOpening | null;
  /** Takes down which view a window shows. */
  shows(window: BrowserWindow, view: ViewName): void;
}

export interface WindowsOptions {
  readonly page: OwnPage;
  /** Where the windows are remembered from one start to the next. */
  readonly stateFile: string;
  /** The language that the person has set. */
  language(): Settings['language'];
  /** What the system draws, in that language. */
  words(): ShellWords;
}

export function createWindows({ page, stateFile, language, words }: WindowsOptions): Windows {
  /** In the order in which they were used, the last one last. */
  const used: BrowserWindow[] = [];
  const openings = new WeakMap<BrowserWindow, WindowOpening>();
  const views = new WeakMap<BrowserWindow, ViewName>();
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
    return { position: { x, y }, width, height, maximised: window.isMaximized(), view };
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
      words,
      show(shown) {
        if (isFront) return shown.show();
        shown.showInactive();
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
    window.on('close', () => {
      if (state !== 'used') state = 'closes';
      // The last one still knows where it is.
      else if (used.length === 1) save();
    });
    window.on('closed', () => {
      used.splice(used.indexOf(window), 1);
      if (used.length > 0) saveSoon();
    });
    return window;
  }

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
    shows(window, view) {
      views.set(window, view);
      saveSoon();
    },
  };
}

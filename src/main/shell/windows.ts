import { StreamgaugeError } from '@shared/errors';
import type { WindowOpening } from '@shared/window-opening';
import { app, BrowserWindow, screen } from 'electron';
import type { OwnPage } from './own-page';
import { focusWindow, openWindow } from './window';
import {
  cascaded,
  fitToScreens,
  readWindowState,
  writeWindowState,
  type Rectangle,
  type WindowState,
} from './window-state';

/** Most windows at once: each holds a live feed of its own, of which the engine serves as many. */
export const MAX_WINDOWS = 8;

/** The app's windows, all on the same engine. */
export interface Windows {
  /** Brings up the window that was used last, or opens the first. */
  show(): BrowserWindow;
  /**
   * Opens a further one beside the one that is used.
   * @throws StreamgaugeError `too-many-windows`
   */
  open(opening: WindowOpening | null): void;
  /** What a window was opened for. Told once: loaded again, it comes back to where it was by itself. */
  openingOf(window: BrowserWindow): WindowOpening | null;
}

export interface WindowsOptions {
  readonly page: OwnPage;
  /** Where size and place of the window that was used last are remembered. */
  readonly stateFile: string;
}

export function createWindows({ page, stateFile }: WindowsOptions): Windows {
  /** In the order in which they were used, the last one last. */
  const used: BrowserWindow[] = [];
  const openings = new WeakMap<BrowserWindow, WindowOpening>();
  // While the app quits, windows get the focus as others close: that is nobody's use.
  let quits = false;
  app.on('before-quit', () => (quits = true));

  function workAreas(): Rectangle[] {
    const primary = screen.getPrimaryDisplay();
    const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
    return [primary, ...others].map((display) => display.workArea);
  }

  function add(state: WindowState): BrowserWindow {
    const window = openWindow({ page, state });
    used.push(window);
    window.on('focus', () => {
      // Somebody who thought better of quitting uses it again.
      if (quits && used.length > 1) return;
      quits = false;
      used.push(...used.splice(used.indexOf(window), 1));
    });
    window.on('close', () => {
      if (used.at(-1) !== window) return;
      const { x, y, width, height } = window.getNormalBounds();
      writeWindowState(stateFile, { position: { x, y }, width, height, maximised: window.isMaximized() });
    });
    window.on('closed', () => used.splice(used.indexOf(window), 1));
    return window;
  }

  return {
    show() {
      const last = used.at(-1);
      if (!last) return add(fitToScreens(readWindowState(stateFile), workAreas()));
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
        : readWindowState(stateFile);
      const window = add(fitToScreens(state, workAreas()));
      if (opening) openings.set(window, opening);
    },
    openingOf(window) {
      const opening = openings.get(window) ?? null;
      openings.delete(window);
      return opening;
    },
  };
}

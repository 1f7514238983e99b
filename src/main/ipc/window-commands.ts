import type { WindowCommand } from '@shared/ipc';
import type { BrowserWindow } from 'electron';

/** Most commands that wait for a window's page: more nobody has asked for by hand. */
const MAX_WAITING = 8;

/** Sends commands to windows, to those whose page is still loading once it listens. */
export class WindowCommands {
  readonly #push: (window: BrowserWindow, command: WindowCommand) => void;
  readonly #listening = new WeakSet<BrowserWindow>();
  readonly #waiting = new WeakMap<BrowserWindow, WindowCommand[]>();

  /** @param push sends one to a page that listens */
  constructor(push: (window: BrowserWindow, command: WindowCommand) => void) {
    this.#push = push;
  }

  send(window: BrowserWindow, command: WindowCommand): void {
    if (this.#listening.has(window)) {
      this.#push(window, command);
      return;
    }
    const waiting = this.#waiting.get(window) ?? [];
    this.#waiting.set(window, [...waiting, command].slice(-MAX_WAITING));
  }

  /** The page of a window listens from now on, until it is loaded again. */
  listens(window: BrowserWindow): void {
    if (!this.#listening.has(window)) {
      this.#listening.add(window);
      window.webContents.once('did-start-loading', () => this.#listening.delete(window));
    }
    for (const command of this.#waiting.get(window) ?? []) this.send(window, command);
    this.#waiting.delete(window);
  }
}

import { PUSH_CHANNEL } from '@shared/ipc';
import { BrowserWindow } from 'electron';
import type { Push } from '../engine/engine-api';
import type { TrustedPages } from './bind';
import { HeldPushes } from './held-pushes';
import type { WindowSight } from './window-sight';

/** Tells windows what changes: those that nobody can see hear of most of it when they show again, and then at once. */
export class WindowPushes {
  readonly #pages: TrustedPages;
  readonly #sight: WindowSight;
  readonly #held = new WeakMap<BrowserWindow, HeldPushes>();

  constructor(pages: TrustedPages, sight: WindowSight) {
    this.#pages = pages;
    this.#sight = sight;
  }

  /** Sends a push to every window that shows the app's own page. */
  toAll(push: Push): void {
    for (const window of BrowserWindow.getAllWindows()) this.to(window, push);
  }

  /** Sends a push to one window, unless it shows anything but the app's own page. */
  to(window: BrowserWindow, push: Push): void {
    // Asking may bring the window back, and with it what it has missed.
    const held = this.#heldOf(window);
    if (this.#sight.isSeen(window) || !held.hold(push)) this.#send(window, push);
  }

  #heldOf(window: BrowserWindow): HeldPushes {
    let held = this.#held.get(window);
    if (!held) {
      const made = new HeldPushes();
      this.#sight.onSeen(window, () => {
        for (const push of made.release()) this.#send(window, push);
      });
      this.#held.set(window, (held = made));
    }
    return held;
  }

  #send(window: BrowserWindow, push: Push): void {
    if (window.isDestroyed()) return;
    const contents = window.webContents;
    if (!contents.isDestroyed() && !contents.isCrashed() && this.#pages.has(contents.getURL())) {
      contents.send(PUSH_CHANNEL, push.name, push.value);
    }
  }
}

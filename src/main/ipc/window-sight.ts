import type { BrowserWindow } from 'electron';

/** As much of a window as it takes to know whether anybody can see it. */
export interface SightedWindow {
  isDestroyed(): boolean;
  isVisible(): boolean;
  isMinimized(): boolean;
  on(event: 'hide' | 'minimize' | 'show' | 'restore' | 'focus', listener: () => void): unknown;
}

interface Sight {
  /** It was hidden or minimised, and has not shown again as far as is known. */
  away: boolean;
  readonly listeners: Set<() => void>;
}

/**
 * Which windows nobody can see: those in the tray, and minimised ones. One that has not been on the screen yet counts as seen: its
 * first picture has to be right.
 */
export class WindowSight<W extends SightedWindow = BrowserWindow> {
  readonly #sights = new WeakMap<W, Sight>();

  isSeen(window: W): boolean {
    const sight = this.#of(window);
    // Asked as well as told: some desktops show a window without a word.
    if (sight.away && !window.isDestroyed() && window.isVisible() && !window.isMinimized()) this.#back(sight);
    return !sight.away;
  }

  /** Calls back whenever the window is seen again. Returns what ends that. */
  onSeen(window: W, listener: () => void): () => void {
    const { listeners } = this.#of(window);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  #of(window: W): Sight {
    let sight = this.#sights.get(window);
    if (!sight) {
      const made: Sight = { away: false, listeners: new Set() };
      const leaves = (): void => void (made.away = true);
      const shows = (): void => this.#back(made);
      window.on('hide', leaves);
      window.on('minimize', leaves);
      window.on('show', shows);
      window.on('restore', shows);
      window.on('focus', shows);
      this.#sights.set(window, (sight = made));
    }
    return sight;
  }

  #back(sight: Sight): void {
    if (!sight.away) return;
    sight.away = false;
    for (const listener of sight.listeners) listener();
  }
}

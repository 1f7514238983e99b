import { nextTick, onScopeDispose } from 'vue';

/** Which line a card is about, and where it goes, px in the window. */
export interface CardPlace {
  readonly path: string;
  readonly top: number;
  readonly right: number;
}

/** How long the pointer rests on a line before its card shows, ms. */
const REST_MS = 600;

/** Opens a card for a line that the pointer rests on or that a key asks for; `show` gets null when it closes. */
export function useCardHover(show: (place: CardPlace | null) => void): {
  enter(path: string, event: PointerEvent): void;
  /** The pointer or the lines went away: closes a card that the pointer had opened. */
  leave(): void;
  toggle(path: string, line: HTMLElement | null): void;
  /** The keyboard went to another line: a card that a key had opened goes along. */
  follow(path: string, line: () => HTMLElement | null): Promise<void>;
  /** Closes the card; false when there was none. */
  close(): boolean;
} {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let openBy: 'pointer' | 'key' | null = null;

  function open(by: 'pointer' | 'key', path: string, line: HTMLElement): void {
    clearTimeout(timer);
    openBy = by;
    const { top, right } = line.getBoundingClientRect();
    show({ path, top, right });
  }
  function close(): boolean {
    clearTimeout(timer);
    const wasOpen = openBy !== null;
    openBy = null;
    if (wasOpen) show(null);
    return wasOpen;
  }
  function enter(path: string, event: PointerEvent): void {
    if (event.pointerType === 'touch' || openBy === 'key') return;
    const line = event.currentTarget as HTMLElement;
    clearTimeout(timer);
    if (openBy === 'pointer') open('pointer', path, line);
    else timer = setTimeout(() => open('pointer', path, line), REST_MS);
  }
  function leave(): void {
    clearTimeout(timer);
    if (openBy === 'pointer') close();
  }
  function toggle(path: string, line: HTMLElement | null): void {
    if (!close() && line) open('key', path, line);
  }
  async function follow(path: string, line: () => HTMLElement | null): Promise<void> {
    if (openBy === 'pointer') close();
    if (openBy !== 'key') return;
    await nextTick();
    const element = line();
    if (element) open('key', path, element);
  }
  onScopeDispose(() => clearTimeout(timer));
  return { enter, leave, toggle, follow, close };
}

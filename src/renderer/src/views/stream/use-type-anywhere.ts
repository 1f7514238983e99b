import { useEventListener } from '@vueuse/core';
import { isTextField } from '../../actions/key-of';

/** Keys of the window and of trees that are no beginning of a name. */
const TAKEN = ' /?*';

/**
 * Calls `start` with the first key when somebody begins to type a name: in the sidebar, or, when `anywhere` allows it, while
 * nothing has the focus. What follows is typed into the field that `start` focuses.
 */
export function useTypeAnywhere(
  sidebar: () => Element | null | undefined,
  anywhere: () => boolean,
  start: (key: string) => void,
): void {
  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || !isWritten(event) || TAKEN.includes(event.key)) return;
    const target = event.composedPath()[0];
    if (!(target instanceof Element) || isTextField(target)) return;
    const panel = sidebar();
    if (!panel || document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]')) return;
    const isIdle = target === document.body && anywhere() && isSeen(panel);
    if (!isIdle && !panel.contains(target)) return;
    event.preventDefault();
    start(event.key);
  });
}

/** A key that writes a character. */
function isWritten(event: KeyboardEvent): boolean {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  return [...event.key].length === 1 && (isPlain || event.getModifierState('AltGraph'));
}

const isSeen = (panel: Element): boolean => getComputedStyle(panel).visibility !== 'hidden';

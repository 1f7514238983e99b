/** px from the left edge of an element, so that its menu belongs to what it says. */
const INDENT = 24;

/** Whether a key press asks for the menu of what has the focus: the menu key, or Shift F10. */
export function isMenuKey(event: KeyboardEvent): boolean {
  return event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
}

/**
 * Opens the menu of an element as a right click on it does, below its beginning. For lists with one tab stop: there the
 * focus is on the list, and that is where a browser says that the key was pressed.
 */
export function openMenuOn(element: Element): void {
  const { left, bottom } = element.getBoundingClientRect();
  element.dispatchEvent(
    new MouseEvent('contextmenu', {
      bubbles: true,
      cancelable: true,
      clientX: left + INDENT,
      clientY: bottom,
    }),
  );
}

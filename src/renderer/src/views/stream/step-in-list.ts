const STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/**
 * The `keydown` listener of a list whose items each begin with a button: arrow keys, Home and End go from one to the next;
 * Enter with Ctrl is the click with Ctrl that it is for a pointer.
 */
export function stepInList(event: KeyboardEvent): void {
  if (event.altKey || !(event.target instanceof HTMLButtonElement) || event.defaultPrevented) return;
  const list = event.currentTarget as HTMLElement;
  const buttons = [...list.querySelectorAll<HTMLButtonElement>(':scope > li > button')];
  const at = buttons.indexOf(event.target);
  if (at < 0) return;
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    const { ctrlKey, metaKey } = event;
    event.target.dispatchEvent(
      new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey }),
    );
  } else {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.shiftKey) return;
    buttons[step(at, buttons.length - 1)]?.focus();
  }
  event.preventDefault();
}

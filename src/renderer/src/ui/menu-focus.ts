let before: Element | null = null;

/** A menu opens: what has the focus now is to get it back. */
export function menuOpens(): void {
  before = document.activeElement;
}

/** A menu closes. What was chosen in it, such as a dialog, opens in this turn of the event loop or not because of it. */
export function menuCloses(): void {
  const known = before;
  setTimeout(() => {
    if (before === known) before = null;
  });
}

/** What has the focus; while it is in a menu that opens something else, what had it before the menu. */
export function focusBeforeMenu(): Element | null {
  const active = document.activeElement;
  const isMenu = active === null || active === document.body || active.closest('[role="menu"]') !== null;
  return isMenu ? (before ?? active) : active;
}

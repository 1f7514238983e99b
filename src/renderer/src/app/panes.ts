/** Areas that F6 goes through, in the order of the document. */
const PANES = '.rail, .view > :is(aside, main, section, nav, .panel, .charts-slot, .insp-slot), .statusbar';
const FOCUSABLE =
  'button:not([disabled], [tabindex="-1"]), input:not([disabled]), textarea, [tabindex]:not([tabindex="-1"])';

/** Moves the focus to the next (1) or previous (-1) visible pane, to where it was last or can be first. */
export function focusPane(step: 1 | -1, root: ParentNode = document): void {
  const panes = [...root.querySelectorAll<HTMLElement>(PANES)].filter(
    (pane) => pane.getClientRects().length > 0 && firstFocusable(pane) !== null,
  );
  if (panes.length === 0) return;
  const here = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : panes.length - 1) : (here + step + panes.length) % panes.length;
  firstFocusable(panes[next]!)?.focus();
}

function firstFocusable(pane: HTMLElement): HTMLElement | null {
  return (
    pane.querySelector<HTMLElement>('[data-pane-start]') ??
    pane.querySelector<HTMLElement>(`[aria-current="page"], ${FOCUSABLE}`)
  );
}

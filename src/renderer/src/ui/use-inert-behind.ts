import { onScopeDispose, ref, watch, type Ref } from 'vue';

/** What Reka UI puts on what it hides from screen readers while a list lies over it. */
const MARK = 'data-aria-hidden';

/**
 * Whether a list is open. While it is, what it hides from screen readers cannot be focused either, as hidden things
 * must not be (WAI-ARIA 1.2, aria-hidden); Reka UI leaves it focusable.
 */
export function useInertBehind(): Ref<boolean> {
  const isOpen = ref(false);
  const behind = new Set<Element>();
  const hide = (): void => {
    for (const element of document.querySelectorAll(`[${MARK}="true"]:not([inert])`)) {
      element.setAttribute('inert', '');
      behind.add(element);
    }
  };
  const observer = new MutationObserver(hide);
  function show(): void {
    observer.disconnect();
    for (const element of behind) element.removeAttribute('inert');
    behind.clear();
  }
  watch(
    isOpen,
    (open) => {
      if (!open) return show();
      // The list hides the others once it has been drawn and placed, which takes some ticks.
      observer.observe(document.body, { subtree: true, attributeFilter: [MARK] });
    },
    // Before the focus goes back to what was inert.
    { flush: 'sync' },
  );
  onScopeDispose(show);
  return isOpen;
}

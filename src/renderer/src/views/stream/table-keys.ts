/** What a key does while the event list has the focus. */
export type TableAction =
  | { readonly name: 'move'; readonly by: number }
  | { readonly name: 'page'; readonly by: 1 | -1 }
  | { readonly name: 'oldest' | 'newest' | 'toggle-follow' | 'open' | 'close' | 'comments' | 'copy' }
  | {
      readonly name: 'seek';
      readonly what: 'gap' | 'error' | 'marked';
      readonly direction: 'previous' | 'next';
    };

/** The action of a key press in the event list, or null when it means nothing there. */
export function tableAction(event: KeyboardEvent): TableAction | null {
  if (
    (event.ctrlKey || event.metaKey) &&
    !event.altKey &&
    !event.shiftKey &&
    event.key.toLowerCase() === 'c'
  ) {
    // Text that somebody marked is copied by the browser itself.
    return document.getSelection()?.isCollapsed === false ? null : { name: 'copy' };
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  switch (event.key) {
    case 'ArrowDown':
    case 'j':
      return { name: 'move', by: 1 };
    case 'ArrowUp':
    case 'k':
      return { name: 'move', by: -1 };
    case 'PageDown':
      return { name: 'page', by: 1 };
    case 'PageUp':
      return { name: 'page', by: -1 };
    case 'Home':
      return { name: 'oldest' };
    case 'End':
      return { name: 'newest' };
    case ' ':
      return { name: 'toggle-follow' };
    case 'Enter':
      return { name: 'open' };
    case 'Escape':
      return { name: 'close' };
    case '[':
      return { name: 'seek', what: 'gap', direction: 'previous' };
    case ']':
      return { name: 'seek', what: 'gap', direction: 'next' };
    case 'e':
      return { name: 'seek', what: 'error', direction: 'previous' };
    case 'E':
      return { name: 'seek', what: 'error', direction: 'next' };
    case 'n':
      return { name: 'seek', what: 'marked', direction: 'next' };
    case 'p':
      return { name: 'seek', what: 'marked', direction: 'previous' };
    case 'h':
      return { name: 'comments' };
    default:
      return null;
  }
}

/** What a key does while the event list has the focus. */
export type TableAction =
  | { readonly name: 'move' | 'extend'; readonly by: number }
  | { readonly name: 'page' | 'extend-page'; readonly by: 1 | -1 }
  | { readonly name: 'oldest' | 'newest' | 'toggle-follow' | 'open' | 'close' | 'comments' | 'copy' }
  | { readonly name: 'extend-oldest' | 'extend-newest' | 'select-all' }
  | {
      readonly name: 'seek';
      readonly what: 'gap' | 'error' | 'marked';
      readonly direction: 'previous' | 'next';
    };

/** The action of a key press in the event list, or null when it means nothing there. */
export function tableAction(event: KeyboardEvent): TableAction | null {
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) return event.shiftKey ? null : mainAction(event.key.toLowerCase());
  return (event.shiftKey && extendingAction(event.key)) || plainAction(event.key);
}

function mainAction(key: string): TableAction | null {
  if (key === 'a') return { name: 'select-all' };
  // Text that somebody marked is copied by the browser itself.
  return key === 'c' && document.getSelection()?.isCollapsed !== false ? { name: 'copy' } : null;
}

function extendingAction(key: string): TableAction | null {
  switch (key) {
    case 'ArrowDown':
      return { name: 'extend', by: 1 };
    case 'ArrowUp':
      return { name: 'extend', by: -1 };
    case 'PageDown':
      return { name: 'extend-page', by: 1 };
    case 'PageUp':
      return { name: 'extend-page', by: -1 };
    case 'Home':
      return { name: 'extend-oldest' };
    case 'End':
      return { name: 'extend-newest' };
    default:
      return null;
  }
}

function plainAction(key: string): TableAction | null {
  switch (key) {
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

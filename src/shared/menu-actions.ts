/**
 * Actions of the window that the application menu offers as well, with their usual keys (`''`: none). The page gets every key first; the
 * menu answers those that it leaves, as while nothing in it has the focus.
 */
export const MENU_ACTIONS = {
  'view.stream': 'Ctrl 1',
  'view.connections': 'Ctrl 2',
  'view.notifications': 'Ctrl 3',
  'view.server': 'Ctrl 4',
  'view.settings': 'Ctrl ,',
  'source.add': 'Ctrl N',
  'capture.open': 'Ctrl O',
  'history.export': 'Ctrl E',
  'diagnostics.save': '',
} as const;
export type MenuAction = keyof typeof MENU_ACTIONS;

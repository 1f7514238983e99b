import { Menu, type MenuItemConstructorOptions } from 'electron';
import { MENU_ACTIONS, type MenuAction } from '@shared/menu-actions';
import type { Settings } from '@shared/settings';
import { acceleratorOf } from './menu-keys';

const VIEWS: readonly (readonly [action: MenuAction, label: string])[] = [
  ['view.stream', 'Stream'],
  ['view.connections', 'Connections'],
  ['view.notifications', 'Notifications'],
  ['view.server', 'Server'],
];

export interface MenuOptions {
  readonly developer: boolean;
  /** Keys that are not the usual ones, by action. */
  readonly bindings: Settings['keyboard']['bindings'];
  /** Larger, smaller, or (0) the usual size of everything. */
  zoom(direction: 1 | -1 | 0): void;
  /** Does something in the window that is used. */
  run(action: MenuAction): void;
  openWindow(): void;
}

/**
 * The application menu: drawn on macOS; elsewhere the frameless window shows none, but its shortcuts work. The page
 * gets every key first and keeps what it handles.
 */
export function setMenu({ developer, bindings, run, openWindow, zoom }: MenuOptions): void {
  const mac = process.platform === 'darwin';
  const keysOf = (action: string, usual: string): Pick<MenuItemConstructorOptions, 'accelerator'> => {
    const keys = (bindings[action] ?? [usual]).map(acceleratorOf).find((one) => one !== undefined);
    return keys === undefined ? {} : { accelerator: keys };
  };
  const item = (action: MenuAction, label: string): MenuItemConstructorOptions => ({
    label,
    ...keysOf(action, MENU_ACTIONS[action]),
    click: () => run(action),
  });
  const settings = item('view.settings', 'Settings…');
  const file = [
    { label: 'New Window', ...keysOf('window.new', 'Ctrl Shift N'), click: openWindow },
    item('source.add', 'Add source…'),
    item('capture.open', 'Open…'),
    item('history.export', 'Export…'),
  ];
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [appMenu(settings)] : []),
    {
      label: 'File',
      submenu: mac ? [...file, { role: 'close' }] : [...file, settings, { role: 'quit' }],
    },
    {
      label: 'Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: 'View',
      submenu: [
        ...VIEWS.map(([action, label]) => item(action, label)),
        { type: 'separator' },
        { label: 'Actual Size', ...keysOf('zoom.reset', 'Ctrl 0'), click: () => zoom(0) },
        { label: 'Zoom In', ...keysOf('zoom.in', 'Ctrl +'), click: () => zoom(1) },
        { label: 'Zoom Out', ...keysOf('zoom.out', 'Ctrl -'), click: () => zoom(-1) },
        { role: 'togglefullscreen' },
        ...(developer ? developerItems() : []),
      ],
    },
    { label: 'Window', submenu: [{ role: 'minimize' }, { role: 'zoom' }] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function appMenu(settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
}

function developerItems(): MenuItemConstructorOptions[] {
  // Not Ctrl+R and Ctrl+Shift+R, which belong to the page.
  return [{ type: 'separator' }, { role: 'reload', accelerator: 'F5' }, { role: 'toggleDevTools' }];
}

import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { ViewName, WindowCommand } from '@shared/ipc';

const VIEWS: readonly { readonly label: string; readonly view: ViewName; readonly key: string }[] = [
  { label: 'Stream', view: 'stream', key: '1' },
  { label: 'Connections', view: 'connections', key: '2' },
  { label: 'Notifications', view: 'notifications', key: '3' },
  { label: 'Server', view: 'server', key: '4' },
];

export interface MenuOptions {
  readonly developer: boolean;
  command(command: WindowCommand): void;
}

/**
 * The application menu: drawn on macOS; elsewhere the frameless window shows none, but its shortcuts work. The page
 * gets every key first and keeps what it handles.
 */
export function setMenu({ developer, command }: MenuOptions): void {
  const mac = process.platform === 'darwin';
  const settings: MenuItemConstructorOptions = {
    label: 'Settings…',
    accelerator: 'CmdOrCtrl+,',
    click: () => command({ name: 'show-view', view: 'settings' }),
  };
  const addSource: MenuItemConstructorOptions = {
    label: 'Add source…',
    accelerator: 'CmdOrCtrl+N',
    click: () => command({ name: 'add-source' }),
  };
  const openCapture: MenuItemConstructorOptions = {
    label: 'Open…',
    accelerator: 'CmdOrCtrl+O',
    click: () => command({ name: 'import' }),
  };
  const exportEvents: MenuItemConstructorOptions = {
    label: 'Export…',
    accelerator: 'CmdOrCtrl+E',
    click: () => command({ name: 'export' }),
  };
  const file = [addSource, openCapture, exportEvents];
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
        ...VIEWS.map(({ label, view, key }): MenuItemConstructorOptions => ({
          label,
          accelerator: `CmdOrCtrl+${key}`,
          click: () => command({ name: 'show-view', view }),
        })),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
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

import type { MenuItemConstructorOptions } from 'electron';
import { MENU_ACTIONS, type MenuAction } from '@shared/menu-actions';
import type { Settings } from '@shared/settings';
import { acceleratorOf } from './menu-keys';
import type { ShellWords } from './words/en';

const VIEWS = ['stream', 'connections', 'notifications', 'server'] as const;

export interface MenuOptions {
  readonly words: Pick<ShellWords, 'menu' | 'edit'>;
  readonly mac: boolean;
  readonly developer: boolean;
  /** Keys that are not the usual ones, by action. */
  readonly bindings: Settings['keyboard']['bindings'];
  /** Larger, smaller, or (0) the usual size of everything. */
  zoom(direction: 1 | -1 | 0): void;
  /** Does something in the window that is used. */
  run(action: MenuAction): void;
  openWindow(): void;
}

/** The application menu as Electron takes it. Items with a role have a label too: the system's speak its own language. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { words, mac, developer, bindings, run, openWindow, zoom } = options;
  const { menu, edit } = words;
  const keysOf = (action: string, usual: string): Pick<MenuItemConstructorOptions, 'accelerator'> => {
    const keys = (bindings[action] ?? [usual]).map(acceleratorOf).find((one) => one !== undefined);
    return keys === undefined ? {} : { accelerator: keys };
  };
  const item = (action: MenuAction, label: string): MenuItemConstructorOptions => ({
    label,
    ...keysOf(action, MENU_ACTIONS[action]),
    click: () => run(action),
  });
  const settings = item('view.settings', menu.settings);
  const file: MenuItemConstructorOptions[] = [
    { label: menu.newWindow, ...keysOf('window.new', 'Ctrl Shift N'), click: openWindow },
    item('source.add', menu.addSource),
    item('capture.open', menu.open),
    item('history.export', menu.export),
  ];
  return [
    ...(mac ? [appMenu(menu, settings)] : []),
    {
      label: menu.file,
      submenu: mac
        ? [...file, { role: 'close', label: menu.closeWindow }]
        : [...file, settings, { role: 'quit', label: menu.quit }],
    },
    {
      label: menu.edit,
      submenu: [
        { role: 'undo', label: edit.undo },
        { role: 'redo', label: edit.redo },
        { type: 'separator' },
        { role: 'cut', label: edit.cut },
        { role: 'copy', label: edit.copy },
        { role: 'paste', label: edit.paste },
        { role: 'selectAll', label: edit.selectAll },
      ],
    },
    {
      label: menu.view,
      submenu: [
        ...VIEWS.map((view) => item(`view.${view}`, menu[view])),
        { type: 'separator' },
        { label: menu.usualSize, ...keysOf('zoom.reset', 'Ctrl 0'), click: () => zoom(0) },
        { label: menu.zoomIn, ...keysOf('zoom.in', 'Ctrl +'), click: () => zoom(1) },
        { label: menu.zoomOut, ...keysOf('zoom.out', 'Ctrl -'), click: () => zoom(-1) },
        { role: 'togglefullscreen', label: menu.fullScreen },
        ...(developer ? developerItems(menu) : []),
      ],
    },
    {
      // With this role macOS lists the windows in it.
      ...(mac && { role: 'window' as const }),
      label: menu.window,
      submenu: [
        { role: 'minimize', label: menu.minimise },
        { role: 'zoom', label: menu.zoom },
        ...(mac ? macWindowItems(menu) : []),
      ],
    },
    {
      role: 'help',
      label: menu.help,
      submenu: [
        item('diagnostics.save', menu.diagnostics),
        // macOS has it in the menu of the app.
        ...(mac ? [] : aboutItems(menu)),
      ],
    },
  ];
}

function appMenu(menu: ShellWords['menu'], settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about', label: menu.about },
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'services', label: menu.services },
      { type: 'separator' },
      { role: 'hide', label: menu.hide },
      { role: 'hideOthers', label: menu.hideOthers },
      { role: 'unhide', label: menu.showAll },
      { type: 'separator' },
      { role: 'quit', label: menu.quit },
    ],
  };
}

function macWindowItems(menu: ShellWords['menu']): MenuItemConstructorOptions[] {
  return [{ type: 'separator' }, { role: 'front', label: menu.toFront }];
}

function aboutItems(menu: ShellWords['menu']): MenuItemConstructorOptions[] {
  return [{ type: 'separator' }, { role: 'about', label: menu.about }];
}

function developerItems(menu: ShellWords['menu']): MenuItemConstructorOptions[] {
  return [
    { type: 'separator' },
    // Not Ctrl+R and Ctrl+Shift+R, which belong to the page.
    { role: 'reload', label: menu.reload, accelerator: 'F5' },
    { role: 'toggleDevTools', label: menu.developerTools },
  ];
}

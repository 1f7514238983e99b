import { Menu } from 'electron';
import { menuTemplate, type MenuOptions } from './menu-template';

/**
 * The application menu: drawn on macOS; elsewhere the frameless window shows none, but its shortcuts work. The page
 * gets every key first and keeps what it handles. Set again when its words or its keys change.
 */
export function setMenu(options: Omit<MenuOptions, 'mac'>): void {
  const template = menuTemplate({ ...options, mac: process.platform === 'darwin' });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { ShellWords } from './words/en';

export interface JumpListActions {
  openWindow(): void;
  startDemo(): void;
}

/**
 * What can be done from the app's icon in the dock (macOS) or the task bar (Windows), without going through a window. A Linux
 * desktop reads the same from the entry of its menu.
 */
export function setJumpList({ icon }: ShellWords, { openWindow, startDemo }: JumpListActions): void {
  const items: MenuItemConstructorOptions[] = [
    { label: icon.newWindow, click: openWindow },
    { label: icon.startDemo, click: startDemo },
  ];
  app.dock?.setMenu(Menu.buildFromTemplate(items));
  // A development build would put its own Electron there.
  if (process.platform !== 'win32' || !app.isPackaged) return;
  const task = (title: string, argument: string): Electron.Task => ({
    title,
    description: title,
    program: process.execPath,
    arguments: argument,
    iconPath: process.execPath,
    iconIndex: 0,
  });
  app.setUserTasks([task(icon.newWindow, '--new-window'), task(icon.startDemo, '--demo')]);
}

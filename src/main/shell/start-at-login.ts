import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { app } from 'electron';

/** How a program is started without a window. */
const HIDDEN = '--hidden';

/**
 * Has the system start the app at login, without a window, or no longer. The switch is the person's: this only writes down
 * what the settings say.
 *
 * @throws Error when the folder for it cannot be written to
 */
export function setStartAtLogin(on: boolean): void {
  const line = programLine();
  if (process.platform === 'linux') {
    const file = autostartFile(process.env);
    if (on) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, autostartEntry([...line, HIDDEN]));
    } else rmSync(file, { force: true });
    return;
  }
  const [path = process.execPath, ...args] = line;
  if (app.getLoginItemSettings({ path, args: [...args, HIDDEN] }).openAtLogin === on) return;
  app.setLoginItemSettings({ openAtLogin: on, path, args: [...args, HIDDEN] });
}

/**
 * Whether the system still has it that way, once it was told to: the lists of desktops have switches of their own. Windows
 * keeps its switch apart from the entry, so there the entry alone says nothing.
 */
export function startsAtLogin(): boolean {
  if (process.platform === 'linux') return isEntryOn(autostartFile(process.env));
  return process.platform === 'win32' || app.getLoginItemSettings().openAtLogin;
}

/** Whether this start is the one at login: macOS hands no switch to what it starts then. */
export const isStartAtLogin = (): boolean =>
  process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;

/** Whether a desktop starts what an entry says: not when it is gone, as GNOME does it, or switched off, as KDE and Xfce do. */
export function isEntryOn(file: string): boolean {
  try {
    return !/^(?:Hidden=true|X-GNOME-Autostart-enabled=false)$/mu.test(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
}

/** The program that is to be started: an AppImage by itself, not what it unpacked for this once. */
function programLine(): string[] {
  const program = process.env['APPIMAGE'] ?? process.execPath;
  return process.defaultApp ? [program, app.getAppPath()] : [program];
}

/** Where desktops look for what they start at login (Desktop Application Autostart Specification 0.5). */
export function autostartFile(environment: Readonly<Record<string, string | undefined>>): string {
  const folder = environment['XDG_CONFIG_HOME'];
  // A relative one is to be ignored (XDG Base Directory Specification).
  const base = folder !== undefined && isAbsolute(folder) ? folder : join(homedir(), '.config');
  return join(base, 'autostart', 'streamgauge.desktop');
}

/** The entry of a desktop that starts a program at login, as long as the program is there. */
export function autostartEntry(line: readonly string[]): string {
  return `[Desktop Entry]
Type=Application
Name=Streamgauge
Comment=Desktop monitor for live event streams
Comment[de]=Monitor für Event-Streams
Comment[es]=Monitor de flujos de eventos en vivo
TryExec=${(line[0] ?? '').replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}
Exec=${line.map(execWord).join(' ')}
Icon=streamgauge
Terminal=false
X-GNOME-Autostart-enabled=true
`;
}

/**
 * A word of `Exec` (Desktop Entry Specification 1.5): in quotes, with the characters that mean something there escaped; then,
 * as every value, with its backslashes doubled. `%` begins a field code.
 */
function execWord(word: string): string {
  const quoted = /[^\w@+=:,./-]/u.test(word) ? `"${word.replace(/["`$\\]/gu, '\\$&')}"` : word;
  return quoted.replaceAll('\\', '\\\\').replaceAll('%', '%%').replaceAll('\n', '\\n');
}

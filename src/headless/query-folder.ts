import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { productName } from '../../package.json';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder in which the app keeps its data: Electron's `userData`, which lies in `%APPDATA%` on Windows, in
 * `~/Library/Application Support` on macOS, and in `$XDG_CONFIG_HOME` or `~/.config` elsewhere.
 */
export function appDataFolder(
  platform: NodeJS.Platform = process.platform,
  env: Environment = process.env,
  home = homedir(),
): string {
  if (platform === 'win32') {
    return win32.join(env['APPDATA'] || win32.join(home, 'AppData', 'Roaming'), productName);
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', productName);
  // The XDG base directory specification: one that is not absolute is passed over.
  const config = env['XDG_CONFIG_HOME'] ?? '';
  return posix.join(posix.isAbsolute(config) ? config : posix.join(home, '.config'), productName);
}

import type { Settings } from '@shared/settings';
import type { Build } from '../build';

/** How the app came to this machine, as far as updates care. */
export interface Installation {
  readonly packaged: boolean;
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** What the file `package-type` in the resources says: `deb`, `tar` …; null where there is none. */
  readonly packageType: string | null;
  /** Runs from an AppImage, the only thing on Linux that replaces itself. */
  readonly appImage: boolean;
  /** Whoever runs it may write to where it lies. */
  readonly replaceable: boolean;
  /** The portable program for Windows, which is not installed. */
  readonly portable: boolean;
  /** Whether the installation knows whose signature an installer for Windows must have (`app-update.yml`). */
  readonly publisher: boolean;
  readonly feed: Build['updates'];
}

export type UpdateChoice =
  | { readonly on: true; readonly channel: 'latest' | 'beta' }
  /** `why`: a sentence. */
  | { readonly on: false; readonly why: string };

/** Whether this installation looks for updates, by itself or when it is asked to. */
export function updateChoice(setting: Settings['desktop']['updates'], at: Installation): UpdateChoice {
  const off = (why: string): UpdateChoice => ({ on: false, why });
  if (!at.packaged) return off('This is a checkout: it is updated with Git.');
  if (at.packageType === 'tar')
    return off('This is an unpacked archive: a newer one has to be unpacked by hand.');
  if (at.packageType !== null) return off('The package manager of this system brings updates.');
  if (at.platform === 'linux' && !at.appImage) return off('Only the AppImage can replace itself on Linux.');
  if (!at.replaceable)
    return off(
      'The AppImage lies in a folder that you cannot write to: a newer one has to be put there by hand.',
    );
  if (at.portable)
    return off('The portable program is not installed: a newer one has to be fetched by hand.');
  if (at.feed === null) return off('This build has no update server.');
  if (at.platform === 'win32' && !at.publisher)
    return off('This build is not signed, so it cannot check an update.');
  if (setting === 'off') return off('Updates are switched off in the settings.');
  return { on: true, channel: setting === 'beta' ? 'beta' : 'latest' };
}

import { nativeTheme, type BrowserWindow } from 'electron';
import type { Settings } from '@shared/settings';

/** The title bar's surface and its symbols, as in the design tokens (`--bg-chrome`, `--fg-1`). */
const COLOURS = {
  light: { color: '#e8eef0', symbolColor: '#132026' },
  dark: { color: '#0a1013', symbolColor: '#ecf1f3' },
} as const;

/** Height of the title bar, px (`--h-title`). */
export const TITLE_BAR_HEIGHT = 40;

/** Colours for the moment before the page is drawn, and for the buttons that the system draws. */
export function themeColours(): { readonly color: string; readonly symbolColor: string } {
  return COLOURS[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'];
}

/** Makes Chromium (and with it `prefers-color-scheme`) follow the setting. */
export function useTheme(theme: Settings['theme']): void {
  if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
}

/** Keeps a window's own surfaces in the current theme for as long as it lives. */
export function followTheme(window: BrowserWindow): void {
  const update = (): void => {
    window.setBackgroundColor(themeColours().color);
    // One pixel less: the page draws its hairline below.
    if (process.platform === 'win32') {
      window.setTitleBarOverlay({ ...themeColours(), height: TITLE_BAR_HEIGHT - 1 });
    }
  };
  nativeTheme.on('updated', update);
  window.on('closed', () => nativeTheme.off('updated', update));
}

import { BrowserWindow, type WebContents } from 'electron';
import { TITLE_BAR_HEIGHT } from './window-theme';

/**
 * Gives every window the size of everything, per cent. Chromium's own zoom, so that media queries and layout see the
 * room that is left; it is kept per origin, which all windows share.
 */
export function useZoom(zoom: number): void {
  for (const window of BrowserWindow.getAllWindows()) zoomWindow(window, zoom);
}

/** The same for a window that has just been opened, once its page is there. */
export function zoomWhenLoaded(window: BrowserWindow, zoom: () => Promise<number>): void {
  window.webContents.on('did-finish-load', () => {
    // Without an engine the app ends, and says why.
    zoom().then(
      (value) => zoomWindow(window, value),
      () => undefined,
    );
  });
}

function zoomWindow(window: BrowserWindow, zoom: number): void {
  const contents: WebContents = window.webContents;
  if (contents.isDestroyed() || contents.isCrashed()) return;
  contents.setZoomFactor(zoom / 100);
  // The buttons that Windows draws lie over the page's title bar, which grows.
  if (process.platform === 'win32') {
    window.setTitleBarOverlay({ height: Math.round((TITLE_BAR_HEIGHT * zoom) / 100) - 1 });
  }
}

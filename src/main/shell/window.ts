import { join } from 'node:path';
import { windowStartArgument, type WindowStart } from '@shared/window-start';
import { app, BrowserWindow, type BrowserWindowConstructorOptions, type WebPreferences } from 'electron';
import type { OwnPage } from './own-page';
import { MIN_SIZE, type WindowState } from './window-state';
import { followTheme, themeColours, TITLE_BAR_HEIGHT } from './window-theme';

/** Spelt out, although most are Electron's defaults: a test compares them with what the window really has. */
const PREFERENCES = {
  contextIsolation: true,
  sandbox: true,
  webSecurity: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  experimentalFeatures: false,
  allowRunningInsecureContent: false,
  navigateOnDragDrop: false,
  // Chromium would fetch dictionaries from the network.
  spellcheck: false,
} satisfies WebPreferences;

/** The window without the system's title bar; the page draws its own, of the same height. */
function frame(): BrowserWindowConstructorOptions {
  if (process.platform === 'darwin') {
    return { titleBarStyle: 'hiddenInset', trafficLightPosition: { x: 16, y: 13 } };
  }
  if (process.platform === 'win32') {
    return {
      titleBarStyle: 'hidden',
      titleBarOverlay: { ...themeColours(), height: TITLE_BAR_HEIGHT - 1 },
    };
  }
  return { frame: false };
}

export interface WindowOptions {
  readonly page: OwnPage;
  /** Size and place. */
  readonly state: WindowState;
  /** What its page is told before it asks. */
  readonly start: WindowStart;
  /** Shows it as soon as there is something to see. */
  show(window: BrowserWindow): void;
}

/** Opens a window of the app and loads the app's page in it. */
export function openWindow({ page, state, start, show }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: state.width,
    height: state.height,
    ...(state.position ?? {}),
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: 'Streamgauge',
    backgroundColor: themeColours().color,
    icon: join(app.getAppPath(), 'resources/icons/256x256.png'),
    ...frame(),
    webPreferences: {
      ...PREFERENCES,
      devTools: !app.isPackaged,
      preload: join(__dirname, '../preload/index.js'),
      additionalArguments: [windowStartArgument(start)],
    },
  });
  if (state.maximised) window.maximize();
  if (state.fullScreen) window.setFullScreen(true);
  followTheme(window);
  window.once('ready-to-show', () => show(window));
  void window.loadURL(page.start);
  return window;
}

/** Brings the window up from wherever it is. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** What the page's own window buttons do. */
export function controlWindow(window: BrowserWindow, action: 'minimise' | 'maximise' | 'close'): void {
  if (action === 'minimise') window.minimize();
  else if (action === 'close') window.close();
  else if (window.isMaximized()) window.unmaximize();
  else window.maximize();
}

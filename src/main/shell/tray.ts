import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, Menu, nativeImage, Tray, type MenuItemConstructorOptions, type NativeImage } from 'electron';
import type { TrayPicture, TrayState } from './tray-state';
import type { ShellWords } from './words/en';

/** ms between two pictures of the tray: a source that flaps makes no flicker. */
const EVERY_MS = 500;

export interface TrayActions {
  open(): void;
  /** How it is with a source; null for all of them. */
  showSource(id: string | null): void;
  showNotifications(): void;
  pauseAll(): void;
  resumeAll(): void;
  setDoNotDisturb(on: boolean): void;
  quit(): void;
}

/** The app's icon in the tray: how it is with all sources, and the way back to the window. */
export class AppTray {
  readonly #actions: TrayActions;
  #tray: Tray;
  #shown: string | null = null;
  #state: { readonly state: TrayState; readonly words: ShellWords['tray'] } | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(actions: TrayActions) {
    this.#actions = actions;
    this.#tray = this.#make();
  }

  /** Shows this soon. */
  show(state: TrayState, words: ShellWords['tray']): void {
    this.#state = { state, words };
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#draw();
    }, EVERY_MS);
  }

  /** Makes it anew: a panel that was restarted, or came late, knows nothing of what was there before. */
  renew(): void {
    this.#tray.destroy();
    this.#tray = this.#make();
    this.#shown = null;
    this.#draw();
  }

  destroy(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#tray.destroy();
  }

  #make(): Tray {
    const tray = new Tray(picture('normal'));
    tray.setToolTip('Streamgauge');
    // On macOS a click opens the menu, as everywhere in the menu bar.
    if (process.platform !== 'darwin') tray.on('click', () => this.#actions.open());
    return tray;
  }

  #draw(): void {
    if (!this.#state || this.#tray.isDestroyed()) return;
    const { state, words } = this.#state;
    const next = JSON.stringify([state, words.quit]);
    // A menu that is open would close.
    if (next === this.#shown) return;
    this.#shown = next;
    this.#tray.setImage(picture(state.picture));
    this.#tray.setToolTip(state.tooltip);
    this.#tray.setContextMenu(Menu.buildFromTemplate(trayMenu(state, words, this.#actions)));
  }
}

/** The menu of the tray. */
export function trayMenu(
  state: TrayState,
  words: ShellWords['tray'],
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  return [
    { label: state.summary, enabled: false },
    ...state.lines.map(({ id, text }) => ({ label: withoutKeys(text), click: () => actions.showSource(id) })),
    ...(state.unread === null ? [] : [{ label: state.unread, click: () => actions.showNotifications() }]),
    { type: 'separator' },
    { label: words.pauseAll, enabled: state.canPause, click: () => actions.pauseAll() },
    { label: words.resumeAll, enabled: state.canResume, click: () => actions.resumeAll() },
    {
      label: words.doNotDisturb,
      type: 'checkbox',
      checked: state.doNotDisturb,
      click: (item) => actions.setDoNotDisturb(item.checked),
    },
    { type: 'separator' },
    { label: words.open, click: () => actions.open() },
    { label: words.quit, click: () => actions.quit() },
  ];
}

/** `&` marks the key of an entry. */
const withoutKeys = (text: string): string => text.replaceAll('&', '&&');

const pictures = new Map<TrayPicture, NativeImage>();

function picture(name: TrayPicture): NativeImage {
  const known = pictures.get(name);
  if (known) return known;
  const folder = join(app.getAppPath(), 'resources/icons/tray');
  let image: NativeImage;
  if (process.platform === 'darwin') {
    image = nativeImage.createFromPath(join(folder, `${name}Template.png`));
  }
  // A panel of Linux scales what it gets to its own height, and Chromium sends it the smallest of several.
  else if (process.platform === 'linux') {
    image = nativeImage.createFromBuffer(readFileSync(join(folder, `${name}@3x.png`)));
  } else image = nativeImage.createFromPath(join(folder, `${name}.png`));
  pictures.set(name, image);
  return image;
}

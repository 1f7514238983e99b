import { answersYes } from './bus-message';
import { SessionBus } from './session-bus';

const WATCHER = 'org.kde.StatusNotifierWatcher';
/** How soon it looks again when there is no bus, ms. */
const AGAIN_MS = 30_000;

/**
 * Whether this desktop shows what an app puts into its tray. Always where the tray is part of the system. On Linux only where
 * somebody shows StatusNotifierItems (GNOME needs an extension for that), which may begin and end at any time: at login the
 * panel may come after the app.
 */
export class TrayHost {
  readonly #listeners = new Set<() => void>();
  readonly #address: string | null;
  #bus: SessionBus | null = null;
  #isThere: boolean;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;
  #looking: Promise<void>;

  /** Begins to look. @param address of the session bus; null where the tray needs none */
  constructor(address: string | null) {
    this.#address = address;
    this.#isThere = address === null;
    this.#looking = address === null ? Promise.resolve() : this.#open(address);
  }

  /** As far as is known by now. */
  get isThere(): boolean {
    return this.#isThere;
  }

  /** Looks now. */
  async look(): Promise<boolean> {
    await this.#looking;
    if (this.#bus) await this.#ask(this.#bus);
    return this.#isThere;
  }

  /** It has come, or gone. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#bus?.close();
  }

  async #open(address: string): Promise<void> {
    if (this.#closed || address === '') return;
    try {
      const bus = await SessionBus.open(
        address,
        // The bus greets with a signal of its own, before there is anything to ask.
        () => this.#bus && void this.#ask(this.#bus),
        () => this.#lost(),
      );
      this.#bus = bus;
      await bus.listen(
        `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${WATCHER}'`,
      );
      await bus.listen(`type='signal',interface='${WATCHER}'`);
      await this.#ask(bus);
    } catch {
      this.#lost();
    }
  }

  async #ask(bus: SessionBus): Promise<void> {
    try {
      const answer = await bus.call({
        destination: WATCHER,
        path: '/StatusNotifierWatcher',
        interface: 'org.freedesktop.DBus.Properties',
        member: 'Get',
        arguments: [WATCHER, 'IsStatusNotifierHostRegistered'],
      });
      this.#set(answersYes(answer));
    } catch {
      this.#set(false);
    }
  }

  #lost(): void {
    this.#bus = null;
    this.#set(false);
    if (this.#closed || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#looking = this.#open(this.#address ?? '');
    }, AGAIN_MS);
    this.#timer.unref();
  }

  #set(isThere: boolean): void {
    if (this.#isThere === isThere) return;
    this.#isThere = isThere;
    for (const listener of this.#listeners) listener();
  }
}

/** The tray of this machine. */
export const trayHost = (): TrayHost =>
  new TrayHost(process.platform === 'linux' ? (process.env['DBUS_SESSION_BUS_ADDRESS'] ?? '') : null);

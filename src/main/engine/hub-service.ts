import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { StreamgaugeError } from '@shared/errors';
import { OWN_CLIENT, type Faults, type HubSnapshot, type Publication } from '@shared/hub';
import type { Settings } from '@shared/settings';
import type { AuthRequest } from '../hub/auth/credentials';
import type { Principal } from '../hub/auth/principal';
import type { TokenStore } from '../hub/auth/token-store';
import { createHub, type Hub, type HubEvent, type Published } from '../hub/hub';
import type { HubLogRecord } from '../hub/options';

type HubSettings = Settings['hub'];

export interface HubServiceOptions {
  /** Folder for the log when it is kept on disk. */
  readonly dataPath: string;
  readonly tokens: TokenStore;
  readonly settings: () => HubSettings;
  readonly onChange: () => void;
  readonly onEvent: (event: HubEvent) => void;
  /** Told what it refuses and what troubles it. */
  readonly log: (record: HubLogRecord) => void;
  /** Told of faults inside it. */
  readonly onError: (error: unknown) => void;
}

/** What a hub is made with: another value needs another hub. */
type Made = Pick<
  HubSettings,
  'port' | 'heartbeatMs' | 'historyEvents' | 'historyMegabytes' | 'persist' | 'allowedOrigins'
>;

const MEBIBYTE = 1024 * 1024;

/** The app's own hub: made anew when what it is made with was changed, with the scenes as they were left. */
export class HubService {
  readonly #options: HubServiceOptions;
  /** Lets the app's own source in, whoever else has to show a token. New at every start of the app, never stored. */
  readonly ownSecret = `app_${randomBytes(32).toString('base64url')}`;
  #hub: Hub;
  #made: Made;
  #takeOff: () => void = () => undefined;
  /** Starts and stops one after the other: the last one asked for is what stands. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: HubServiceOptions) {
    this.#options = options;
    this.#made = madeWith(options.settings());
    this.#hub = this.#make();
  }

  get running(): boolean {
    return this.#hub.snapshot().state.phase === 'running';
  }

  /** Connections that were turned away since the hub was made, for want of room. */
  get refused(): number {
    return this.#hub.counters().refused;
  }

  snapshot(): HubSnapshot {
    const snapshot = this.#hub.snapshot();
    if (snapshot.state.phase === 'running') return snapshot;
    const { scenes, access } = this.#options.settings();
    const asLeft = snapshot.scenes.map((scene) => ({ ...scene, ...scenes[scene.id], running: false }));
    return { ...snapshot, access, scenes: asLeft };
  }

  /**
   * Listens, and runs the scenes that were running.
   * @throws StreamgaugeError as `Hub.start`; the snapshot's state then says why
   */
  start(): Promise<{ url: string; port: number }> {
    return this.#inTurn(async () => {
      const wanted = madeWith(this.#options.settings());
      if (!this.running && JSON.stringify(wanted) !== JSON.stringify(this.#made)) {
        this.#made = wanted;
        this.#hub = this.#make();
      }
      const address = await this.#hub.start();
      this.applySettings();
      return address;
    });
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#hub.stop());
  }

  /** Brings what can change while it runs in line with the settings: scenes, and who has to show a token. */
  applySettings(): void {
    const { scenes, access } = this.#options.settings();
    this.#hub.setAccess(access);
    if (!this.running) return;
    for (const { id, running, rate, burst, payloadBytes } of this.#hub.snapshot().scenes) {
      const wanted = scenes[id] ?? { running: false, rate, burst, payloadBytes };
      const isSame =
        wanted.running === running &&
        wanted.rate === rate &&
        wanted.burst === burst &&
        wanted.payloadBytes === payloadBytes;
      if (!isSame) this.#hub.setScene(id, wanted.running, wanted);
    }
  }

  publish(publication: Publication): Published {
    this.assertRunning();
    return this.#hub.publish(publication);
  }

  /** @throws StreamgaugeError `hub-stopped`, `too-many-faulty-clients` */
  setFaults(clientId: string | null, faults: Faults): void {
    this.assertRunning();
    this.#hub.setFaults(clientId, faults);
  }

  dropNow(): void {
    this.#hub.dropNow();
  }

  disconnect(clientId: string): void {
    this.#hub.disconnect(clientId);
  }

  disconnectAll(): void {
    this.#hub.disconnectAll();
  }

  /** @throws StreamgaugeError `hub-stopped` */
  assertRunning(): void {
    if (this.running) return;
    throw new StreamgaugeError('hub-stopped', 'The local server is not running.', {
      hint: 'Start it first.',
    });
  }

  #make(): Hub {
    this.#takeOff();
    const { dataPath, tokens, onChange, onEvent, log, onError } = this.#options;
    const { port, heartbeatMs, historyEvents, historyMegabytes, persist, allowedOrigins } = this.#made;
    const hub = createHub({
      port,
      heartbeatMs,
      allowedOrigins,
      history: { events: historyEvents, bytes: historyMegabytes * MEBIBYTE },
      ...(persist && { persistFolder: join(dataPath, 'hub-log') }),
      access: this.#options.settings().access,
      tokens,
      authenticate: (request) => this.#identifyOwn(request),
      log,
      onError,
    });
    const offs = [hub.onChange(onChange), hub.onEvent(onEvent)];
    this.#takeOff = () => offs.forEach((off) => off());
    return hub;
  }

  #identifyOwn({ headers }: AuthRequest): Principal | null {
    if (!isSame(headers.authorization ?? '', `Bearer ${this.ownSecret}`)) return null;
    const all = ['**'];
    const may = { subscribe: all, publish: all };
    return { userId: null, name: OWN_CLIENT, tokenId: null, may, expiresAt: null, via: 'header' };
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(step, step);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

/** How long it takes says nothing of how much is alike. */
function isSame(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(a!, b!);
}

function madeWith(settings: HubSettings): Made {
  const { port, heartbeatMs, historyEvents, historyMegabytes, persist, allowedOrigins } = settings;
  return { port, heartbeatMs, historyEvents, historyMegabytes, persist, allowedOrigins };
}

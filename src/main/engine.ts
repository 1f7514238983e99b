import { toProblem } from '@shared/errors';
import type { SceneId } from '@shared/hub';
import type { callSchemas, CallName, CallResult, Pushes, PushName, StartState } from '@shared/ipc';
import type { Settings } from '@shared/settings';
import { LOCAL_SOURCE_ID } from '@shared/source';
import type * as v from 'valibot';
import { HubService } from './engine/hub-service';
import { NoticeBoard } from './engine/notice-board';
import { PushThrottle } from './engine/push-throttle';
import { SourceService } from './engine/source-service';
import { EventBuffer, type BufferLimits } from './history/event-buffer';
import { toEventDetail } from './history/event-row';
import type { FeedPort } from './history/feed-port';
import { LiveFeed } from './history/live-feed';
import { RateMeter } from './history/rates';
import { Inbox } from './notifications/inbox';
import type { SecretCipher } from './settings/secret-cipher';
import { SettingsStore } from './settings/settings-store';
import { SourceStore } from './settings/source-store';
import { createSourceRegistry } from './sources/registry';

/** The calls that need no Electron. The shell answers the others itself. */
export type EngineCallName = Exclude<CallName, 'app.window' | 'app.openExternal' | 'app.copy' | 'feed.open'>;

/** One function a call; the argument has been validated with `callSchemas`. */
export type EngineCalls = {
  readonly [N in EngineCallName]: (
    argument: v.InferOutput<(typeof callSchemas)[N]>,
  ) => CallResult<N> | Promise<CallResult<N>>;
};

/** One push, as a value: `switch (push.name)` narrows `push.value`. */
export type Push = { [N in PushName]: { readonly name: N; readonly value: Pushes[N] } }[PushName];

export interface EngineOptions {
  /** Folder of settings.json and sources.json; made when it is missing. */
  readonly dataPath: string;
  readonly cipher: SecretCipher;
  readonly app: StartState['app'];
}

/** Streamgauge without a window: sources, hub, buffer, inbox and settings, composed. */
export interface Engine {
  readonly calls: EngineCalls;
  /** Returns the function that takes the listener off again. */
  onPush(listener: (push: Push) => void): () => void;
  /** Serves the live feed on this port until it closes. */
  openFeed(port: FeedPort): void;
  settings(): Settings;
  /** Stops intake, writes what is not written yet, closes hub and sources. Takes at most 3 s. */
  close(): Promise<void>;
}

/** Shortest time between two pushes, ms. */
const SOURCES_EVERY_MS = 250;
const INBOX_EVERY_MS = 250;
const HUB_EVERY_MS = 500;
const NOTICES_EVERY_MS = 50;
const RATES_EVERY_MS = 1_000;

const CLOSE_TIMEOUT_MS = 3_000;
/** Feeds at a time. One window has one; a reloaded window's old one closes by itself. */
const MAX_FEEDS = 8;
const MEBIBYTE = 1024 * 1024;

/**
 * Reads what is stored, connects what is enabled, and starts the hub when it is set to. Never throws for bad
 * files or a taken port: those become notices and states.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const notices = new NoticeBoard();
  const [settings, store] = await Promise.all([
    SettingsStore.open(options.dataPath, notices),
    SourceStore.open(options.dataPath, options.cipher, notices),
  ]);
  return new ComposedEngine(options, notices, settings, store);
}

class ComposedEngine implements Engine {
  readonly #options: EngineOptions;
  readonly #notices: NoticeBoard;
  readonly #settings: SettingsStore;
  readonly #store: SourceStore;
  readonly #buffer: EventBuffer;
  readonly #rates = new RateMeter();
  readonly #inbox = new Inbox();
  readonly #hub: HubService;
  readonly #sources: SourceService;
  readonly #listeners = new Set<(push: Push) => void>();
  #feeds: LiveFeed[] = [];
  #closing: Promise<void> | null = null;

  readonly #push = {
    sources: new PushThrottle(SOURCES_EVERY_MS, () => this.#emit('sources', () => this.#sources.snapshots())),
    hub: new PushThrottle(HUB_EVERY_MS, () => this.#emit('hub', () => this.#hub.snapshot())),
    inbox: new PushThrottle(INBOX_EVERY_MS, () => this.#emit('inbox', () => this.#inbox.state())),
    notices: new PushThrottle(NOTICES_EVERY_MS, () => this.#emit('notices', () => this.#notices.list())),
  };
  readonly #ratesTimer: NodeJS.Timeout;

  constructor(options: EngineOptions, notices: NoticeBoard, settings: SettingsStore, store: SourceStore) {
    this.#options = options;
    this.#notices = notices;
    this.#settings = settings;
    this.#store = store;
    notices.onChange(() => this.#push.notices.mark());

    this.#buffer = new EventBuffer(bufferLimits(settings.value));
    this.#buffer.onBatch((batch) => {
      this.#rates.add(batch);
      this.#inbox.add(batch);
      this.#push.sources.mark();
    });
    this.#inbox.onChange(() => this.#push.inbox.mark());
    this.#ratesTimer = this.#tickRates();

    const { autoStart } = settings.value.hub;
    this.#hub = new HubService(
      () => this.#settings.value.hub,
      () => this.#push.hub.mark(),
    );
    this.#sources = new SourceService({
      store,
      registry: createSourceRegistry({
        version: options.app.version,
        onEvent: (event) => void this.#buffer.append(event),
        onChange: () => this.#push.sources.mark(),
      }),
      onChange: () => this.#push.sources.mark(),
      onGone: (id) => this.#rates.forget(id),
    });
    if (autoStart) void this.#startWithApp();
    else if (this.#sources.hasLocal) this.#sources.pause(LOCAL_SOURCE_ID);
  }

  readonly calls: EngineCalls = {
    'app.start': () => this.#start(),
    'app.dismissNotice': (id) => this.#notices.withdraw(id),
    'settings.save': (settings) => this.#saveSettings(settings),
    'sources.add': (draft) => this.#sources.add(draft),
    'sources.update': ({ id, draft }) => this.#sources.update(id, draft),
    'sources.remove': (id) => this.#sources.remove(id),
    'sources.restore': (id) => this.#sources.restore(id),
    'sources.pause': (id) => this.#sources.pause(id),
    'sources.resume': (id) => this.#resume(id, () => this.#sources.resume(id)),
    'sources.retryNow': (id) => this.#resume(id, () => this.#sources.retryNow(id)),
    'sources.test': ({ id, draft }) => this.#sources.test(id, draft),
    'events.detail': (seq) => {
      const event = this.#buffer.get(seq);
      return event ? toEventDetail(event) : null;
    },
    'events.clear': () => this.#buffer.clear(),
    'inbox.markRead': (which) => this.#inbox.markRead(which),
    'inbox.markUnread': (seq) => this.#inbox.markUnread(seq),
    'inbox.clear': () => this.#inbox.clear(),
    'hub.start': () => this.#startHub(),
    'hub.stop': () => this.#stopHub(),
    'hub.startDemo': () => this.#startDemo(),
    'hub.scene': ({ id, running, rate }) => this.#setScene(id, running, rate),
    'hub.publish': (publication) => this.#hub.publish(publication),
    'hub.disconnect': (clientId) => this.#hub.disconnect(clientId),
  };

  onPush(listener: (push: Push) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  openFeed(port: FeedPort): void {
    this.#feeds = this.#feeds.filter((feed) => !feed.closed);
    if (this.#feeds.length >= MAX_FEEDS) this.#feeds.shift()?.close();
    this.#feeds.push(new LiveFeed(port, this.#buffer));
  }

  settings(): Settings {
    return this.#settings.value;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #start(): StartState {
    return {
      app: this.#options.app,
      settings: this.#settings.value,
      sources: this.#sources.snapshots(),
      hub: this.#hub.snapshot(),
      inbox: this.#inbox.state(),
      rates: this.#rates.full(),
      notices: this.#notices.list(),
      secretsKept: this.#options.cipher.kept,
    };
  }

  #saveSettings(settings: Settings): Settings {
    const before = this.#settings.value;
    this.#settings.save(settings);
    const limits = bufferLimits(settings);
    const { limitEvents, limitBytes } = this.#buffer.totals();
    if (limits.events !== limitEvents || limits.bytes !== limitBytes) this.#buffer.setLimits(limits);
    if (settings.hub !== before.hub) this.#hub.applyScenes();
    this.#emit('settings', () => settings);
    this.#push.hub.mark();
    return settings;
  }

  #saveHubSettings(part: Partial<Settings['hub']>): void {
    const settings = this.#settings.value;
    this.#saveSettings({ ...settings, hub: { ...settings.hub, ...part } });
  }

  async #startWithApp(): Promise<void> {
    try {
      const { url } = await this.#hub.start();
      if (!this.#closing) this.#sources.followHub(url, false);
    } catch (error) {
      const { message, hint } = toProblem(error);
      this.#notices.raise({
        id: 'hub-not-started',
        code: 'hub-not-started',
        level: 'warning',
        message,
        ...(hint !== undefined && { hint }),
      });
    }
  }

  async #startHub(): Promise<void> {
    const { url } = await this.#hub.start();
    this.#notices.withdraw('hub-not-started');
    if (!this.#sources.hasLocal) return;
    this.#sources.followHub(url, true);
    // With the demo set up, the app comes back as it was left; without it the setting is the person's alone.
    this.#saveHubSettings({ autoStart: true });
  }

  async #stopHub(): Promise<void> {
    if (this.#sources.hasLocal) {
      this.#sources.pause(LOCAL_SOURCE_ID);
      this.#saveHubSettings({ autoStart: false });
    }
    await this.#hub.stop();
  }

  async #startDemo(): Promise<string> {
    const { url } = await this.#hub.start();
    this.#notices.withdraw('hub-not-started');
    this.#sources.ensureLocal(url);
    const scenes = this.#hub.snapshot().scenes.map(({ id, rate }) => [id, { running: true, rate }] as const);
    this.#saveHubSettings({
      autoStart: true,
      scenes: Object.fromEntries(scenes) as Settings['hub']['scenes'],
    });
    return LOCAL_SOURCE_ID;
  }

  #setScene(id: SceneId, running: boolean, rate: number): void {
    if (running) this.#hub.assertRunning();
    const { scenes } = this.#settings.value.hub;
    this.#saveHubSettings({ scenes: { ...scenes, [id]: { running, rate } } });
  }

  /** The local source can only be connected to a hub that runs. */
  async #resume(id: string, resume: () => void): Promise<void> {
    if (id === LOCAL_SOURCE_ID && !this.#hub.running) await this.#startHub();
    else resume();
  }

  #tickRates(): NodeJS.Timeout {
    let last = performance.now();
    return setInterval(() => {
      const now = performance.now();
      const rates = this.#rates.tick(now - last);
      last = now;
      if (rates) this.#emit('rates', () => rates);
    }, RATES_EVERY_MS);
  }

  #emit<N extends PushName>(name: N, value: () => Pushes[N]): void {
    if (this.#listeners.size === 0) return;
    // The union's member for N: name and value belong together by the signature.
    const push = { name, value: value() } as Push;
    for (const listener of this.#listeners) listener(push);
  }

  async #close(): Promise<void> {
    clearInterval(this.#ratesTimer);
    for (const throttle of Object.values(this.#push)) throttle.stop();
    for (const feed of this.#feeds) feed.close();
    this.#feeds = [];
    const work = Promise.allSettled([
      this.#sources.close(),
      this.#hub.stop(),
      this.#settings.flush(),
      this.#store.flush(),
    ]);
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise((resolve) => (timer = setTimeout(resolve, CLOSE_TIMEOUT_MS)));
    await Promise.race([work, tooLong]);
    clearTimeout(timer);
    this.#buffer.clear();
    this.#listeners.clear();
  }
}

function bufferLimits({ buffer }: Settings): BufferLimits {
  return { events: buffer.events, bytes: buffer.megabytes * MEBIBYTE };
}

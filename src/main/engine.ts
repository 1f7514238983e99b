import { join } from 'node:path';
import { toProblem } from '@shared/errors';
import type { AccessMode, SceneId, ScenePace, TokenDraft } from '@shared/hub';
import type { callSchemas, CallName, CallResult, Pushes, PushName, StartState } from '@shared/ipc';
import type { PlaySpeed } from '@shared/recording';
import type { Settings } from '@shared/settings';
import { LOCAL_SOURCE_ID } from '@shared/source';
import type { StreamEvent } from '@shared/stream-event';
import type * as v from 'valibot';
import { EnvironmentService } from './engine/environment-service';
import { HubService } from './engine/hub-service';
import { HubTokens } from './engine/hub-tokens';
import { NetworkWatch } from './engine/network-watch';
import { NoticeBoard } from './engine/notice-board';
import { PushThrottle } from './engine/push-throttle';
import { SourceService } from './engine/source-service';
import { EventBuffer, type BufferLimits } from './history/event-buffer';
import { toEventDetail } from './history/event-row';
import type { FeedPort } from './history/feed-port';
import { LiveFeed } from './history/live-feed';
import { RateMeter } from './history/rates';
import { Inbox } from './notifications/inbox';
import { EnvironmentStore } from './settings/environment-store';
import { ResumePoints } from './settings/resume-points';
import type { SecretCipher } from './settings/secret-cipher';
import { SettingsStore } from './settings/settings-store';
import { SourceStore } from './settings/source-store';
import { Recordings } from './recordings/recordings';
import type { VariableScope } from './sources/credentials/variables';
import { createSourceRegistry } from './sources/registry';

/** The calls that need no Electron. The shell answers the others itself. */
export type EngineCallName = Exclude<
  CallName,
  | 'app.window'
  | 'app.openExternal'
  | 'app.copy'
  | 'app.pickText'
  | 'feed.open'
  | 'recordings.import'
  | 'sources.copyAsCurl'
>;

/** One function a call; the argument has been validated with `callSchemas`. */
export type EngineCalls = {
  readonly [N in EngineCallName]: (
    argument: v.InferOutput<(typeof callSchemas)[N]>,
  ) => CallResult<N> | Promise<CallResult<N>>;
};

/** One push, as a value: `switch (push.name)` narrows `push.value`. */
export type Push = { [N in PushName]: { readonly name: N; readonly value: Pushes[N] } }[PushName];

export interface EngineOptions {
  /** Folder of settings.json, sources.json and the like; made when it is missing. */
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
  /** The machine is in another network, or has slept: connections are looked after now. */
  nudge(why: 'network' | 'wake'): void;
  /**
   * A source as a `curl` command, for the clipboard.
   * @throws StreamgaugeError as `SourceService.asCurl`
   */
  asCurl(sourceId: string, secrets: boolean): string;
  /**
   * Reads a file into a recording and returns its id.
   * @throws StreamgaugeError as `Recordings.importFile`
   */
  importRecording(path: string): Promise<string>;
  /** Stops intake, writes what is not written yet, closes hub and sources. Takes at most 3 s. */
  close(): Promise<void>;
}

/** Shortest time between two pushes, ms. */
const SOURCES_EVERY_MS = 250;
const INBOX_EVERY_MS = 250;
const HUB_EVERY_MS = 500;
const NOTICES_EVERY_MS = 50;
const RECORDINGS_EVERY_MS = 200;
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
  const { dataPath, cipher } = options;
  const [settings, sources, environments, points, tokens] = await Promise.all([
    SettingsStore.open(dataPath, notices),
    SourceStore.open(dataPath, cipher, notices),
    EnvironmentStore.open(dataPath, cipher, notices),
    ResumePoints.open(dataPath, notices),
    HubTokens.open(dataPath, notices),
  ]);
  return new ComposedEngine(options, notices, { settings, sources, environments, points, tokens });
}

/** What is kept on disk. */
interface Stores {
  readonly settings: SettingsStore;
  readonly sources: SourceStore;
  readonly environments: EnvironmentStore;
  readonly points: ResumePoints;
  readonly tokens: HubTokens;
}

class ComposedEngine implements Engine {
  readonly #options: EngineOptions;
  readonly #notices: NoticeBoard;
  readonly #settings: SettingsStore;
  readonly #stores: Stores;
  readonly #recordings: Recordings;
  readonly #recordingsRead: Promise<void>;
  readonly #buffer: EventBuffer;
  readonly #rates = new RateMeter();
  readonly #inbox = new Inbox();
  readonly #hub: HubService;
  readonly #environments: EnvironmentService;
  readonly #sources: SourceService;
  readonly #listeners = new Set<(push: Push) => void>();
  #feeds: LiveFeed[] = [];
  #closing: Promise<void> | null = null;

  readonly #push = {
    sources: new PushThrottle(SOURCES_EVERY_MS, () => this.#emit('sources', () => this.#sources.snapshots())),
    hub: new PushThrottle(HUB_EVERY_MS, () => this.#emit('hub', () => this.#hub.snapshot())),
    inbox: new PushThrottle(INBOX_EVERY_MS, () => this.#emit('inbox', () => this.#inbox.state())),
    recordings: new PushThrottle(RECORDINGS_EVERY_MS, () =>
      this.#emit('recordings', () => this.#recordings.state()),
    ),
    notices: new PushThrottle(NOTICES_EVERY_MS, () => this.#emit('notices', () => this.#notices.list())),
  };
  readonly #ratesTimer: NodeJS.Timeout;
  readonly #network = new NetworkWatch({
    onNetwork: () => this.nudge('network'),
    onWake: () => this.nudge('wake'),
  });

  constructor(options: EngineOptions, notices: NoticeBoard, stores: Stores) {
    const { settings, tokens } = stores;
    this.#options = options;
    this.#notices = notices;
    this.#settings = settings;
    this.#stores = stores;
    notices.onChange(() => this.#push.notices.mark());

    this.#buffer = new EventBuffer(bufferLimits(settings.value));
    this.#buffer.onBatch((batch) => {
      this.#rates.add(batch);
      this.#inbox.add(batch);
      this.#record(batch);
      this.#push.sources.mark();
    });
    this.#inbox.onChange(() => this.#push.inbox.mark());
    this.#ratesTimer = this.#tickRates();

    const { autoStart } = settings.value.hub;
    this.#hub = new HubService({
      dataPath: options.dataPath,
      tokens: tokens.store,
      settings: () => this.#settings.value.hub,
      onChange: () => this.#push.hub.mark(),
      // What the local source brings is recorded on its way in.
      onEvent: (event) => !this.#sources.followsHub && this.#recordings.record(event),
    });
    this.#recordings = new Recordings({
      folder: join(options.dataPath, 'recordings'),
      publish: (publication) => this.#hub.publish(publication),
    });
    this.#recordings.onChange(() => this.#push.recordings.mark());
    this.#recordingsRead = this.#recordings.open();
    this.#environments = new EnvironmentService({
      store: stores.environments,
      processEnv: process.env,
      onChange: (view) => {
        this.#emit('environments', () => view);
        this.#sources.variablesChanged();
      },
    });
    const variables = (): VariableScope => this.#environments.scope();
    this.#sources = new SourceService({
      store: stores.sources,
      points: stores.points,
      variables,
      hubSecret: this.#hub.ownSecret,
      registry: createSourceRegistry({
        version: options.app.version,
        variables,
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
    'sources.switchTransport': ({ id, transport }) => this.#sources.switchTransport(id, transport),
    'sources.resumeFrom': ({ id, lastEventId }) => this.#sources.resumeFrom(id, lastEventId),
    'sources.send': ({ id, text }) => this.#sources.send(id, text),
    'environments.save': (draft) => this.#environments.save(draft),
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
    'hub.scene': ({ id, running, pace }) => this.#setScene(id, running, pace),
    'hub.publish': (publication) => this.#hub.publish(publication),
    'hub.disconnect': (clientId) => this.#hub.disconnect(clientId),
    'hub.disconnectAll': () => this.#hub.disconnectAll(),
    'hub.faults': ({ clientId, faults }) => this.#hub.setFaults(clientId, faults),
    'hub.dropNow': () => this.#hub.dropNow(),
    'hub.access': (access) => this.#setAccess(access),
    'hub.createToken': (draft) => this.#createToken(draft),
    'hub.revokeToken': (id) => this.#revokeToken(id),
    'recordings.start': () => this.#recordings.start(),
    'recordings.stop': () => this.#recordings.stop(),
    'recordings.play': (what) => this.#play(what),
    'recordings.pause': () => this.#recordings.pause(),
    'recordings.unpause': () => this.#recordings.unpause(),
    'recordings.speed': (speed) => this.#recordings.setSpeed(speed),
    'recordings.stopPlaying': () => this.#recordings.stopPlaying(),
    'recordings.rename': ({ id, name }) => this.#recordings.rename(id, name),
    'recordings.remove': (id) => this.#recordings.remove(id),
    'recordings.restore': (id) => this.#recordings.restore(id),
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

  nudge(why: 'network' | 'wake'): void {
    this.#sources.nudge(why);
  }

  asCurl(sourceId: string, secrets: boolean): string {
    return this.#sources.asCurl(sourceId, secrets);
  }

  importRecording(path: string): Promise<string> {
    return this.#recordings.importFile(path);
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
      environments: this.#environments.view(),
      hub: this.#hub.snapshot(),
      recordings: this.#recordings.state(),
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
    if (settings.hub !== before.hub) this.#hub.applySettings();
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
    const scenes = this.#hub
      .snapshot()
      .scenes.map(
        ({ id, rate, burst, payloadBytes }) => [id, { running: true, rate, burst, payloadBytes }] as const,
      );
    this.#saveHubSettings({
      autoStart: true,
      scenes: Object.fromEntries(scenes) as Settings['hub']['scenes'],
    });
    return LOCAL_SOURCE_ID;
  }

  #setScene(id: SceneId, running: boolean, pace: ScenePace): void {
    if (running) this.#hub.assertRunning();
    const { scenes } = this.#settings.value.hub;
    this.#saveHubSettings({ scenes: { ...scenes, [id]: { running, ...pace } } });
  }

  #setAccess(access: AccessMode): void {
    this.#saveHubSettings({ access });
    this.#push.hub.mark();
  }

  #createToken(draft: TokenDraft): { id: string; token: string } {
    const made = this.#stores.tokens.store.create(draft);
    this.#push.hub.mark();
    return made;
  }

  #revokeToken(id: string): void {
    this.#stores.tokens.store.revoke(id);
    this.#push.hub.mark();
  }

  /** A recording plays into the hub: that has to run. */
  async #play(what: { readonly id: string; readonly speed: PlaySpeed }): Promise<void> {
    if (!this.#hub.running) await this.#startHub();
    await this.#recordings.play(what);
  }

  #record(batch: readonly StreamEvent[]): void {
    for (const { kind, channel, type, id, data, receivedAt } of batch) {
      if (kind === 'event') this.#recordings.record({ channel, event: type, id, data, at: receivedAt });
    }
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
    this.#network.stop();
    for (const throttle of Object.values(this.#push)) throttle.stop();
    for (const feed of this.#feeds) feed.close();
    this.#feeds = [];
    const work = Promise.allSettled([
      this.#sources.close(),
      this.#recordingsRead.then(() => this.#recordings.close()),
      this.#hub.stop(),
      ...Object.values(this.#stores).map((store) => store.flush()),
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

import { join } from 'node:path';
import { toProblem } from '@shared/errors';
import type { AccessMode, SceneId, ScenePace, TokenDraft } from '@shared/hub';
import type { ConfigurationPreview } from '@shared/configuration';
import type { CodeFormat } from '@shared/code-format';
import type { Notice, Pushes, PushName, StartState } from '@shared/ipc';
import type { PlaySpeed } from '@shared/recording';
import type { RulesImported } from '@shared/rule';
import type { Settings } from '@shared/settings';
import { CAPTURE_PREFIX, type ExportDraft } from '@shared/history';
import { LOCAL_SOURCE_ID } from '@shared/source';
import type { StreamEvent } from '@shared/stream-event';
import type { Engine, EngineCalls, EngineOptions, Push } from './engine/engine-api';
import { AlertDelivery } from './engine/alert-delivery';
import { DiagnosticsService } from './engine/diagnostics-service';
import { EnvironmentService } from './engine/environment-service';
import { ConfigurationService } from './engine/configuration';
import { everySecond } from './engine/every-second';
import { HistoryService } from './engine/history-service';
import { HubService } from './engine/hub-service';
import { KnownSecrets } from './engine/known-secrets';
import { HubTokens } from './engine/hub-tokens';
import { NetworkWatch } from './engine/network-watch';
import { NoticeBoard } from './engine/notice-board';
import { PushThrottle } from './engine/push-throttle';
import { RuleService } from './engine/rule-service';
import { ShapeService } from './engine/shape-service';
import { SourceService } from './engine/source-service';
import { TransferService } from './engine/transfer-service';
import { IMPORT_TOOLS } from './engine/import-tools';
import { Log } from './diagnostics/log';
import { CaptureStore } from './settings/capture-store';
import type { FeedPort } from './history/feed-port';
import { RateMeter } from './history/rates';
import { Inbox } from './notifications/inbox';
import type { Configuration } from './settings/configuration-file';
import { EnvironmentStore } from './settings/environment-store';
import { InboxStore } from './settings/inbox-store';
import { ResumePoints } from './settings/resume-points';
import { RuleStore } from './settings/rule-store';
import { SchemaStore } from './settings/schema-store';
import { SettingsStore } from './settings/settings-store';
import { ShapeStore } from './settings/shape-store';
import { SourceStore } from './settings/source-store';
import { Recordings } from './recordings/recordings';
import type { VariableScope } from './sources/credentials/variables';
import type { SourceNames } from './history/view-query';
import { createSourceRegistry } from './sources/registry';

/** Shortest time between two pushes, ms. */
const SOURCES_EVERY_MS = 250;
const INBOX_EVERY_MS = 250;
const HUB_EVERY_MS = 500;
const NOTICES_EVERY_MS = 50;
const RECORDINGS_EVERY_MS = 200;
const HISTORY_EVERY_MS = 1_000;
const CAPTURES_EVERY_MS = 200;
const JOBS_EVERY_MS = 200;
const RULES_EVERY_MS = 250;
const SHAPES_EVERY_MS = 1_000;

const CLOSE_TIMEOUT_MS = 3_000;

/**
 * Reads what is stored, connects what is enabled, and starts the hub when it is set to. Never throws for bad
 * files or a taken port: those become notices and states.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { dataPath, cipher, log } = options;
  const notices = new NoticeBoard(({ level, code, message, id }) =>
    log?.write(level === 'warning' ? 'warn' : level, 'app', message, { code, notice: id }),
  );
  const settingsRead = SettingsStore.open(dataPath, notices);
  // Names are asked for later than sources are read.
  let names: () => SourceNames = () => new Map();
  let changed = (): void => undefined;
  const [settings, history, captures, sources, environments, points, tokens, rules, inbox, shapes, schemas] =
    await Promise.all([
      settingsRead,
      settingsRead.then(({ value }) =>
        HistoryService.open({
          folder: join(dataPath, 'history'),
          thread: options.historyThread,
          notices,
          limits: value.history,
          sourceNames: () => names(),
          onChange: () => changed(),
        }),
      ),
      CaptureStore.open(dataPath, notices),
      SourceStore.open(dataPath, cipher, notices),
      EnvironmentStore.open(dataPath, cipher, notices),
      ResumePoints.open(dataPath, notices),
      HubTokens.open(dataPath, notices),
      RuleStore.open(dataPath, cipher, notices),
      InboxStore.open(dataPath, notices),
      ShapeStore.open(dataPath, notices),
      SchemaStore.open(dataPath, notices),
    ]);
  const engine = new ComposedEngine(options, notices, history, {
    settings,
    captures,
    sources,
    environments,
    points,
    tokens,
    rules,
    inbox,
    shapes,
    schemas,
  });
  names = () => engine.sourceNames();
  changed = () => engine.historyChanged();
  return engine;
}

/** What is kept on disk. */
interface Stores {
  readonly settings: SettingsStore;
  readonly captures: CaptureStore;
  readonly sources: SourceStore;
  readonly environments: EnvironmentStore;
  readonly points: ResumePoints;
  readonly tokens: HubTokens;
  readonly rules: RuleStore;
  readonly inbox: InboxStore;
  readonly shapes: ShapeStore;
  readonly schemas: SchemaStore;
}

class ComposedEngine implements Engine {
  readonly #options: EngineOptions;
  readonly #notices: NoticeBoard;
  readonly #settings: SettingsStore;
  readonly #stores: Stores;
  readonly #recordings: Recordings;
  readonly #recordingsRead: Promise<void>;
  #recordingsKnown = false;
  readonly #history: HistoryService;
  readonly #rates = new RateMeter();
  readonly #inbox: Inbox;
  readonly #hub: HubService;
  readonly #environments: EnvironmentService;
  readonly #sources: SourceService;
  readonly #transfer: TransferService;
  readonly #configuration: ConfigurationService;
  readonly #rules: RuleService;
  readonly #shapes: ShapeService;
  readonly #alerts: AlertDelivery;
  readonly #secrets: KnownSecrets;
  readonly #diagnostics: DiagnosticsService;
  readonly #listeners = new Set<(push: Push) => void>();
  #closing: Promise<void> | null = null;

  readonly #push = {
    sources: new PushThrottle(SOURCES_EVERY_MS, () => this.#emit('sources', () => this.#sources.snapshots())),
    hub: new PushThrottle(HUB_EVERY_MS, () => this.#emit('hub', () => this.#hub.snapshot())),
    inbox: new PushThrottle(INBOX_EVERY_MS, () => this.#emit('inbox', () => this.#inbox.state())),
    recordings: new PushThrottle(RECORDINGS_EVERY_MS, () =>
      this.#emit('recordings', () => this.#recordings.state()),
    ),
    history: new PushThrottle(HISTORY_EVERY_MS, () => this.#emit('history', () => this.#history.state())),
    captures: new PushThrottle(CAPTURES_EVERY_MS, () =>
      this.#emit('captures', () => this.#transfer.captures()),
    ),
    jobs: new PushThrottle(JOBS_EVERY_MS, () => this.#emit('jobs', () => this.#transfer.jobs())),
    rules: new PushThrottle(RULES_EVERY_MS, () => this.#emit('rules', () => this.#rules.state())),
    shapes: new PushThrottle(SHAPES_EVERY_MS, () => this.#emit('shapes', () => this.#shapes.state())),
    notices: new PushThrottle(NOTICES_EVERY_MS, () => this.#emit('notices', () => this.#notices.list())),
  };
  /** Heard since sources were last told of because of them. */
  #heartbeats = false;
  readonly #stopSeconds: () => void;
  readonly #network = new NetworkWatch({
    onNetwork: () => this.nudge('network'),
    onWake: () => this.nudge('wake'),
  });

  constructor(options: EngineOptions, notices: NoticeBoard, history: HistoryService, stores: Stores) {
    const { settings, tokens } = stores;
    this.#options = options;
    this.#notices = notices;
    this.#settings = settings;
    this.#stores = stores;
    notices.onChange(() => this.#push.notices.mark());

    this.#history = history;
    history.buffer.onBatch((batch) => {
      this.#rates.add(batch);
      // What was read from a file happened some other time.
      const live = batch.filter(({ sourceId }) => !sourceId.startsWith(CAPTURE_PREFIX));
      this.#rules.take(live);
      this.#shapes.take(live);
      // After the rules: what one of them has told of is not told twice.
      this.#inbox.add(live);
      this.#record(live);
      // Where only heartbeats are heard, the next second is soon enough.
      if (batch.every(({ kind }) => kind === 'comment')) this.#heartbeats = true;
      else {
        this.#push.sources.mark();
        this.#push.history.mark();
      }
    });
    void history.channelsAt(Date.now()).then(
      (channels) => this.#rates.seed(channels),
      () => undefined,
    );
    this.#inbox = new Inbox({
      kept: stores.inbox.kept,
      nextSeq: history.buffer.nextSeq,
      isMuted: (event) => this.#rules.mutes(event),
    });
    this.#inbox.onChange(() => {
      this.#push.inbox.mark();
      stores.inbox.save(() => this.#inbox.kept());
    });
    this.#stopSeconds = this.#countSeconds();

    const { autoStart } = settings.value.hub;
    this.#hub = new HubService({
      dataPath: options.dataPath,
      tokens: tokens.store,
      settings: () => this.#settings.value.hub,
      onChange: () => this.#push.hub.mark(),
      // What the local source brings is recorded on its way in.
      onEvent: (event) => !this.#sources.followsHub && this.#recordings.record(event),
      log: (record) => this.#diagnostics.takeHubRecord(record),
      onError: (error) => this.#diagnostics.takeHubFault(error),
    });
    this.#recordings = new Recordings({
      folder: join(options.dataPath, 'recordings'),
      publish: (publication) => this.#hub.publish(publication),
    });
    this.#recordings.onChange(() => this.#push.recordings.mark());
    this.#recordingsRead = this.#recordings.open().finally(() => (this.#recordingsKnown = true));
    this.#environments = new EnvironmentService({
      store: stores.environments,
      processEnv: process.env,
      onChange: (view) => {
        this.#emit('environments', () => view);
        this.#sources.variablesChanged();
      },
    });
    const variables = (): VariableScope => this.#environments.scope();
    this.#secrets = new KnownSecrets({
      sources: () => stores.sources.entries,
      environments: () => stores.environments.value,
      rules: () => stores.rules.entries,
      processEnv: () => this.#environments.scope().processEnv ?? {},
      env: process.env,
    });
    this.#secrets.add(this.#hub.ownSecret);
    this.#diagnostics = new DiagnosticsService({
      log: options.log ?? new Log({ folder: null }),
      crashFolder: options.crashFolder ?? null,
      state: () => this.#start(),
      secrets: this.#secrets.all,
      refused: () => this.#hub.refused,
      nameOf: (id) => this.sourceNames().get(id) ?? id,
    });
    this.#listeners.add((push) => this.#diagnostics.take(push));
    const registry = createSourceRegistry({
      version: options.app.version,
      variables,
      onEvent: (event) => void history.buffer.append(event),
      onChange: (id) => {
        this.#push.sources.mark();
        this.#rules.sourceChanged(id);
        this.#diagnostics.sourceChanged(id, registry.status(id)?.state);
      },
    });
    this.#alerts = new AlertDelivery({
      dataPath: options.dataPath,
      version: options.app.version,
      presenter: options.presenter ?? null,
      settings: () => this.#settings.value,
      rules: () => stores.rules.rules,
      sourceName: (id) => this.sourceNames().get(id) ?? id,
      onChange: () => this.#push.rules.mark(),
    });
    this.#alerts.start(this.#inbox.state());
    this.#inbox.onChange(() => this.#alerts.inboxChanged(this.#inbox.state()));
    this.#rules = new RuleService({
      store: stores.rules,
      targets: {
        inbox: (alert) => this.#inbox.addAlert(alert),
        ...this.#alerts.targets,
        publish: (publication) => this.#hub.publish(publication),
        play: (what) => this.#play(what),
      },
      past: history.reader,
      settings: () => this.#settings.value,
      names: () => this.sourceNames(),
      sourceIds: () => stores.sources.entries.map(({ id }) => id),
      factsOf: (id) => registry.status(id),
      findingsOf: (id) => this.#shapes.of(id).findings,
      playing: () => this.#recordings.state().play.phase !== 'idle',
      recordingIds: () =>
        this.#recordingsKnown ? new Set(this.#recordings.state().recordings.map(({ id }) => id)) : null,
      collapsed: () => this.#alerts.collapsed,
      onChange: () => this.#push.rules.mark(),
    });
    this.#shapes = new ShapeService({
      store: stores.shapes,
      schemas: stores.schemas,
      notices,
      isSource: (id) => stores.sources.entries.some((entry) => entry.id === id),
      nameOf: (id) => this.sourceNames().get(id) ?? id,
      append: (event) => void history.buffer.append(event),
      onFinding: (finding) => this.#rules.takeFinding(finding),
      onChange: () => this.#push.shapes.mark(),
    });
    this.#sources = new SourceService({
      store: stores.sources,
      points: stores.points,
      variables,
      proxy: () => this.#settings.value.proxy,
      hubSecret: this.#hub.ownSecret,
      registry,
      onChange: () => this.#push.sources.mark(),
      onGone: (id, withHistory) => {
        this.#shapes.remove(id);
        // Its channels stay with its events.
        if (withHistory) void this.#forget(id).catch(() => undefined);
      },
    });
    this.#transfer = new TransferService({
      reading: history.reader,
      writing: {
        append: (events) => history.append(events),
        forget: (id) => this.#forget(id),
        letGo: () => history.totals().evicted,
      },
      captures: stores.captures,
      tools: IMPORT_TOOLS,
      sources: () => this.#sources.facts(),
      version: options.app.version,
    });
    this.#configuration = new ConfigurationService({
      version: options.app.version,
      current: () => ({
        settings: this.#settings.value,
        sources: stores.sources.entries,
        environments: stores.environments.value,
        rules: stores.rules.entries,
      }),
      put: (configuration) => this.#putConfiguration(configuration),
      onChange: () => this.#emit('configuration', () => this.#configuration.state),
    });
    this.#transfer.onChange((what) => this.#push[what].mark());
    this.#retain();
    if (autoStart) void this.#startWithApp();
    else if (this.#sources.hasLocal) this.#sources.pause(LOCAL_SOURCE_ID);
  }

  readonly calls: EngineCalls = {
    'app.start': () => this.#start(),
    'app.previewDiagnostics': () => this.#diagnostics.preview(),
    'app.dismissNotice': (id) => this.#notices.withdraw(id),
    'settings.save': (settings) => this.#saveSettings(settings),
    'configuration.import': (what) => this.#configuration.import(what),
    'configuration.undo': () => this.#configuration.undo(),
    'sources.add': (draft) => {
      const id = this.#sources.add(draft);
      this.#retain();
      return id;
    },
    'sources.update': ({ id, draft }) => {
      this.#sources.update(id, draft);
      this.#retain();
    },
    'sources.remove': ({ id, history }) => this.#sources.remove(id, history),
    'sources.restore': (id) => this.#sources.restore(id),
    'sources.pause': (id) => this.#sources.pause(id),
    'sources.resume': (id) => this.#resume(id, () => this.#sources.resume(id)),
    'sources.retryNow': (id) => this.#resume(id, () => this.#sources.retryNow(id)),
    'sources.runOnce': (id) => this.#sources.runOnce(id),
    'sources.switchTransport': ({ id, transport }) => this.#sources.switchTransport(id, transport),
    'sources.resumeFrom': ({ id, lastEventId }) => this.#sources.resumeFrom(id, lastEventId),
    'sources.send': ({ id, text }) => this.#sources.send(id, text),
    'environments.save': (draft) => this.#environments.save(draft),
    'sources.test': ({ id, draft }) => this.#sources.test(id, draft),
    'events.detail': (seq) => this.#history.detail(seq),
    'events.previous': ({ seq, most }) => this.#history.reader.earlier(seq, most),
    'events.changing': (seq) => this.#history.reader.changing(seq),
    'events.clear': () => this.#clear(),
    'events.undoClear': (token) => this.#undoClear(token),
    'history.fields': () => this.#history.fields(),
    'history.forget': (id) => this.#forgetLater(id),
    'history.undoForget': (token) => this.#history.undoForget(token),
    'history.count': (filter) => this.#history.countBySource(filter),
    'history.channelsAt': (time) => this.#history.channelsAt(time),
    'history.series': (request) => this.#history.series.read(request),
    'history.seriesTail': (request) => this.#history.series.tail(request),
    'history.texts': (question) => this.#history.texts.page(question),
    'export.preview': (scope) => this.#transfer.preview(scope),
    'jobs.cancel': (id) => this.#transfer.cancel(id),
    'jobs.dismiss': (id) => this.#transfer.dismiss(id),
    'captures.rename': ({ id, name }) => this.#transfer.renameCapture(id, name),
    'captures.remove': (id) => this.#transfer.removeCapture(id),
    'captures.restore': (id) => this.#transfer.restoreCapture(id),
    'inbox.markRead': (which) => this.#inbox.markRead(which),
    'inbox.markUnread': (ids) => this.#inbox.markUnread(ids),
    'inbox.pin': ({ ids, pinned }) => this.#inbox.pin(ids, pinned),
    'inbox.clear': (which) => this.#inbox.clear(which),
    'inbox.undo': (token) => this.#inbox.undo(token),
    'rules.add': (draft) => this.#rules.add(draft),
    'rules.update': ({ id, draft }) => this.#rules.update(id, draft),
    'rules.enable': ({ id, enabled }) => this.#rules.enable(id, enabled),
    'rules.remove': (id) => this.#rules.remove(id),
    'rules.restore': (id) => this.#rules.restore(id),
    'rules.test': (draft) => this.#rules.test(draft),
    'rules.tryActions': ({ id, draft }) => this.#rules.tryActions(id, draft),
    'shapes.of': (id) => this.#shapes.of(id),
    'shapes.attach': (draft) => this.#shapes.attach(draft),
    'shapes.detach': (id) => this.#shapes.detach(id),
    'shapes.accept': ({ sourceId, finding }) => this.#shapes.accept(sourceId, finding),
    'shapes.forget': ({ sourceId, type }) => this.#shapes.forget(sourceId, type),
    'shapes.undo': (token) => this.#shapes.undo(token),
    'shapes.breaks': async (seq) => {
      const event = await this.#history.detail(seq);
      return event?.kind === 'event' && !event.truncated ? this.#shapes.breaks(event) : [];
    },
    'shapes.typescript': (id) => this.#shapes.typescript(id),
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
    'hub.restoreToken': (id) => this.#restoreToken(id),
    'recordings.start': (name) => this.#recordings.start(name),
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
    this.#history.openFeed(port);
  }

  sourceNames(): SourceNames {
    return new Map([
      ...this.#stores.sources.entries.map(({ id, name }) => [id, name] as const),
      ...this.#stores.captures.list().map(({ id, name }) => [id, name] as const),
    ]);
  }

  historyChanged(): void {
    this.#push.history.mark();
  }

  settings(): Settings {
    return this.#settings.value;
  }

  raiseNotice(notice: Notice): void {
    this.#notices.raise(notice);
  }

  withdrawNotice(id: string): void {
    this.#notices.withdraw(id);
  }

  seen(): void {
    this.#alerts.seen();
  }

  nudge(why: 'network' | 'wake'): void {
    this.#sources.nudge(why);
  }

  asCode(sourceId: string, format: CodeFormat, secrets: boolean): string {
    const types = this.#rates
      .full()
      .types.filter((type) => type.sourceId === sourceId)
      .sort((a, b) => b.events - a.events)
      .map(({ type }) => type);
    return this.#sources.asCode(sourceId, format, { secrets, types });
  }

  importRecording(path: string): Promise<string> {
    return this.#recordings.importFile(path);
  }

  exportConfiguration(path: string): Promise<void> {
    return this.#configuration.writeTo(path);
  }

  openConfiguration(path: string): Promise<ConfigurationPreview> {
    return this.#configuration.open(path);
  }

  exportRules(path: string): Promise<void> {
    return this.#rules.exportTo(path);
  }

  importRules(path: string): Promise<RulesImported> {
    return this.#rules.importFrom(path);
  }

  exportTo(path: string, draft: ExportDraft): string {
    return this.#transfer.export(draft, path);
  }

  importFiles(paths: readonly string[]): string[] {
    return this.#transfer.import(paths);
  }

  saveDiagnostics(path: string): Promise<void> {
    return this.#diagnostics.save(path);
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
      rules: this.#rules.state(),
      shapes: this.#shapes.state(),
      rates: this.#rates.full(),
      history: this.#history.state(),
      configuration: this.#configuration.state,
      captures: this.#transfer.captures(),
      jobs: this.#transfer.jobs(),
      notices: this.#notices.list(),
      secretsKept: this.#options.cipher.kept,
      opening: null,
    };
  }

  #saveSettings(settings: Settings): Settings {
    const before = this.#settings.value;
    this.#settings.save(settings);
    this.#history.setLimits(settings.history);
    this.#rules.settingsChanged();
    this.#alerts.changed();
    if (settings.hub !== before.hub) this.#hub.applySettings();
    // Each save is a fresh object: what matters is what it says.
    if (JSON.stringify(settings.proxy) !== JSON.stringify(before.proxy)) this.#sources.proxyChanged();
    this.#emit('settings', () => settings);
    this.#push.hub.mark();
    return settings;
  }

  #putConfiguration({ settings, sources, environments, rules }: Configuration): void {
    this.#environments.put(environments);
    this.#saveSettings(settings);
    // Connected to a hub that does not run, the local source would only try again and again.
    const runs = this.#hub.running;
    this.#sources.put(
      sources.map((entry) => (entry.id === LOCAL_SOURCE_ID && !runs ? { ...entry, enabled: false } : entry)),
    );
    this.#rules.put(rules);
    this.#retain();
  }

  async #clear(): Promise<void> {
    await this.#history.clear();
    this.#rates.restart([]);
  }

  async #undoClear(token: number): Promise<boolean> {
    const back = await this.#history.undoClear(token);
    if (back) await this.#recount();
    return back;
  }

  /** Deletes all events of a source, for good. */
  async #forget(sourceId: string): Promise<void> {
    await this.#history.forget(sourceId);
    this.#rates.forget(sourceId);
    this.#inbox.forget(sourceId);
  }

  #forgetLater(sourceId: string): Promise<number> {
    return this.#history.forgetLater(sourceId, () => {
      const counted = this.#rates.forget(sourceId);
      return () => {
        if (counted && !this.#rates.putBack(counted)) void this.#recount().catch(() => undefined);
      };
    });
  }

  /** Counts anew what is in the history now. */
  async #recount(): Promise<void> {
    this.#rates.restart(await this.#history.channelsAt(Date.now()));
  }

  /** Sources may have bounds of their own. */
  #retain(): void {
    this.#history.setSourceLimits(
      new Map(this.#stores.sources.entries.map(({ id, options }) => [id, options.retention])),
    );
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
    this.#secrets.add(made.token);
    this.#push.hub.mark();
    return made;
  }

  #revokeToken(id: string): void {
    this.#stores.tokens.store.revoke(id);
    this.#push.hub.mark();
  }

  #restoreToken(id: string): void {
    this.#stores.tokens.store.restore(id);
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

  #countSeconds(): () => void {
    let last = performance.now();
    return everySecond(() => {
      const now = performance.now();
      const rates = this.#rates.tick(now - last);
      last = now;
      if (rates) this.#emit('rates', () => rates);
      if (this.#heartbeats) this.#push.sources.mark();
      this.#heartbeats = false;
    });
  }

  #emit<N extends PushName>(name: N, value: () => Pushes[N]): void {
    if (this.#listeners.size === 0) return;
    // The union's member for N: name and value belong together by the signature.
    const push = { name, value: value() } as Push;
    for (const listener of this.#listeners) listener(push);
  }

  async #close(): Promise<void> {
    this.#stopSeconds();
    this.#network.stop();
    this.#rules.close();
    this.#shapes.close();
    this.#diagnostics.close();
    const alerts = this.#alerts.close();
    for (const throttle of Object.values(this.#push)) throttle.stop();
    const work = Promise.allSettled([
      this.#transfer.close(),
      this.#sources.close(),
      this.#recordingsRead.then(() => this.#recordings.close()),
      this.#hub.stop(),
      alerts,
      ...Object.values(this.#stores).map((store) => store.flush()),
    ]);
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise((resolve) => (timer = setTimeout(resolve, CLOSE_TIMEOUT_MS)));
    // The history goes last: it takes what the sources still hand on.
    await Promise.race([work.then(() => this.#history.close()), tooLong]);
    clearTimeout(timer);
    this.#listeners.clear();
  }
}

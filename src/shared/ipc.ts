/**
 * THE contract between the window and the main process: every call and every push, in one file.
 * The main process validates the arguments of every call with the schemas given here (`src/main/ipc/bind.ts`);
 * the preload script exposes exactly these names and nothing else.
 */
import * as v from 'valibot';
import type { ChangingPaths } from './changing-paths';
import { CODE_FORMATS } from './code-format';
import { TRANSPORTS } from './connection';
import { MOST_EARLIER_EVENTS, type EarlierEvents } from './earlier-events';
import { environmentsDraftSchema, type EnvironmentsView } from './environment';
import {
  configurationImportSchema,
  type ConfigurationChanges,
  type ConfigurationPreview,
  type ConfigurationState,
} from './configuration';
import type { DiagnosticsPreview } from './diagnostics';
import type { Problem } from './errors';
import { viewFilterSchema, type Rates } from './feed';
import {
  ACCESS_MODES,
  faultsSchema,
  publicationSchema,
  SCENE_IDS,
  scenePaceSchema,
  tokenDraftSchema,
  type HubSnapshot,
} from './hub';
import {
  exportDraftSchema,
  exportScopeSchema,
  type Capture,
  type ChannelAt,
  type ExportPreview,
  type HistoryState,
  type Job,
} from './history';
import type { MenuAction } from './menu-actions';
import { MAX_NOTIFICATIONS, type InboxCleared, type InboxState } from './notification';
import type { SeenFields } from './query/seen-fields';
import {
  playSchema,
  PLAY_SPEEDS,
  recordingIdSchema,
  recordingNameSchema,
  renameSchema,
  type RecordingsState,
} from './recording';
import {
  chartFileSchema,
  seriesRequestSchema,
  seriesTailSchema,
  type SeriesAnswer,
  type SeriesTail,
} from './series';
import { ruleDraftSchema, type RuleTest, type RulesImported, type RulesState, type Sound } from './rule';
import { settingsSchema, type Settings } from './settings';
import {
  attachedSchemaDraft,
  type SchemaBreak,
  type SchemaDetached,
  type ShapesState,
  type SourceShapes,
} from './shape';
import { sourceDraftSchema, type SourceSnapshot } from './source';
import { textQuestionSchema, type TextPage } from './stream-text/text-event';
import type { EventDetail } from './stream-event';
import { UPDATE_STEPS, type UpdateState } from './update-state';
import { windowOpeningSchema, type WindowOpening } from './window-opening';
import type { WindowStart } from './window-start';

const sourceId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const clientId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const seq = v.pipe(v.number(), v.integer(), v.minValue(1));
const notificationIds = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(1))),
  v.maxLength(MAX_NOTIFICATIONS),
);
const ruleId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** Argument schemas of every call, by name. A call takes one argument or none (`v.undefined()`). */
export const callSchemas = {
  'app.start': v.undefined(),
  'app.dismissNotice': v.pipe(v.string(), v.maxLength(64)),
  'app.window': v.picklist(['minimise', 'maximise', 'close']),
  /** Opens a further window; null for one that starts as the first did. */
  'app.openWindow': v.nullable(windowOpeningSchema),
  /**
   * Takes down what the window shows: for when its page stops and is loaded again, its view for when it comes back with the
   * next start, and because what arrives in the inbox needs no desktop notification while that is looked at.
   */
  'app.shows': windowOpeningSchema,
  /** How the app fits into this desktop. */
  'app.desktop': v.undefined(),
  /** Opens an http(s) address in the person's browser, after the main process checked and asked. */
  'app.openExternal': v.pipe(v.string(), v.maxLength(8_192)),
  'app.copy': v.pipe(v.string(), v.maxLength(32 * 1024 * 1024)),
  /** Asks for a file of text (a certificate, a body) and reads it; null when the person thought better of it. */
  'app.pickText': v.picklist(['certificate', 'private-key', 'authorities', 'body', 'schema']),
  /** Asks where a chart should go and writes it; the name of the file, null when the person thought better of it. */
  'app.saveChart': chartFileSchema,
  'settings.save': settingsSchema,
  /** Asks where to, and writes everything but secrets there; the path, null when the person thought better of it. */
  'configuration.export': v.undefined(),
  /** Asks for a file, reads it and says what it would change; null when the person thought better of it. */
  'configuration.open': v.undefined(),
  /** Takes over what `configuration.open` read. */
  'configuration.import': configurationImportSchema,
  /** Makes everything as it was before the last import. */
  'configuration.undo': v.undefined(),
  'sources.add': sourceDraftSchema,
  'sources.update': v.object({ id: sourceId, draft: sourceDraftSchema }),
  /** `history`: its events go as well, as soon as it cannot be restored any more. */
  'sources.remove': v.object({ id: sourceId, history: v.boolean() }),
  /** Undo of the last removals, while they are kept (8 s and a little). */
  'sources.restore': sourceId,
  'sources.pause': sourceId,
  'sources.resume': sourceId,
  'sources.retryNow': sourceId,
  /** Connects now, and leaves it at that: it stays one that does not connect by itself. */
  'sources.runOnce': sourceId,
  /** Goes over to another of the source's transports now. */
  'sources.switchTransport': v.object({ id: sourceId, transport: v.picklist(TRANSPORTS) }),
  /** Goes on after this id, with a new connection; empty: with what is new. */
  'sources.resumeFrom': v.object({ id: sourceId, lastEventId: v.pipe(v.string(), v.maxLength(1_024)) }),
  /** Sends a text message over the WebSocket of a source. */
  'sources.send': v.object({ id: sourceId, text: v.pipe(v.string(), v.maxLength(1024 * 1024)) }),
  /** Puts the source on the clipboard as something to run; secrets as placeholders unless they are asked for. */
  'sources.copyAs': v.object({ id: sourceId, format: v.picklist(CODE_FORMATS), secrets: v.boolean() }),
  'environments.save': environmentsDraftSchema,
  /** One attempt with a draft, for at most 10 s; nothing is saved. `id` lends its stored secrets. */
  'sources.test': v.object({ id: v.nullable(sourceId), draft: sourceDraftSchema }),
  'events.detail': seq,
  /** What came before an event: at most so many alike (source, channel, type). */
  'events.previous': v.object({
    seq,
    most: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_EARLIER_EVENTS)),
  }),
  /** Which values change most often among the events alike, up to this one. */
  'events.changing': seq,
  /** Empties the history; what was in it can be brought back for a while (`HistoryState.cleared`). */
  'events.clear': v.undefined(),
  'events.undoClear': v.pipe(v.number(), v.integer()),
  /**
   * Deletes what is kept of one source (or one that is gone). It can be brought back for 8 s and a little, with the answer
   * (`HistoryState.leaving`).
   */
  'history.forget': sourceId,
  'history.undoForget': v.pipe(v.number(), v.integer()),
  /** Fields and values that events had, for completions. */
  'history.fields': v.undefined(),
  /** How many events of the history pass a filter, and of which sources. */
  'history.count': viewFilterSchema,
  /** The channels as they were at a moment (epoch ms). */
  'history.channelsAt': v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15)),
  /** The numbers at one place in the payloads of a stream, over time. */
  'history.series': seriesRequestSchema,
  /** What has arrived since, for every series of the open charts; a window asks four times a second at most. */
  'history.seriesTail': seriesTailSchema,
  /** Whole events of one source in order, so that the text that they carry can be joined. */
  'history.texts': textQuestionSchema,
  /** How many events an export would write and what it would take out of them. */
  'export.preview': exportScopeSchema,
  /** Asks where to, and starts; the answer is the id of the job, null when the person thought better of it. */
  'export.start': exportDraftSchema,
  /** Asks for files and reads them into captures; the ids of the jobs. */
  'import.pick': v.undefined(),
  'jobs.cancel': v.pipe(v.string(), v.maxLength(64)),
  /** Takes a job that is over off the list. */
  'jobs.dismiss': v.pipe(v.string(), v.maxLength(64)),
  'captures.rename': v.object({
    id: sourceId,
    name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
  }),
  /** With its events. Can be restored for 8 s and a little. */
  'captures.remove': sourceId,
  'captures.restore': sourceId,
  /** The answer: the ids of those that were unread before. */
  'inbox.markRead': v.union([notificationIds, v.literal('all')]),
  'inbox.markUnread': notificationIds,
  'inbox.pin': v.object({ ids: notificationIds, pinned: v.boolean() }),
  /** Takes these out, but those that are pinned. */
  'inbox.clear': v.union([notificationIds, v.literal('all')]),
  /** Brings back what a clearing took out, by its token; false when it is not kept any more. */
  'inbox.undo': v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** The answer is its id. */
  'rules.add': ruleDraftSchema,
  /** True when the rule let its secret go with that: `rules.restore` makes it as it was. */
  'rules.update': v.object({ id: ruleId, draft: ruleDraftSchema }),
  'rules.enable': v.object({ id: ruleId, enabled: v.boolean() }),
  'rules.remove': ruleId,
  /** Undo of the last removals, and of what `rules.update` let go, while they are kept (8 s and a little). */
  'rules.restore': ruleId,
  /** What a rule would have done in the last hour of the history; nothing is done. */
  'rules.test': ruleDraftSchema,
  /** Does what a rule does, once, with a made-up alert that says so; the problems of what failed. */
  'rules.tryActions': v.object({ id: v.nullable(ruleId), draft: ruleDraftSchema }),
  /** Asks where to, and writes all rules, without secrets; the path, null when the person thought better of it. */
  'rules.export': v.undefined(),
  /** Asks for a file and adds its rules, switched off; null when the person thought better of it. */
  'rules.import': v.undefined(),
  'shapes.of': sourceId,
  /** The answer is a token for `shapes.undo` when it took the place of another; null else. */
  'shapes.attach': attachedSchemaDraft,
  /** The answer is what was attached, with a token for `shapes.undo`; null for nothing. */
  'shapes.detach': sourceId,
  /** What is there now is how it should be: the finding goes, and does not come again for the same. Answers a token. */
  'shapes.accept': v.object({ sourceId, finding: v.nullable(v.pipe(v.string(), v.maxLength(2_400))) }),
  /** Forgets what was learnt of a type, of all when null. Answers a token. */
  'shapes.forget': v.object({ sourceId, type: v.nullable(v.pipe(v.string(), v.maxLength(1_024))) }),
  /** Takes one of these changes back, by its token; false when it is too late. */
  'shapes.undo': v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** What in an event of the history breaks the schema that is attached to its source now. */
  'shapes.breaks': seq,
  /** TypeScript types of what was seen. */
  'shapes.typescript': sourceId,
  /** Asks where to, and writes them there; the name of the file, null when the person thought better of it. */
  'shapes.saveTypescript': v.object({ sourceId, name: v.pipe(v.string(), v.maxLength(80)) }),
  /** What a diagnostic bundle would hold. It is kept for a while, for `app.saveDiagnostics`. */
  'app.previewDiagnostics': v.undefined(),
  /** Asks where to, and writes the diagnostic bundle there; the path, null when the person thought better of it. */
  'app.saveDiagnostics': v.undefined(),
  'hub.start': v.undefined(),
  'hub.stop': v.undefined(),
  /** Starts the hub, every scene, and a source that follows it. */
  'hub.startDemo': v.undefined(),
  'hub.scene': v.object({
    id: v.picklist(SCENE_IDS),
    running: v.boolean(),
    pace: scenePaceSchema,
  }),
  'hub.publish': publicationSchema,
  'hub.disconnect': clientId,
  'hub.disconnectAll': v.undefined(),
  /** `clientId` null: for everybody. */
  'hub.faults': v.object({ clientId: v.nullable(clientId), faults: faultsSchema }),
  /** Cuts every connection now, once. */
  'hub.dropNow': v.undefined(),
  'hub.access': v.picklist(ACCESS_MODES),
  /** The answer holds the secret, which is shown this once. */
  'hub.createToken': tokenDraftSchema,
  /** At once. Can be restored for 8 s and a little. */
  'hub.revokeToken': v.pipe(v.string(), v.maxLength(64)),
  'hub.restoreToken': v.pipe(v.string(), v.maxLength(64)),
  /** What it is called, in the language of the window; by its time when left out. */
  'recordings.start': v.optional(recordingNameSchema),
  'recordings.stop': v.undefined(),
  'recordings.play': playSchema,
  'recordings.pause': v.undefined(),
  'recordings.unpause': v.undefined(),
  'recordings.speed': v.picklist(PLAY_SPEEDS),
  'recordings.stopPlaying': v.undefined(),
  'recordings.rename': renameSchema,
  'recordings.remove': recordingIdSchema,
  /** Undo of the last removals, while they are kept (8 s and a little). */
  'recordings.restore': recordingIdSchema,
  /** Asks for a file and reads it; null when the person thought better of it. */
  'recordings.import': v.undefined(),
  /**
   * Looks for an update, downloads the one that was found, ends that, or restarts with it: each only because the person said
   * so. `state` asks how far it is.
   */
  'app.update': v.picklist(UPDATE_STEPS),
  /** Asks for the live feed: the port arrives as a window message (see `FEED_PORT_MESSAGE`). */
  'feed.open': v.undefined(),
} as const;

export type CallName = keyof typeof callSchemas;
export type CallArgument<N extends CallName> = v.InferInput<(typeof callSchemas)[N]>;

/** A lasting message over the window's content: a file that was set aside, secrets that cannot be kept… */
export interface Notice extends Problem {
  readonly id: string;
  readonly level: 'info' | 'warning' | 'error';
  /** What its button does; none: there is nothing to do. */
  readonly action?: NoticeAction;
}

/** What a notice offers to do. The window says it in the language of the person (`shell.noticeAction`). */
export type NoticeAction = 'download-update' | 'restart-to-update';

/** Everything a window needs to draw itself for the first time. */
export interface StartState {
  readonly app: {
    readonly version: string;
    readonly electron: string;
    readonly chrome: string;
    readonly node: string;
    readonly platform: 'linux' | 'darwin' | 'win32';
    readonly dataPath: string;
    /** What it was built from (`src/main/shell/build.ts`). */
    readonly build: { readonly commit: string | null; readonly date: string | null };
  };
  readonly settings: Settings;
  readonly sources: readonly SourceSnapshot[];
  readonly environments: EnvironmentsView;
  readonly hub: HubSnapshot;
  readonly recordings: RecordingsState;
  readonly inbox: InboxState;
  readonly rules: RulesState;
  readonly shapes: ShapesState;
  readonly rates: Rates;
  readonly history: HistoryState;
  readonly configuration: ConfigurationState;
  readonly captures: readonly Capture[];
  readonly jobs: readonly Job[];
  readonly notices: readonly Notice[];
  readonly secretsKept: SecretsKept;
  /** What this window was opened for; null for nothing in particular. */
  readonly opening: WindowOpening | null;
}

/** What the settings say about this desktop. */
export interface DesktopFacts {
  /** The icon in the tray can be seen. Without it, closing the last window ends the app whatever is set. */
  readonly trayIsShown: boolean;
}

/** Whether secrets survive a restart, and with what. */
export type SecretsKept =
  { readonly kept: true; readonly backend: string } | { readonly kept: false; readonly reason: string };

export interface TestResult {
  readonly ok: boolean;
  /** A whole sentence: "Connected over SSE in 184 ms. First event after 212 ms. HTTP/1.1." or what went wrong. */
  readonly sentence: string;
  readonly hint?: string;
}

interface CallResults {
  'app.start': StartState;
  'app.dismissNotice': void;
  'app.pickText': { readonly name: string; readonly text: string } | null;
  'app.window': void;
  'app.openWindow': void;
  'app.shows': void;
  'app.desktop': DesktopFacts;
  'app.openExternal': void;
  'app.copy': void;
  'app.saveChart': string | null;
  'app.update': UpdateState;
  'settings.save': Settings;
  'configuration.export': string | null;
  'configuration.open': ConfigurationPreview | null;
  'configuration.import': ConfigurationChanges;
  /** False when there is nothing to take back. */
  'configuration.undo': boolean;
  'sources.add': string;
  'sources.update': void;
  'sources.remove': void;
  'sources.restore': void;
  'sources.pause': void;
  'sources.resume': void;
  'sources.retryNow': void;
  'sources.runOnce': void;
  'sources.switchTransport': void;
  'sources.resumeFrom': void;
  'sources.send': void;
  /** The code as it may be shown, secrets as placeholders. */
  'sources.copyAs': string;
  'sources.test': TestResult;
  'environments.save': EnvironmentsView;
  'events.detail': EventDetail | null;
  /** Null when the event is not in the history any more. */
  'events.previous': EarlierEvents | null;
  /** Null when the event is not in the history any more. */
  'events.changing': ChangingPaths | null;
  'events.clear': void;
  /** False when it is too late. */
  'events.undoClear': boolean;
  'history.forget': number;
  /** Whether it was not too late. */
  'history.undoForget': boolean;
  'history.fields': SeenFields;
  'history.count': {
    readonly events: number;
    readonly sources: readonly { readonly sourceId: string; readonly events: number }[];
  };
  'history.channelsAt': readonly ChannelAt[];
  'history.series': SeriesAnswer;
  'history.seriesTail': SeriesTail;
  'history.texts': TextPage;
  'export.preview': ExportPreview;
  'export.start': string | null;
  'import.pick': readonly string[];
  'jobs.cancel': void;
  'jobs.dismiss': void;
  'captures.rename': void;
  'captures.remove': void;
  'captures.restore': void;
  'inbox.markRead': readonly number[];
  'inbox.markUnread': void;
  'inbox.clear': InboxCleared;
  'inbox.undo': boolean;
  'inbox.pin': void;
  'rules.add': string;
  'rules.update': boolean;
  'rules.enable': void;
  'rules.remove': void;
  'rules.restore': void;
  'rules.test': RuleTest;
  'rules.tryActions': readonly Problem[];
  'rules.export': string | null;
  'rules.import': RulesImported | null;
  'shapes.of': SourceShapes;
  'shapes.attach': number | null;
  'shapes.detach': SchemaDetached | null;
  'shapes.accept': number;
  'shapes.forget': number;
  'shapes.undo': boolean;
  'shapes.breaks': readonly SchemaBreak[];
  'shapes.typescript': string;
  'shapes.saveTypescript': string | null;
  'app.previewDiagnostics': DiagnosticsPreview;
  'app.saveDiagnostics': string | null;
  'hub.start': void;
  'hub.stop': void;
  'hub.startDemo': string;
  'hub.scene': void;
  /** `id` null: other hubs share the log and the number is still to come. */
  'hub.publish': { id: string | null; clients: number };
  'hub.disconnect': void;
  'hub.disconnectAll': void;
  'hub.faults': void;
  'hub.dropNow': void;
  'hub.access': void;
  'hub.createToken': { id: string; token: string };
  'hub.revokeToken': void;
  'hub.restoreToken': void;
  'recordings.start': void;
  'recordings.stop': void;
  'recordings.play': void;
  'recordings.pause': void;
  'recordings.unpause': void;
  'recordings.speed': void;
  'recordings.stopPlaying': void;
  'recordings.rename': void;
  'recordings.remove': void;
  'recordings.restore': void;
  'recordings.import': string | null;
  'feed.open': void;
}
export type CallResult<N extends CallName> = CallResults[N];

/** What the main process answers to a call: never an exception, whose type and cause IPC would lose. */
export type CallAnswer<N extends CallName> =
  { readonly ok: true; readonly value: CallResult<N> } | { readonly ok: false; readonly problem: Problem };

/** What is different of the sources since it was told last. */
export interface SourceChanges {
  /** Ids of all sources, in the order of the list. */
  readonly order: readonly string[];
  /** Those that are new, or not as they were. */
  readonly changed: readonly SourceSnapshot[];
}

/** Pushes from the main process, by name. */
export interface Pushes {
  settings: Settings;
  /** All sources, in the order of the list; at most four times a second. Windows get `sourceChanges` instead. */
  sources: readonly SourceSnapshot[];
  sourceChanges: SourceChanges;
  environments: EnvironmentsView;
  hub: HubSnapshot;
  recordings: RecordingsState;
  inbox: InboxState;
  /** At most four times a second. */
  rules: RulesState;
  /** At most once a second. */
  shapes: ShapesState;
  rates: Rates;
  history: HistoryState;
  configuration: ConfigurationState;
  captures: readonly Capture[];
  /** At most five times a second. */
  jobs: readonly Job[];
  notices: readonly Notice[];
  /** Twice a second at most while something is downloaded. */
  update: UpdateState;
  /** An item of the application menu, or its key. */
  command: WindowCommand;
}
export type PushName = keyof Pushes;

export const PUSH_NAMES = [
  'settings',
  'sources',
  'sourceChanges',
  'environments',
  'hub',
  'recordings',
  'inbox',
  'rules',
  'shapes',
  'rates',
  'history',
  'configuration',
  'captures',
  'jobs',
  'notices',
  'update',
  'command',
] as const satisfies readonly PushName[];

/** `show`: an event that a desktop notification was about; its number. `sound`: one is to be heard. */
export type WindowCommand =
  | { readonly action: MenuAction }
  | { readonly action: 'show'; readonly seq: number }
  /** How it is with a source. */
  | { readonly action: 'show-source'; readonly id: string }
  | { readonly action: 'sound'; readonly sound: Sound }
  /** A link, a file or the command line asks for a source: shown as a draft, never connected by itself. */
  | { readonly action: 'offer-source'; readonly url: string }
  /** A file that was opened is a configuration: what it would change is shown, nothing is taken over. */
  | { readonly action: 'preview-configuration'; readonly preview: ConfigurationPreview };

/** IPC channel of every call and every push. */
export const CALL_CHANNEL = 'streamgauge:call';
export const PUSH_CHANNEL = 'streamgauge:push';
/** Paths of dropped files, which only the preload script can know: see `StreamgaugeBridge.importDropped`. */
export const DROP_CHANNEL = 'streamgauge:drop';
export const FEED_PORT_CHANNEL = 'streamgauge:feed-port';
/** `data` of the window message that carries the feed's MessagePort to the page. */
export const FEED_PORT_MESSAGE = 'streamgauge:feed-port';

/** What the preload script puts on `window.streamgauge`. */
export interface StreamgaugeBridge {
  /** What the window knows before it asks. */
  readonly start: WindowStart;
  call<N extends CallName>(name: N, argument: CallArgument<N>): Promise<CallAnswer<N>>;
  /**
   * Reads files that were dropped onto the window into captures, as `import.pick` does. Only real `File`s of a drop have a
   * path; others are left out.
   */
  importDropped(files: readonly object[]): Promise<CallAnswer<'import.pick'>>;
  /** Returns the function that takes the listener off again. */
  on<N extends PushName>(name: N, listener: (value: Pushes[N]) => void): () => void;
}

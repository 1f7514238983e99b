import type { CodeFormat } from '@shared/code-format';
import type { ConfigurationPreview } from '@shared/configuration';
import type { ExportDraft } from '@shared/history';
import type { callSchemas, CallName, CallResult, Notice, Pushes, PushName, StartState } from '@shared/ipc';
import type { RulesImported } from '@shared/rule';
import type { Settings } from '@shared/settings';
import type * as v from 'valibot';
import type { FeedPort } from '../history/feed-port';
import type { Log } from '../diagnostics/log';
import type { DesktopPresenter } from '../rules/presenter';
import type { SecretCipher } from '../settings/secret-cipher';

/** The calls that need no Electron. The shell answers the others itself. */
export type EngineCallName = Exclude<
  CallName,
  | 'app.window'
  | 'app.openExternal'
  | 'app.copy'
  | 'app.pickText'
  | 'configuration.export'
  | 'configuration.open'
  | 'app.saveChart'
  | 'feed.open'
  | 'recordings.import'
  | 'app.openWindow'
  | 'app.shows'
  | 'app.desktop'
  | 'sources.copyAs'
  | 'export.start'
  | 'import.pick'
  | 'rules.export'
  | 'rules.import'
  | 'shapes.saveTypescript'
  | 'app.saveDiagnostics'
  | 'app.update'
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
  /** The built `history/store/store-thread`; null: events are kept in memory only. */
  readonly historyThread: string | null;
  readonly app: StartState['app'];
  /** What gets a person's attention outside the window; left out where there is no desktop. */
  readonly presenter?: DesktopPresenter;
  /** Where the app notes what it does; left out: nowhere. */
  readonly log?: Log;
  /** Where crash dumps of the app lie; left out where there are none. */
  readonly crashFolder?: string;
}

/** Streamgauge without a window: sources, hub, history, inbox and settings, composed. */
export interface Engine {
  readonly calls: EngineCalls;
  /** Returns the function that takes the listener off again. */
  onPush(listener: (push: Push) => void): () => void;
  /** Serves the live feed on this port until it closes. */
  openFeed(port: FeedPort): void;
  settings(): Settings;
  /** Shows a notice in every window, or replaces the one with the same id. */
  raiseNotice(notice: Notice): void;
  withdrawNotice(id: string): void;
  /** A window of the app is used. */
  seen(): void;
  /** The machine is in another network, or has slept: connections are looked after now. */
  nudge(why: 'network' | 'wake'): void;
  /**
   * A source as something to run, for the clipboard.
   * @throws StreamgaugeError as `SourceService.asCode`
   */
  asCode(sourceId: string, format: CodeFormat, secrets: boolean): string;
  /**
   * Reads a file into a recording and returns its id.
   * @throws StreamgaugeError as `Recordings.importFile`
   */
  importRecording(path: string): Promise<string>;
  /**
   * Writes everything that is set up, without secrets, to a file.
   * @throws StreamgaugeError as `ConfigurationService.writeTo`
   */
  exportConfiguration(path: string): Promise<void>;
  /**
   * Reads a configuration and says what it would change.
   * @throws StreamgaugeError as `ConfigurationService.open`
   */
  openConfiguration(path: string): Promise<ConfigurationPreview>;
  /**
   * Writes events to a file; the id of the job.
   * @throws StreamgaugeError as `TransferService.export`
   */
  exportTo(path: string, draft: ExportDraft): string;
  /**
   * Reads files into captures; the ids of the jobs.
   * @throws StreamgaugeError as `TransferService.import`
   */
  importFiles(paths: readonly string[]): string[];
  /**
   * Writes all rules, without secrets, to a file.
   * @throws StreamgaugeError as `RuleService.exportTo`
   */
  exportRules(path: string): Promise<void>;
  /**
   * Adds the rules of a file, switched off.
   * @throws StreamgaugeError as `RuleService.importFrom`
   */
  importRules(path: string): Promise<RulesImported>;
  /**
   * Writes the diagnostic bundle that was shown last (`app.previewDiagnostics`), or what there is now.
   * @throws StreamgaugeError `diagnostics-not-written`
   */
  saveDiagnostics(path: string): Promise<void>;
  /** Stops intake, writes what is not written yet, closes hub and sources. Takes at most 3 s. */
  close(): Promise<void>;
}

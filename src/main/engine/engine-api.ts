import type { CodeFormat } from '@shared/code-format';
import type { ConfigurationPreview } from '@shared/configuration';
import type { ExportDraft } from '@shared/history';
import type { callSchemas, CallName, CallResult, Pushes, PushName, StartState } from '@shared/ipc';
import type { Settings } from '@shared/settings';
import type * as v from 'valibot';
import type { FeedPort } from '../history/feed-port';
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
  | 'sources.copyAs'
  | 'export.start'
  | 'import.pick'
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
}

/** Streamgauge without a window: sources, hub, history, inbox and settings, composed. */
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
  /** Stops intake, writes what is not written yet, closes hub and sources. Takes at most 3 s. */
  close(): Promise<void>;
}

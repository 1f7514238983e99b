import { release, arch, totalmem } from 'node:os';
import type { ConnectionState } from '@shared/connection';
import type { DiagnosticsPreview } from '@shared/diagnostics';
import type { Problem } from '@shared/errors';
import type { HubSnapshot, HubState } from '@shared/hub';
import type { StartState } from '@shared/ipc';
import { bundleFiles, previewOf, writeBundle, type BundleFile } from '../diagnostics/bundle';
import { listCrashDumps } from '../diagnostics/crash-dumps';
import type { Log } from '../diagnostics/log';
import type { HubLogRecord } from '../hub/options';
import { appFacts, settingsFacts, sourceFacts } from './diagnostic-facts';
import type { Push } from './engine-api';

/** How long what was shown is kept to be written, ms. */
const SHOWN_FOR_MS = 10 * 60_000;

/** For what the server writes down without words. */
const HUB_SENTENCES: Readonly<Record<string, string>> = {
  'access-refused': 'The server turned a request away.',
};

export interface DiagnosticsServiceOptions {
  readonly log: Log;
  /** Where crash dumps lie; null where there are none. */
  readonly crashFolder: string | null;
  /** Everything that a window is told at its start. */
  state(): StartState;
  secrets(): Iterable<string>;
  /** Connections that the hub turned away since it was made. */
  refused(): number;
  nameOf(sourceId: string): string;
}

/** Tells the log what happens in the engine, and puts diagnostic bundles together. */
export class DiagnosticsService {
  readonly #options: DiagnosticsServiceOptions;
  readonly #log: Log;
  readonly #phases = new Map<string, string>();
  #hub: HubState['phase'] = 'stopped';
  #refused = 0;
  #historyProblem: string | null = null;
  /** What somebody looks at before it is written. */
  #shown: readonly BundleFile[] | null = null;
  #forget: NodeJS.Timeout | undefined;

  constructor(options: DiagnosticsServiceOptions) {
    this.#options = options;
    this.#log = options.log;
    options.log.knowSecrets(options.secrets);
  }

  /** The state of a source may have changed. */
  sourceChanged(id: string, state: ConnectionState | undefined): void {
    if (!state) return void this.#phases.delete(id);
    const { phase } = state;
    // A wait that follows a wait is another attempt that failed.
    const now = `${phase} ${'attempt' in state ? state.attempt : 0} ${state.since}`;
    if (this.#phases.get(id) === now) return;
    const isNew = !this.#phases.has(id);
    this.#phases.set(id, now);
    if (isNew && phase === 'paused') return;
    const name = this.#options.nameOf(id);
    const fields = { source: id, phase, ...('transport' in state && { transport: state.transport }) };
    switch (state.phase) {
      case 'open':
        this.#log.info('source', `${name} is connected.`, { ...fields, status: state.via.status });
        return;
      case 'waiting':
      case 'stopped': {
        const { code, message } = state.reason;
        this.#log.warn('source', message, { ...fields, code });
        return;
      }
      default:
        this.#log.info('source', `${name} is ${phase}.`, fields);
    }
  }

  /** What the windows are told. */
  take(push: Push): void {
    if (push.name === 'hub') this.#takeHub(push.value);
    if (push.name === 'history') this.#takeHistory(push.value.problem);
  }

  /** A line of the server's own log. What it was asked for is left out: it may name channels. */
  takeHubRecord({ level, event, code, message }: HubLogRecord): void {
    if (level !== 'warn' && level !== 'error') return;
    const said =
      HUB_SENTENCES[event] ?? (typeof message === 'string' ? message : `The server says ${event}.`);
    this.#log.write(level, 'hub', said, { event, ...(typeof code === 'string' && { code }) });
  }

  /** What went wrong inside the server. */
  takeHubFault(error: unknown): void {
    this.#log.failure('hub', 'Something in the server failed that nobody expected.', error);
  }

  /** What a bundle would hold now. It is kept for ten minutes, so that what is written is what was seen. */
  async preview(): Promise<DiagnosticsPreview> {
    const state = this.#options.state();
    const crashes = await this.#crashes();
    this.#shown = await bundleFiles(
      {
        versions: { ...state.app, system: { release: release(), arch: arch(), memoryBytes: totalmem() } },
        settings: settingsFacts(state.settings),
        sources: state.sources.map(sourceFacts),
        facts: appFacts(state),
        crashes,
      },
      this.#log,
    );
    clearTimeout(this.#forget);
    this.#forget = setTimeout(() => (this.#shown = null), SHOWN_FOR_MS);
    this.#forget.unref();
    return previewOf(this.#shown, crashes);
  }

  /**
   * Writes what was shown last, or what there is now when nothing was.
   * @throws StreamgaugeError `diagnostics-not-written`
   */
  async save(path: string): Promise<void> {
    if (!this.#shown) await this.preview();
    await writeBundle(path, this.#shown ?? []);
    this.close();
  }

  close(): void {
    clearTimeout(this.#forget);
    this.#shown = null;
  }

  #crashes(): ReturnType<typeof listCrashDumps> {
    const { crashFolder } = this.#options;
    return crashFolder === null ? Promise.resolve({ folder: '', dumps: [] }) : listCrashDumps(crashFolder);
  }

  #takeHub({ state }: HubSnapshot): void {
    const refused = this.#options.refused();
    if (refused > this.#refused) {
      const more = refused - this.#refused;
      this.#log.warn(
        'hub',
        `The server turned ${more === 1 ? 'a connection' : `${more} connections`} away.`,
        { refused: more },
      );
    }
    this.#refused = refused;
    if (state.phase === this.#hub) return;
    this.#hub = state.phase;
    if (state.phase === 'failed') {
      this.#log.error('hub', state.reason.message, { code: state.reason.code });
    } else {
      const port = state.phase === 'running' ? { port: state.port } : {};
      this.#log.info('hub', `The server is ${state.phase}.`, port);
    }
  }

  #takeHistory(problem: Problem | null): void {
    const code = problem?.code ?? null;
    if (code === this.#historyProblem) return;
    this.#historyProblem = code;
    if (problem) this.#log.error('history', problem.message, { code: problem.code });
    else this.#log.info('history', 'The history is kept again.');
  }
}

import { StreamgaugeError, toProblem, type Problem } from '@shared/errors';
import type { Notice } from '@shared/ipc';
import type { UpdateState, UpdateStep } from '@shared/update-state';
import type { UpdateChoice } from './update-choice';
import { updateFailure } from './update-failure';

/** Between two looks, ms. The first comes a little after the start, when there is nothing better to do. */
const EVERY_MS = 24 * 3_600_000;
const FIRST_MS = 60_000;

const NOTICE = 'update';

/** What brings an update, of one channel. */
export interface Updater {
  /** The newer version; null when there is none. */
  check(): Promise<string | null>;
  /** What `check` found last. `onProgress`: bytes that are here, and those it will be. */
  download(onProgress: (bytes: number, total: number) => void, signal: AbortSignal): Promise<void>;
  /** Ends the app, installs what was downloaded, and starts it again. */
  restart(): void;
}

export interface UpdatesOptions {
  /** Version that runs. */
  readonly version: string;
  choice(): UpdateChoice;
  /** Loads what brings updates of the channel. */
  open(channel: 'latest' | 'beta'): Promise<Updater>;
  raise(notice: Notice): void;
  /** How far it is, whenever that changes. */
  tell(state: UpdateState): void;
  /** Takes down why a look failed that nobody asked for. */
  note(problem: Problem): void;
  readonly now?: () => number;
}

type Progress = Exclude<UpdateState, { phase: 'off' }>;

/**
 * Looks for updates, and does the next step only when the person says so: found → downloaded → restarted. What comes of a
 * look is a notice over the window, once for each version; a look that nobody asked for says nothing when it fails, unless the
 * signature is wrong.
 */
export class Updates {
  readonly #options: UpdatesOptions;
  readonly #now: () => number;
  #updater: { readonly channel: string; readonly value: Promise<Updater> } | null = null;
  #progress: Progress = { phase: 'idle', lookedAt: null };
  /** The version that a notice told of. */
  #told: string | null = null;
  #downloading: { readonly work: Promise<void>; readonly abort: AbortController } | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: UpdatesOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Looks a minute from now and then once a day, as long as it is on. */
  start(): void {
    this.#wait(FIRST_MS);
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#downloading?.abort.abort();
  }

  /** The settings may say something else now: what is switched off does not go on downloading. */
  settingsChanged(): void {
    if (!this.#options.choice().on) this.#downloading?.abort.abort();
    this.#options.tell(this.state());
  }

  /** How far it is. What was downloaded stays ready, whatever the settings say by now. */
  state(): UpdateState {
    const choice = this.#options.choice();
    if (!choice.on && this.#progress.phase !== 'ready') return { phase: 'off', why: choice.why };
    // Of another channel nobody has looked yet.
    if (choice.on && this.#updater !== null && this.#updater.channel !== choice.channel)
      return { phase: 'idle', lookedAt: null };
    return this.#progress;
  }

  /**
   * What the window asks for. Resolves with how far it is then.
   * @throws StreamgaugeError as the methods below
   */
  async step(step: UpdateStep): Promise<UpdateState> {
    if (step === 'check') await this.check();
    else if (step === 'download') await this.download();
    else if (step === 'cancel') await this.cancel();
    else if (step === 'restart') await this.restart();
    return this.state();
  }

  /**
   * Looks now; what was found before and is being fetched, or is here, stays.
   * @throws StreamgaugeError `updates-off`, `update-not-signed`, `update-not-found-out`
   */
  check(): Promise<void> {
    return this.#check(true);
  }

  /**
   * Downloads what was found, once. Resolves also when it was cancelled.
   * @throws StreamgaugeError `updates-off`, `no-update`, `update-not-downloaded`
   */
  async download(): Promise<void> {
    const updater = await this.#open();
    const { phase } = this.#progress;
    if (phase === 'ready') return;
    if (this.#downloading) return this.#downloading.work;
    if (this.#progress.phase !== 'found')
      throw new StreamgaugeError('no-update', 'No update has been found.');
    const abort = new AbortController();
    const work = this.#fetch(updater, this.#progress.version, abort.signal).finally(
      () => (this.#downloading = null),
    );
    this.#downloading = { work, abort };
    return work;
  }

  /** Ends the download that runs; what is there of it goes. */
  async cancel(): Promise<void> {
    const running = this.#downloading;
    running?.abort.abort();
    await running?.work.catch(() => undefined);
  }

  /**
   * Ends the app, installs, and starts it again.
   * @throws StreamgaugeError `no-update`
   */
  async restart(): Promise<void> {
    if (this.#progress.phase !== 'ready' || this.#updater === null) {
      throw new StreamgaugeError('no-update', 'No update has been downloaded.');
    }
    (await this.#updater.value).restart();
  }

  async #check(asked: boolean): Promise<void> {
    const updater = await this.#open();
    const before = this.#progress;
    if (before.phase === 'ready' || before.phase === 'downloading') return;
    this.#go({ phase: 'looking' });
    let version: string | null;
    try {
      version = await updater.check();
    } catch (error) {
      this.#go(before.phase === 'looking' ? { phase: 'idle', lookedAt: null } : before);
      throw updateFailure(
        error,
        'update-not-found-out',
        'Whether there is an update could not be found out.',
      );
    }
    this.#go(version === null ? { phase: 'idle', lookedAt: this.#now() } : { phase: 'found', version });
    if (version !== null && (asked || version !== this.#told)) this.#tellOf(version);
  }

  async #fetch(updater: Updater, version: string, signal: AbortSignal): Promise<void> {
    const { raise } = this.#options;
    const named = `Streamgauge ${version}`;
    const arrived = (bytes: number, total: number): void => {
      if (!signal.aborted) this.#go({ phase: 'downloading', version, bytes, total });
    };
    arrived(0, 0);
    raise({
      id: NOTICE,
      code: 'update-downloading',
      level: 'info',
      message: `${named} is being downloaded.`,
    });
    try {
      await updater.download(arrived, signal);
    } catch (error) {
      this.#go({ phase: 'found', version });
      if (signal.aborted) return this.#tellOf(version);
      const problem = updateFailure(error, 'update-not-downloaded', `${named} could not be downloaded.`);
      raise({ id: NOTICE, level: 'warning', ...toProblem(problem), action: 'download-update' });
      throw problem;
    }
    this.#go({ phase: 'ready', version });
    raise({
      id: NOTICE,
      code: 'update-ready',
      level: 'info',
      message: `${named} is ready.`,
      hint: 'Nothing is installed before you say so.',
      action: 'restart-to-update',
    });
  }

  #tellOf(version: string): void {
    this.#told = version;
    this.#options.raise({
      id: NOTICE,
      code: 'update-found',
      level: 'info',
      message: `Streamgauge ${version} is there.`,
      hint: `This is ${this.#options.version}.`,
      action: 'download-update',
    });
  }

  #go(progress: Progress): void {
    this.#progress = progress;
    this.#options.tell(this.state());
  }

  /** Of the channel that is chosen; what another channel found is forgotten. */
  #open(): Promise<Updater> {
    const choice = this.#options.choice();
    if (!choice.on) throw new StreamgaugeError('updates-off', choice.why);
    if (this.#updater?.channel !== choice.channel) {
      this.#downloading?.abort.abort();
      this.#progress = { phase: 'idle', lookedAt: null };
      const value = this.#options.open(choice.channel);
      value.catch(() => (this.#updater = null));
      this.#updater = { channel: choice.channel, value };
    }
    return this.#updater.value;
  }

  #wait(forMs: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look().then(() => this.#wait(EVERY_MS)), forMs);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    if (!this.#options.choice().on) return;
    try {
      await this.#check(false);
    } catch (error) {
      const problem = toProblem(error);
      this.#options.note(problem);
      if (problem.code === 'update-not-signed')
        this.#options.raise({ id: NOTICE, level: 'warning', ...problem });
    }
  }
}

import { StreamgaugeError, toProblem } from '@shared/errors';
import type { Notice } from '@shared/ipc';
import type { AppUpdater } from 'electron-updater';
import type { UpdateChoice } from './update-choice';

/** Between two looks, ms. The first comes a little after the start, when there is nothing better to do. */
const EVERY_MS = 24 * 3_600_000;
const FIRST_MS = 60_000;

const NOTICE = 'update';

export interface UpdatesOptions {
  /** Version that runs. */
  readonly version: string;
  choice(): UpdateChoice;
  /** Loads electron-updater for the channel. */
  open(channel: 'latest' | 'beta'): Promise<AppUpdater>;
  raise(notice: Notice): void;
}

/**
 * Looks for updates, and does the next step only when the person says so: found → downloaded → restarted. What comes of a
 * look is a notice over the window; a look that nobody asked for says nothing when it fails, unless the signature is wrong.
 */
export class Updates {
  readonly #options: UpdatesOptions;
  #updater: { readonly channel: string; readonly value: Promise<AppUpdater> } | null = null;
  #found: string | null = null;
  #downloaded = false;
  #downloading: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: UpdatesOptions) {
    this.#options = options;
  }

  /** Looks a minute from now and then once a day, as long as it is on. */
  start(): void {
    this.#wait(FIRST_MS);
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /**
   * What the window asks for. Resolves with the version that was found by `check`, else null.
   * @throws StreamgaugeError as the three methods below
   */
  async step(step: 'check' | 'download' | 'restart'): Promise<string | null> {
    if (step === 'check') return this.check();
    await (step === 'download' ? this.download() : this.restart());
    return null;
  }

  /**
   * Looks now. Resolves with the newer version, null when there is none.
   * @throws StreamgaugeError `updates-off`, `update-not-signed`, `update-not-found-out`
   */
  async check(): Promise<string | null> {
    const { version, raise } = this.#options;
    if (this.#downloaded) return this.#found;
    const updater = await this.#open();
    let found: string | null;
    try {
      const result = await updater.checkForUpdates();
      found = result?.isUpdateAvailable === true ? result.updateInfo.version : null;
    } catch (error) {
      throw asSentence(error, 'update-not-found-out', 'Whether there is an update could not be found out.');
    }
    this.#found = found;
    if (found !== null) {
      raise({
        id: NOTICE,
        code: 'update-found',
        level: 'info',
        message: `Streamgauge ${found} is there.`,
        hint: `This is ${version}.`,
        action: 'download-update',
      });
    }
    return found;
  }

  /**
   * Downloads what was found, once.
   * @throws StreamgaugeError `updates-off`, `update-not-downloaded`
   */
  download(): Promise<void> {
    this.#downloading ??= this.#download().finally(() => (this.#downloading = null));
    return this.#downloading;
  }

  /**
   * Ends the app, installs, and starts it again.
   * @throws StreamgaugeError `no-update`
   */
  async restart(): Promise<void> {
    if (!this.#downloaded || this.#updater === null) {
      throw new StreamgaugeError('no-update', 'No update has been downloaded.');
    }
    (await this.#updater.value).quitAndInstall(false, true);
  }

  async #download(): Promise<void> {
    if (this.#downloaded) return;
    const updater = await this.#open();
    if (this.#found === null) throw new StreamgaugeError('no-update', 'No update has been found.');
    const { raise } = this.#options;
    const named = `Streamgauge ${this.#found}`;
    raise({
      id: NOTICE,
      code: 'update-downloading',
      level: 'info',
      message: `${named} is being downloaded.`,
    });
    try {
      await updater.downloadUpdate();
    } catch (error) {
      const problem = asSentence(error, 'update-not-downloaded', `${named} could not be downloaded.`);
      raise({ id: NOTICE, level: 'warning', ...toProblem(problem), action: 'download-update' });
      throw problem;
    }
    this.#downloaded = true;
    raise({
      id: NOTICE,
      code: 'update-ready',
      level: 'info',
      message: `${named} is ready.`,
      hint: 'Nothing is installed before you say so.',
      action: 'restart-to-update',
    });
  }

  #open(): Promise<AppUpdater> {
    const choice = this.#options.choice();
    if (!choice.on) throw new StreamgaugeError('updates-off', choice.why);
    if (this.#updater?.channel !== choice.channel) {
      const value = this.#options.open(choice.channel);
      // Every failure is answered where it is asked for; without this one an unheard `error` would end the process.
      void value.then((updater) => updater.on('error', () => undefined)).catch(() => (this.#updater = null));
      this.#updater = { channel: choice.channel, value };
    }
    return this.#updater.value;
  }

  #wait(forMs: number): void {
    this.close();
    this.#timer = setTimeout(() => void this.#look().then(() => this.#wait(EVERY_MS)), forMs);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    if (!this.#options.choice().on) return;
    try {
      await this.check();
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === 'update-not-signed')
        this.#options.raise({ id: NOTICE, level: 'warning', ...problem });
    }
  }
}

/** Errors of electron-updater hold stacks and addresses: what is shown is ours, with the first line of theirs as a hint. */
function asSentence(error: unknown, code: string, sentence: string): StreamgaugeError {
  if (error instanceof StreamgaugeError) return error;
  const { message } = toProblem(error);
  const first = message.split('\n', 1)[0]?.slice(0, 200) ?? '';
  return new StreamgaugeError(code, sentence, {
    hint: /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|timed out/u.test(message)
      ? 'The update server cannot be reached. Try again later.'
      : first,
    cause: error,
  });
}

import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ConfigurationPreview } from '@shared/configuration';
import { StreamgaugeError, toProblem, type Problem } from '@shared/errors';
import type { Notice, WindowCommand } from '@shared/ipc';
import { plainText } from '@shared/plain-text';
import { phrase } from '@shared/sentences/phrase';
import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import type { StartFile, StartRequest } from './start-arguments';
import { warningNotice } from './warning-notice';
import type { ShellWords } from './words/en';

/** Most requests that wait while a question is open: nobody makes more by hand. */
const MAX_WAITING = 8;
/** Longest path that a question shows. */
const MAX_SHOWN = 400;

export interface StartRequestsOptions {
  /** Asked for each time. */
  words(): ShellWords;
  /** Brings up the window that is used. */
  show(): BrowserWindow;
  openWindow(): void;
  /** Resolves when there can be windows: a link may come before. */
  readonly begun: Promise<void>;
  command(window: BrowserWindow, command: WindowCommand): void;
  readonly engine: Promise<RequestedOfEngine>;
}

export interface RequestedOfEngine {
  startDemo(): Promise<unknown>;
  openConfiguration(path: string): Promise<ConfigurationPreview>;
  importFiles(paths: readonly string[]): readonly string[];
  raiseNotice(notice: Notice): void;
}

interface FoundFile {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Does what a start of the app, a link or a file asks for. Nothing comes in and nothing is connected to before the person
 * said so: addresses go into the source dialog, files are asked about.
 */
export class StartRequests {
  readonly #options: StartRequestsOptions;
  #turn: Promise<void>;
  #waiting = 0;

  constructor(options: StartRequestsOptions) {
    this.#options = options;
    this.#turn = options.begun;
  }

  /** One after another; beyond a few, the rest is left out, and that is said. */
  take(request: StartRequest): void {
    if (this.#waiting >= MAX_WAITING) {
      void this.#tell({
        code: 'too-many-requests',
        message: 'Links and files came faster than they could be asked about, and some were left out.',
        hint: 'Open them again, one by one.',
      });
      return;
    }
    this.#waiting++;
    this.#turn = this.#turn
      .then(() => this.#do(request))
      .catch((error: unknown) => this.#tell(toProblem(error)))
      .finally(() => this.#waiting--);
  }

  async #do({ newWindow, demo, addresses, files, problems }: StartRequest): Promise<void> {
    const { show, openWindow, command, engine } = this.#options;
    if (newWindow) openWindow();
    for (const problem of problems) await this.#tell(problem);
    for (const url of addresses) command(show(), { action: 'offer-source', url });
    if (demo) {
      await (await engine).startDemo();
      command(show(), { action: 'view.stream' });
    }
    if (files.length > 0) await this.#takeFiles(files);
  }

  async #takeFiles(files: readonly StartFile[]): Promise<void> {
    const { show, words, command, engine } = this.#options;
    const found: FoundFile[] = [];
    for (const { kind, path } of files) {
      try {
        const file = await lookAt(path);
        if (kind === 'capture') found.push(file);
        else if (await this.#asks(configurationQuestion(file, words()))) {
          const preview = await (await engine).openConfiguration(file.path);
          command(show(), { action: 'preview-configuration', preview });
        }
      } catch (error) {
        await this.#tell(toProblem(error));
      }
    }
    if (found.length === 0 || !(await this.#asks(captureQuestion(found, words())))) return;
    (await engine).importFiles(found.map(({ path }) => path));
    command(show(), { action: 'view.stream' });
  }

  async #asks(question: MessageBoxOptions): Promise<boolean> {
    const window = this.#options.show();
    return (await dialog.showMessageBox(window, question)).response === 0;
  }

  async #tell(problem: Problem): Promise<void> {
    const engine = await this.#options.engine;
    engine.raiseNotice(warningNotice(problem));
    this.#options.show();
  }
}

/** @throws StreamgaugeError `file-not-opened` for what is no regular file: a pipe or a device would never end */
async function lookAt(path: string): Promise<FoundFile> {
  const name = plainText(path, MAX_SHOWN);
  const bad = (why: string, cause?: unknown): StreamgaugeError =>
    new StreamgaugeError('file-not-opened', `${name} was not opened: ${why}.`, { cause });
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw bad(
      error.code === 'ENOENT'
        ? phrase('there is no such file')
        : phrase(`it cannot be read (${error.code ?? error.message})`),
      error,
    );
  });
  if (!info.isFile()) throw bad(phrase('it is not a regular file'));
  return { path, bytes: info.size };
}

function captureQuestion(files: readonly FoundFile[], { offered, locale }: ShellWords): MessageBoxOptions {
  const [first] = files;
  const message =
    files.length === 1 && first ? offered.capture(shownName(first)) : offered.captures(files.length);
  return question(
    message,
    [...files.map((file) => shownFile(file, locale)), '', offered.captureDetail],
    offered.import,
    offered.cancel,
  );
}

function configurationQuestion(file: FoundFile, { offered, locale }: ShellWords): MessageBoxOptions {
  return question(
    offered.configuration(shownName(file)),
    [shownFile(file, locale), '', offered.configurationDetail],
    offered.look,
    offered.cancel,
  );
}

/** Enter says no: a question that comes up while somebody types is not answered by accident. */
function question(message: string, detail: readonly string[], yes: string, no: string): MessageBoxOptions {
  return {
    type: 'question',
    message,
    detail: detail.join('\n'),
    buttons: [yes, no],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
}

const shownName = ({ path }: FoundFile): string => plainText(basename(path), 80);
const shownFile = ({ path, bytes }: FoundFile, locale: string): string =>
  `${plainText(path, MAX_SHOWN)} (${size(bytes, locale)})`;

const UNITS = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
] as const;

/** `4.2 MB`; powers of 1,000, as file managers count. */
function size(bytes: number, locale: string): string {
  const unit = UNITS.find(([least]) => bytes >= least);
  if (!unit) return `${bytes} B`;
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return `${(bytes / unit[0]).toLocaleString(locale, digits)} ${unit[1]}`;
}

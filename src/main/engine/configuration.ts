import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { StreamgaugeError } from '@shared/errors';
import { phrase } from '@shared/sentences/phrase';
import type {
  ConfigurationChanges,
  ConfigurationImport,
  ConfigurationPreview,
  ConfigurationState,
} from '@shared/configuration';
import {
  MAX_CONFIGURATION_BYTES,
  readConfiguration,
  writeConfiguration,
  type Configuration,
  type ReadConfiguration,
} from '../settings/configuration-file';
import { fileFault } from '@shared/file-fault';
import { readTextFile } from '../settings/read-text-file';
import { changesBetween } from './configuration-changes';
import { plannedConfiguration } from './planned-configuration';

export interface ConfigurationServiceOptions {
  /** Version of the app. */
  readonly version: string;
  current(): Configuration;
  /** Makes everything as it is told, sources and their connections included. */
  put(configuration: Configuration): void;
  /** Whether there is an import to take back has changed, perhaps. */
  onChange(): void;
}

/** Takes the whole configuration out of the app and in again, without secrets. */
export class ConfigurationService {
  readonly #options: ConfigurationServiceOptions;
  #read: { readonly token: number; readonly value: ReadConfiguration } | null = null;
  #before: Configuration | null = null;
  #lastToken = 0;

  constructor(options: ConfigurationServiceOptions) {
    this.#options = options;
  }

  get state(): ConfigurationState {
    return { undoable: this.#before !== null };
  }

  /**
   * Writes everything to a file that only its owner can read.
   * @throws StreamgaugeError `configuration-not-written`
   */
  async writeTo(path: string): Promise<void> {
    const text = writeConfiguration(this.#options.current(), {
      version: this.#options.version,
      at: Date.now(),
    });
    try {
      await writeFile(path, text, { mode: 0o600 });
    } catch (cause) {
      throw new StreamgaugeError(
        'configuration-not-written',
        `The configuration could not be written to ${path}: ${fileFault(cause)}.`,
        { cause, hint: 'Choose another folder.' },
      );
    }
  }

  /**
   * Reads a file and says what it would change. Nothing changes yet.
   * @throws StreamgaugeError `unreadable-file`, `not-a-configuration`, `newer-configuration`
   */
  async open(path: string): Promise<ConfigurationPreview> {
    const file = basename(path);
    const text = await readTextFile(path, phrase('The configuration'), MAX_CONFIGURATION_BYTES);
    const value = readConfiguration(text, file);
    this.#read = { token: ++this.#lastToken, value };
    const now = this.#options.current();
    const changes = (mode: 'merge' | 'replace'): ConfigurationChanges =>
      changesBetween(now, plannedConfiguration(now, value, mode, false));
    const { version, exportedAt, problems } = value;
    return {
      token: this.#read.token,
      file,
      version,
      exportedAt,
      problems,
      changes: { merge: changes('merge'), replace: changes('replace') },
    };
  }

  /**
   * Takes over what was read. What was before is kept for `undo`, until the next import or the end of the app.
   * @throws StreamgaugeError `no-configuration` when another file was read since
   */
  import({ token, mode, connect }: ConfigurationImport): ConfigurationChanges {
    if (this.#read?.token !== token) {
      throw new StreamgaugeError('no-configuration', 'This configuration is not kept any more.', {
        hint: 'Choose the file again.',
      });
    }
    const before = this.#options.current();
    this.#options.put(plannedConfiguration(before, this.#read.value, mode, connect));
    this.#read = null;
    this.#before = before;
    this.#options.onChange();
    return changesBetween(before, this.#options.current());
  }

  /** Makes everything as it was before the last import; false when there is none to take back. */
  undo(): boolean {
    if (!this.#before) return false;
    this.#options.put(this.#before);
    this.#before = null;
    this.#options.onChange();
    return true;
  }
}

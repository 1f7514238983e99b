import { constants } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StreamgaugeError } from '@shared/errors';
import { fileFault } from '@shared/file-fault';
import { isLogName, type Alert } from '@shared/rule';
import { maskText } from './mask-text';

/** A log is put aside when it is longer than this, bytes. */
const MAX_LOG_BYTES = 5 * 1024 * 1024;
/** Files of one log: the one that is written, and older ones. */
const FILES = 3;
/** Lines that wait to be written, of all logs. */
const MAX_WAITING = 1_000;
const MODE = 0o600;
/** Of a folder that somebody else can write to, a link must not lead the lines elsewhere. Windows has no such flag. */
const FLAGS =
  constants.O_APPEND |
  constants.O_CREAT |
  constants.O_WRONLY |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0);
/** Files of these names are devices on Windows, in whichever folder. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)\s*(?:\.|$)/iu;

export interface AlertLogOptions {
  /** Made when it is missing. */
  readonly folder: string;
  readonly maxBytes?: number;
}

/** Alerts as lines of JSON at the end of files, each at most three times 5 MB long; the oldest lines go. */
export class AlertLog {
  readonly #folder: string;
  readonly #maxBytes: number;
  #writing: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor({ folder, maxBytes = MAX_LOG_BYTES }: AlertLogOptions) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /**
   * Writes a line, without what is usually secret. Resolves when it is in the file.
   * @param file its name in the folder of logs
   * @throws StreamgaugeError `bad-log-name`, `log-too-fast`, `log-not-written`
   */
  async append(file: string, alert: Alert): Promise<void> {
    if (!isLogName(file) || DEVICES.test(file)) {
      throw new StreamgaugeError('bad-log-name', 'The log of this rule has a name that no file can have.', {
        hint: 'Give it a name like alerts.ndjson.',
      });
    }
    if (this.#waiting >= MAX_WAITING) {
      throw new StreamgaugeError('log-too-fast', `Alerts come faster than ${file} can be written.`, {
        hint: 'Give the rule a longer cooldown, or let it group what it meets.',
      });
    }
    this.#waiting++;
    const line = this.#writing.then(() => this.#write(file, `${lineOf(alert)}\n`));
    // One that fails must not keep the next from being tried.
    this.#writing = line.catch(() => undefined);
    try {
      await line;
    } catch (cause) {
      throw new StreamgaugeError(
        'log-not-written',
        `The log ${join(this.#folder, file)} could not be written: ${fileFault(cause)}.`,
        { cause, hint: 'Check that there is room, and that the folder may be written to.' },
      );
    } finally {
      this.#waiting--;
    }
  }

  /** Resolves when everything that waits is written. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #write(file: string, line: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, file);
    const handle = await open(path, FLAGS, MODE);
    let size: number;
    try {
      await handle.appendFile(line);
      ({ size } = await handle.stat());
    } finally {
      await handle.close();
    }
    if (size >= this.#maxBytes) await putAside(path);
  }
}

/** `alerts~1` is the newest that was put aside; no log can have such a name. */
async function putAside(path: string): Promise<void> {
  const older = (age: number): string => (age === 0 ? path : `${path}~${age}`);
  await rm(older(FILES - 1), { force: true });
  for (let age = FILES - 2; age >= 0; age--) {
    try {
      await rename(older(age), older(age + 1));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

function lineOf({ rule, at, title, body, level, priority, sourceId, channel, seq, count }: Alert): string {
  return JSON.stringify({
    at: new Date(at).toISOString(),
    rule,
    title: maskText(title),
    body: maskText(body),
    level,
    priority,
    source: sourceId === '' ? null : sourceId,
    channel: channel === '' ? null : maskText(channel),
    event: seq,
    count,
  });
}

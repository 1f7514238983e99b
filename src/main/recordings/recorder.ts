import { open, type FileHandle } from 'node:fs/promises';
import { StreamgaugeError } from '@shared/errors';
import { fileFault } from '@shared/file-fault';
import {
  encodeHeader,
  encodeRecordedEvent,
  type RecordedEvent,
  type RecordingHeader,
} from './recorded-event';

export interface RecorderOptions {
  /** Bytes of the file that are not exceeded. Default 256 MiB. */
  readonly maxBytes?: number;
  /** Bytes that may wait for the disk. Default 8 MiB. */
  readonly maxQueuedBytes?: number;
  /** The file is full, or cannot be written any more: events are dropped from here on. Told once. */
  readonly onProblem?: (problem: StreamgaugeError) => void;
}

const MAX_BYTES = 256 * 1_048_576;
const MAX_QUEUED_BYTES = 8 * 1_048_576;

/**
 * Writes events to the file of a recording, in the background. What the bounds leave no room for is dropped and counted;
 * what is written stays whole, also when the process is killed: at most the last line is torn.
 */
export class Recorder {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #maxBytes: number;
  readonly #maxQueuedBytes: number;
  readonly #onProblem: (problem: StreamgaugeError) => void;
  #queue: string[] = [];
  #queuedBytes = 0;
  #bytes: number;
  #events = 0;
  #dropped = 0;
  #durationMs = 0;
  #stopped = false;
  #full = false;
  #failure: StreamgaugeError | null = null;
  #writing: Promise<void> | null = null;

  private constructor(path: string, handle: FileHandle, bytes: number, options: RecorderOptions) {
    this.#path = path;
    this.#handle = handle;
    this.#bytes = bytes;
    this.#maxBytes = options.maxBytes ?? MAX_BYTES;
    this.#maxQueuedBytes = options.maxQueuedBytes ?? MAX_QUEUED_BYTES;
    this.#onProblem = options.onProblem ?? (() => undefined);
  }

  /**
   * Makes the file, which must not be there yet.
   * @throws StreamgaugeError `recording-not-written`
   */
  static async start(
    path: string,
    header: RecordingHeader,
    options: RecorderOptions = {},
  ): Promise<Recorder> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(path, 'wx', 0o600);
      const line = encodeHeader(header);
      await handle.writeFile(line);
      return new Recorder(path, handle, Buffer.byteLength(line), options);
    } catch (cause) {
      await handle?.close();
      throw notWritten(path, cause);
    }
  }

  get events(): number {
    return this.#events;
  }
  /** Of the file, with what waits. */
  get bytes(): number {
    return this.#bytes;
  }
  get dropped(): number {
    return this.#dropped;
  }
  /** From the first event to the last, ms. */
  get durationMs(): number {
    return this.#durationMs;
  }
  /** There is room for no more events. */
  get full(): boolean {
    return this.#full;
  }
  /** Why nothing is written any more. */
  get failure(): StreamgaugeError | null {
    return this.#failure;
  }

  /** Takes one event; false when it is dropped. */
  add(event: RecordedEvent): boolean {
    const line = encodeRecordedEvent(event);
    const bytes = Buffer.byteLength(line);
    if (!this.#full && this.#bytes + bytes > this.#maxBytes) {
      this.#full = true;
      this.#onProblem(
        new StreamgaugeError('recording-full', 'The recording has reached its largest size.', {
          hint: `Later events are not in it: it holds ${Math.round(this.#maxBytes / 1_048_576)} MiB at most.`,
        }),
      );
    }
    const noRoom = this.#queuedBytes > 0 && this.#queuedBytes + bytes > this.#maxQueuedBytes;
    if (this.#full || this.#stopped || this.#failure || noRoom) {
      this.#dropped += 1;
      return false;
    }
    this.#queue.push(line);
    this.#queuedBytes += bytes;
    this.#bytes += bytes;
    this.#events += 1;
    this.#durationMs = event.t;
    this.#writing ??= this.#write();
    return true;
  }

  /** Resolves when half of the waiting room is free, for a giver that can wait. */
  async room(): Promise<void> {
    if (this.#queuedBytes > this.#maxQueuedBytes / 2) await this.#writing;
  }

  /**
   * Resolves when all is on disk and the file is closed.
   * @throws StreamgaugeError `recording-not-written`
   */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    await this.#writing;
    try {
      await this.#handle.sync();
    } catch (cause) {
      this.#failure ??= notWritten(this.#path, cause);
    } finally {
      await this.#handle.close();
    }
    if (this.#failure) throw this.#failure;
  }

  async #write(): Promise<void> {
    // The events of one turn go together.
    await new Promise(setImmediate);
    while (this.#queue.length > 0 && !this.#failure) {
      const { length } = this.#queue;
      const batch = this.#queue;
      const bytes = this.#queuedBytes;
      this.#queue = [];
      try {
        await this.#handle.writeFile(batch.join(''));
      } catch (cause) {
        this.#failure = notWritten(this.#path, cause);
        this.#dropped += length + this.#queue.length;
        this.#events -= length + this.#queue.length;
        this.#queue = [];
        this.#onProblem(this.#failure);
      }
      this.#queuedBytes -= bytes;
    }
    this.#writing = null;
  }
}

function notWritten(path: string, cause: unknown): StreamgaugeError {
  return new StreamgaugeError(
    'recording-not-written',
    `The recording cannot be written (${fileFault(cause)}).`,
    { hint: `Check that there is room on the disk, and permission to write ${path}.`, cause },
  );
}

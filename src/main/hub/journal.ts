import { mkdir, open, realpath } from 'node:fs/promises';
import { StreamgaugeError, type Problem } from '@shared/errors';
import { JournalLock } from './journal-lock';
import { notWhole, taken } from './journal-problems';
import { encodeLine, type JournalRecord } from './journal-record';
import { recover, type EpochSpan, type LostRange, type Recovered } from './journal-recover';
import type { Retention } from './journal-segments';
import { JournalWriter } from './journal-writer';

export interface JournalOptions extends Retention {
  /** Made when it is not there, for this user alone. One hub at a time writes to it. */
  readonly folder: string;
  /** Bytes that may wait to be written; default 8 MiB. Beyond it the oldest of them are given up and counted. */
  readonly maxQueuedBytes?: number;
  /** ms after which what has been written is synced; default 1 000. What a loss of power can cost. */
  readonly syncMs?: number;
  /** Epoch ms. */
  readonly now: () => number;
  /**
   * Told of damage that was found at the start, once when writing fails, and with null when it works again. Events are
   * delivered meanwhile.
   */
  readonly onProblem: (problem: Problem | null) => void;
  /** Told after each sync: all up to this number is on disk, apart from what `dropped` counts. */
  readonly onDurable?: (seq: number) => void;
  /** How files are opened: for tests of full disks. */
  readonly openFile?: typeof open;
}

export interface JournalState {
  /** Records and bytes on disk; up to an eighth more than the bounds. */
  readonly events: number;
  readonly bytes: number;
  readonly segments: number;
  readonly queuedBytes: number;
  /** Events that were given up because nothing could be written. */
  readonly dropped: number;
  /** The last number that has been synced. */
  readonly durable: number;
  readonly problem: Problem | null;
}

const MAX_QUEUED_BYTES = 8 * 1024 * 1024;
const SYNC_MS = 1_000;

/**
 * The hub's log on disk, so that ids survive a restart. A folder of append-only segments, the oldest of which are
 * unlinked when everything in them is beyond the bounds: that takes no space, as a full disk has none.
 *
 * **When it is on disk.** `append` never waits. What is published in one turn is written in one go, at once when no write
 * is under way; then the file is synced (fdatasync), within a second (`syncMs`), and at `close`. So a killed process loses what was
 * not written yet (mostly nothing, or one turn), and a loss of power one second.
 *
 * **Numbers are never used twice.** After a proper end, which a last line says, the epoch goes on. Without that line
 * events may have gone out that are not here. How many, nothing on disk can tell for certain: with a full disk, any number.
 * So a stop that was not proper starts a new epoch instead of skipping ahead by a guess. The kept events keep the ids
 * they had, and ids of the earlier epochs are still understood (`JournalIds`): a client goes on exactly where it was, is
 * told of the break, and gets nothing twice. Numbers go on over epochs, one left out at each break to stand for it.
 *
 * **Damage** is found by checksum. A torn end is cut off; a damaged record in the middle loses that record alone.
 */
export class Journal {
  /** Of the events to come. */
  readonly epoch: string;
  /** Number that the next event is to have. */
  readonly nextSeq: number;
  /** Numbers whose events are gone. */
  readonly lost: readonly LostRange[];
  /** Known epochs, oldest first. */
  readonly epochs: readonly EpochSpan[];
  readonly #writer: JournalWriter;
  readonly #lock: JournalLock;
  #records: readonly JournalRecord[];
  #next: number;
  #closing: Promise<void> | null = null;

  private constructor(recovered: Recovered, writer: JournalWriter, lock: JournalLock) {
    this.epoch = recovered.epoch;
    this.nextSeq = this.#next = recovered.nextSeq;
    this.lost = recovered.lost;
    this.epochs = recovered.epochs;
    this.#records = recovered.records;
    this.#writer = writer;
    this.#lock = lock;
  }

  /**
   * Reads what earlier lives have left and begins to write.
   * @throws StreamgaugeError `journal-in-use`, `journal-newer`, `journal-unavailable`
   */
  static async open(options: JournalOptions): Promise<Journal> {
    try {
      await mkdir(options.folder, { recursive: true, mode: 0o700 });
      return await Journal.#openIn(await realpath(options.folder), options);
    } catch (error) {
      if (error instanceof StreamgaugeError) throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      throw new StreamgaugeError(
        'journal-unavailable',
        `The log cannot be kept in ${options.folder} (${code ?? message}).`,
        {
          hint: 'Check that the folder can be written and that the disk has room, or use another one.',
          cause: error,
        },
      );
    }
  }

  static async #openIn(folder: string, options: JournalOptions): Promise<Journal> {
    let writer: JournalWriter | null = null;
    const lock = await JournalLock.acquire(folder, () => writer?.abandon(taken(folder)));
    try {
      const recovered = await recover(folder, options, options.now());
      writer = new JournalWriter(recovered.segments, recovered.nextOrdinal, recovered.nextSeq, {
        ...options,
        folder,
        epoch: recovered.epoch,
        maxQueuedBytes: options.maxQueuedBytes ?? MAX_QUEUED_BYTES,
        syncMs: options.syncMs ?? SYNC_MS,
        onDurable: options.onDurable ?? (() => undefined),
        openFile: options.openFile ?? open,
      });
      await writer.start();
      const { damaged, tornBytes } = recovered;
      if (damaged > 0 || tornBytes > 0) options.onProblem(notWhole(folder, damaged, tornBytes));
      return new Journal(recovered, writer, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** What was found, the newest within the bounds, in order. Handed over once: it is let go of here. */
  takeRecords(): readonly JournalRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  /**
   * Adds an event, to be written in the background.
   * @throws RangeError when its number is not above those before; TypeError when the journal is closed
   */
  append(record: JournalRecord): void {
    if (this.#closing) throw new TypeError('The journal is closed.');
    if (record.seq < this.#next) throw new RangeError(`Number ${record.seq} comes after ${this.#next - 1}.`);
    this.#next = record.seq + 1;
    this.#writer.append({ bytes: encodeLine({ kind: 'record', record }), seq: record.seq, at: record.at });
  }

  state(): JournalState {
    const { queuedBytes, dropped, durable, problem } = this.#writer;
    return { ...this.#writer.size(), queuedBytes, dropped, durable, problem };
  }

  /**
   * Writes what waits, marks the end as proper, syncs, and lets go of the folder. Never rejects; on a disk that cannot be
   * written it gives up after one try, and the next start begins a new epoch. A disk that hangs holds it up.
   */
  close(): Promise<void> {
    this.#closing ??= this.#writer.close(this.#next).finally(() => this.#lock.release());
    return this.#closing;
  }
}

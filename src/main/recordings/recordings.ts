import { StreamgaugeError, toProblem, type Problem } from '@shared/errors';
import type { Publication } from '@shared/hub';
import type { PlaySpeed, PlayState, Recording, RecordingsState, RecordState } from '@shared/recording';
import { Player } from './player';
import { badLines } from './play-file';
import { emptyReport, readEvents } from './read-events';
import type { Recorder } from './recorder';
import { RecordingStore, type RecordingStoreOptions } from './recording-store';

export interface RecordingsOptions extends RecordingStoreOptions {
  /** Where recordings are played to: `hub.publish`. */
  readonly publish: (publication: Publication) => unknown;
}

/** An event to be recorded. */
export interface EventToRecord {
  readonly channel: string;
  /** Event type, default `message`. */
  readonly event?: string | undefined;
  readonly id?: string | null | undefined;
  readonly data: string;
  /** ms. */
  readonly retry?: number | undefined;
  /** Epoch ms; default now. */
  readonly at?: number;
}

/** How often listeners hear of progress, ms. */
const TICK_MS = 250;

interface Running {
  readonly recorder: Recorder;
  readonly finish: () => Promise<Recording | null>;
  readonly since: number;
  firstAt: number | null;
}

/** Records event streams to files and plays them into the hub: the face of this folder. */
export class Recordings {
  readonly #store: RecordingStore;
  readonly #publish: (publication: Publication) => unknown;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  readonly #importing = new AbortController();
  #starting: Promise<void> | null = null;
  #recording: Running | 'starting' | null = null;
  #playing: { readonly id: string; readonly player: Player; readonly over: Promise<void> } | null = null;
  #problem: Problem | null = null;
  #ticker: NodeJS.Timeout | null = null;

  constructor(options: RecordingsOptions) {
    this.#store = new RecordingStore(options);
    this.#publish = options.publish;
    this.#now = options.now ?? Date.now;
  }

  /** Finds out what the folder holds. What fails shows as the state's `problem`. */
  async open(): Promise<void> {
    await this.#store.open().catch((error: unknown) => this.#fail(error));
    this.#changed();
  }

  state(): RecordingsState {
    return {
      recordings: this.#store.list(),
      play: this.#playState(),
      record: this.#recordState(),
      problem: this.#problem,
    };
  }

  /** Called after anything changed, and four times a second while it plays or records. Returns the way off again. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Begins a recording of what `record` is given. Does nothing when one runs.
   * @throws StreamgaugeError `too-many-recordings`, `recording-not-written`
   */
  async start(name?: string): Promise<void> {
    if (this.#recording) return;
    this.#recording = 'starting';
    this.#starting = this.#start(name);
    await this.#starting;
  }

  async #start(name: string | undefined): Promise<void> {
    const since = this.#now();
    try {
      const { recorder, finish } = await this.#store.record(name ?? nameOf(since), (problem) =>
        this.#fail(problem),
      );
      this.#recording = { recorder, finish, since, firstAt: null };
      this.#problem = null;
    } catch (error) {
      this.#recording = null;
      this.#fail(error);
      throw error;
    }
    this.#changed();
  }

  /** Takes an event when a recording runs. Never throws and never waits. */
  record(event: EventToRecord): void {
    const running = this.#recording;
    if (!running || running === 'starting') return;
    const { recorder } = running;
    const at = event.at ?? this.#now();
    running.firstAt ??= at;
    recorder.add({
      // Clocks are set back now and then; a recording only goes forward.
      t: Math.max(recorder.durationMs, at - running.firstAt),
      channel: event.channel,
      event: event.event ?? 'message',
      id: event.id ?? null,
      data: event.data,
      ...(event.retry !== undefined && { retry: event.retry }),
    });
  }

  /** Ends the recording that runs. One without events leaves no file. */
  async stop(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    const running = this.#recording;
    if (!running || running === 'starting') return;
    this.#recording = null;
    await running.finish().catch((error: unknown) => this.#fail(error));
    this.#changed();
  }

  /**
   * Plays a recording into the hub, in place of one that plays.
   * @throws StreamgaugeError `no-such-recording`
   */
  async play({ id, speed }: { readonly id: string; readonly speed: PlaySpeed }): Promise<void> {
    const path = this.#store.pathOf(id);
    // Somebody else may have begun to play meanwhile.
    while (this.#playing) await this.stopPlaying();
    this.#problem = null;
    const found = emptyReport();
    const player = new Player(readEvents(path, found), {
      publish: this.#publish,
      speed,
      onRefused: (error) => (this.#problem ??= refusal(error)),
    });
    const over = player
      .run()
      .then(() => {
        if (found.badLines > 0) this.#problem ??= badLines(path, found.badLines);
      })
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        if (this.#playing?.player === player) this.#playing = null;
        this.#changed();
      });
    this.#playing = { id, player, over };
    this.#changed();
  }

  pause(): void {
    this.#playing?.player.pause();
    this.#changed();
  }

  unpause(): void {
    this.#playing?.player.unpause();
    this.#changed();
  }

  setSpeed(speed: PlaySpeed): void {
    this.#playing?.player.setSpeed(speed);
    this.#changed();
  }

  async stopPlaying(): Promise<void> {
    const playing = this.#playing;
    if (!playing) return;
    playing.player.stop();
    await playing.over;
  }

  /** @throws StreamgaugeError `no-such-recording` */
  async rename(id: string, name: string): Promise<void> {
    await this.#store.rename(id, name);
    this.#changed();
  }

  /**
   * Removes a recording; it can be restored for 12 s. One that plays is stopped.
   * @throws StreamgaugeError `no-such-recording`, `recording-not-removed`
   */
  async remove(id: string): Promise<void> {
    if (this.#playing?.id === id) await this.stopPlaying();
    await this.#store.remove(id);
    this.#changed();
  }

  /** @throws StreamgaugeError `no-such-recording` when it is gone for good */
  async restore(id: string): Promise<void> {
    await this.#store.restore(id);
    this.#changed();
  }

  /**
   * Reads a file into a recording and returns its id. What had to be left out is told as the state's `problem`.
   * @throws StreamgaugeError `recording-unreadable`, `recording-newer`, `recording-empty`, `not-a-recording`,
   *   `too-many-recordings`, `recording-not-written`
   */
  async importFile(path: string): Promise<string> {
    try {
      const { recording, leftOut } = await this.#store.importFile(path, this.#importing.signal);
      this.#problem = leftOut === null ? null : partly(path, leftOut);
      this.#changed();
      return recording.id;
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  /** Ends playing and recording, and lets removed recordings go for good. */
  async close(): Promise<void> {
    this.#importing.abort();
    await this.stopPlaying();
    await this.stop();
    await this.#store.close();
    if (this.#ticker) clearInterval(this.#ticker);
    this.#ticker = null;
    this.#listeners.clear();
  }

  #playState(): PlayState {
    if (!this.#playing) return { phase: 'idle' };
    const { id, player } = this.#playing;
    const { speed, positionMs, published, refused } = player;
    return { phase: player.paused ? 'paused' : 'playing', id, speed, positionMs, published, refused };
  }

  #recordState(): RecordState {
    const running = this.#recording;
    if (!running || running === 'starting') return { phase: 'idle' };
    const { events, bytes, dropped } = running.recorder;
    return { phase: 'recording', since: running.since, events, bytes, dropped };
  }

  #fail(error: unknown): void {
    this.#problem = toProblem(error);
    this.#changed();
  }

  #changed(): void {
    const moving = this.#recording !== null || (this.#playing !== null && !this.#playing.player.paused);
    if (moving && !this.#ticker) {
      this.#ticker = setInterval(() => this.#tell(), TICK_MS);
      this.#ticker.unref();
    }
    if (!moving && this.#ticker) {
      clearInterval(this.#ticker);
      this.#ticker = null;
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function nameOf(at: number): string {
  return `Recording of ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function refusal(error: unknown): Problem {
  const problem = toProblem(error);
  return { ...problem, message: `The hub refused an event of the recording: ${problem.message}` };
}

function partly(path: string, leftOut: { readonly badLines: number; readonly dropped: number }): Problem {
  if (leftOut.dropped === 0) return badLines(path, leftOut.badLines);
  const rest = new StreamgaugeError(
    'recording-partly-used',
    `${path} is too large: only its beginning was read.`,
    {
      hint: 'A recording holds 256 MiB at most.',
    },
  );
  return toProblem(rest);
}

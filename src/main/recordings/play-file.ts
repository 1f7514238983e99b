import { StreamgaugeError, toProblem, type Problem } from '@shared/errors';
import type { Publication } from '@shared/hub';
import type { PlaySpeed } from '@shared/recording';
import { Player } from './player';
import { emptyReport, readEvents } from './read-events';
import type { RecordedEvent } from './recorded-event';

export interface PlayFileOptions {
  /** A recording, the output of `streamgauge tail`, a captured event stream, or a text of one event a line. */
  readonly path: string;
  readonly publish: (publication: Publication) => unknown;
  readonly speed: PlaySpeed;
  /** Starts again at the end, for ever. */
  readonly loop?: boolean;
  /** For events that name no channel. Default `replay`. */
  readonly channel?: string;
  readonly signal?: AbortSignal;
  /** Told once for each kind: lines that could not be used, events that were refused. */
  readonly onProblem?: (problem: Problem) => void;
}

export interface PlayFileResult {
  readonly published: number;
  readonly refused: number;
  /** Lines that could not be used, in one pass. */
  readonly badLines: number;
}

/** Pause between the last event and the first of the next pass at speed 1, ms; recordings know none. */
const LOOP_PAUSE_MS = 1_000;

/**
 * Plays a file, for the command line: `streamgauge serve --replay FILE --speed 10`. Resolves at its end, or when the
 * signal aborts.
 * @throws StreamgaugeError `recording-unreadable`, `recording-newer`, `not-a-recording`, `recording-empty`
 */
export async function playFile(options: PlayFileOptions): Promise<PlayFileResult> {
  const { path, signal } = options;
  const report = options.onProblem ?? (() => undefined);
  let published = 0;
  let refused = 0;
  for (;;) {
    const found = emptyReport();
    let told = refused > 0;
    const player = new Player(
      later(readEvents(path, found, options.channel), published + refused > 0 ? LOOP_PAUSE_MS : 0),
      {
        publish: options.publish,
        speed: options.speed,
        onRefused(error) {
          if (told) return;
          told = true;
          const problem = toProblem(error);
          report({ ...problem, message: `An event of ${path} was refused: ${problem.message}` });
        },
      },
    );
    const stop = (): void => player.stop();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    const firstPass = published + refused === 0;
    try {
      await player.run();
    } finally {
      signal?.removeEventListener('abort', stop);
    }
    published += player.published;
    refused += player.refused;
    if (firstPass && found.badLines > 0) report(badLines(path, found.badLines));
    if (signal?.aborted) return { published, refused, badLines: found.badLines };
    if (found.events === 0) {
      throw new StreamgaugeError('recording-empty', `${path} holds no events.`, {
        hint: 'Give a recording, the output of streamgauge tail, a captured event stream or a text file.',
      });
    }
    if (!options.loop) return { published, refused, badLines: found.badLines };
  }
}

async function* later(events: AsyncIterable<RecordedEvent>, byMs: number): AsyncGenerator<RecordedEvent> {
  for await (const event of events) yield byMs === 0 ? event : { ...event, t: event.t + byMs };
}

/** What to tell when a file was used in part. */
export function badLines(path: string, count: number): Problem {
  return {
    code: 'recording-partly-used',
    message:
      count === 1 ? `One line of ${path} could not be used.` : `${count} lines of ${path} could not be used.`,
    hint: 'They are too long or are no events. The rest is used.',
  };
}

import * as v from 'valibot';
import type { Problem } from './errors';

/** How fast a recording is played; `max` leaves its pauses out. */
export const PLAY_SPEEDS = ['1', '2', '10', 'max'] as const;
export type PlaySpeed = (typeof PLAY_SPEEDS)[number];

/** A stored stream that can be played into the hub. */
export interface Recording {
  /** Its file name without the ending. */
  readonly id: string;
  readonly name: string;
  readonly recordedAt: number;
  /** From the first event to the last, ms. */
  readonly durationMs: number;
  readonly events: number;
  readonly bytes: number;
}

export type PlayState =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'playing' | 'paused';
      readonly id: string;
      readonly speed: PlaySpeed;
      /** Place in the recording, ms from its first event. */
      readonly positionMs: number;
      readonly published: number;
      /** Events that the hub refused. */
      readonly refused: number;
    };

export type RecordState =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'recording';
      readonly since: number;
      readonly events: number;
      readonly bytes: number;
      /** Events that could not be written or were beyond the bound. */
      readonly dropped: number;
    };

export interface RecordingsState {
  /** Newest first, at most `MAX_RECORDINGS`. */
  readonly recordings: readonly Recording[];
  readonly play: PlayState;
  readonly record: RecordState;
  /** Why the last file could not be read or written. */
  readonly problem: Problem | null;
}

export const MAX_RECORDINGS = 200;

const recordingId = v.pipe(v.string(), v.minLength(1), v.maxLength(128));

export const playSchema = v.object({ id: recordingId, speed: v.picklist(PLAY_SPEEDS) });
export const recordingNameSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100));
export const renameSchema = v.object({ id: recordingId, name: recordingNameSchema });
export const recordingIdSchema = recordingId;

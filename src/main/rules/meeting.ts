import type { StreamEvent } from '@shared/stream-event';

/** Something that meets the condition of a rule: an event, or a moment in the life of a source. */
export interface Meeting {
  /** Epoch ms. */
  readonly at: number;
  /** `''`: none in particular. */
  readonly sourceId: string;
  /** The event; null for a moment. */
  readonly event: StreamEvent | null;
  /** Of a moment. */
  readonly words: MeetingWords | null;
}

/** What a moment is, in words of the app. */
export interface MeetingWords {
  readonly title: string;
  readonly body: string;
  /** The event that it goes back to; null for none. */
  readonly seq: number | null;
}

export type Meet = (meeting: Meeting) => void;

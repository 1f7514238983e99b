export const LEVELS = ['info', 'success', 'warning', 'error'] as const;
export type Level = (typeof LEVELS)[number];

export const PRIORITIES = ['low', 'normal', 'high'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** A message for a person, found in an event. Text is untrusted and only ever shown as text. */
export interface NotificationItem {
  /** Counts up over restarts. */
  readonly id: number;
  /** The way back to the event, the newest one of several; null for what is about no event. */
  readonly seq: number | null;
  /** `''`: the app itself. */
  readonly sourceId: string;
  readonly channel: string;
  readonly receivedAt: number;
  readonly level: Level;
  readonly priority: Priority;
  readonly title: string;
  readonly body: string;
  /** Which of the two the app says, in English; absent: both are the stream’s own words. */
  readonly appSays?: 'title' | 'all';
  readonly read: boolean;
  /** Stays when the others are cleared. */
  readonly pinned: boolean;
  /** How many events, or moments, it stands for: 1 unless a rule grouped them. */
  readonly count: number;
  /** The rule that made it; null for an event that is a notification by itself. */
  readonly rule: { readonly id: string; readonly name: string } | null;
}

export interface InboxState {
  /** Newest first. */
  readonly items: readonly NotificationItem[];
  readonly unread: number;
  /** How many older ones were let go since the start, because the inbox holds `MAX_NOTIFICATIONS`. */
  readonly dropped: number;
  /** Kept out since the start: by a mute of its source, its channel, or a rule. */
  readonly muted: number;
}

export const MAX_NOTIFICATIONS = 1_000;

/** What a clearing took out of the inbox; pinned ones stay. */
export interface InboxCleared {
  readonly cleared: number;
  /** For `inbox.undo`. */
  readonly token: number;
}

/** The inbox as it is kept over restarts. */
export interface KeptInbox {
  /** The id that the next one gets. */
  readonly nextId: number;
  /** Oldest first. */
  readonly items: readonly NotificationItem[];
}

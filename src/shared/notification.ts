export const LEVELS = ['info', 'success', 'warning', 'error'] as const;
export type Level = (typeof LEVELS)[number];

export const PRIORITIES = ['low', 'normal', 'high'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** A message for a person, found in an event. Text is untrusted and only ever shown as text. */
export interface NotificationItem {
  /** The event's `seq`: also the way back to it. */
  readonly seq: number;
  readonly sourceId: string;
  readonly channel: string;
  readonly receivedAt: number;
  readonly level: Level;
  readonly priority: Priority;
  readonly title: string;
  readonly body: string;
  readonly read: boolean;
}

export interface InboxState {
  /** Newest first. */
  readonly items: readonly NotificationItem[];
  readonly unread: number;
  /** How many older ones were let go since the start, because the inbox holds `MAX_NOTIFICATIONS`. */
  readonly dropped: number;
  /** How many came since the start on channels that are muted: they are not among the items. */
  readonly muted: number;
}

export const MAX_NOTIFICATIONS = 1_000;

import type { Sound } from '@shared/rule';

/** One notification of the desktop. Its text is what it is about; the presenter makes it safe to show. */
export interface DesktopNotice {
  /** Words of the app and of the person: the name of a rule or of a source. Never of a payload. */
  readonly title: string;
  /** May hold what a stream sent. */
  readonly body: string;
  /** The event that a click leads to; null: a click leads to the inbox. */
  readonly seq: number | null;
  /** Without the sound that the desktop has for notifications. */
  readonly silent: boolean;
}

/** What gets a person's attention outside the window. */
export interface DesktopPresenter {
  notify(notice: DesktopNotice): void;
  /** The number on the app's icon; 0 takes it away. */
  badge(unread: number): void;
  /** Asks for attention in the task bar until a window of the app is used. */
  flash(): void;
  sound(sound: Sound): void;
  /** What the app says, in the language of the desktop; what it does not know stays as it is. */
  word(sentence: string): string;
  /** Whether the person looks at the inbox right now: then what arrives there needs no notification. */
  looksAtInbox(): boolean;
}

import type { FeedMessage } from '@shared/feed';

/** The engine's end of a window's feed: a `MessagePortMain`, or anything that behaves like one. */
export interface FeedPort {
  post(message: FeedMessage): void;
  onMessage(listener: (data: unknown) => void): void;
  onClose(listener: () => void): void;
  /** Whether anybody can see the window. */
  isSeen(): boolean;
  /** Calls back whenever the window is seen again, as long as the port is open. */
  onSeen(listener: () => void): void;
}

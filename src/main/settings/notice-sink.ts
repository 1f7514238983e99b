import type { Notice } from '@shared/ipc';

/** Where stores say what a person should know about their files. */
export interface NoticeSink {
  /** Shows a notice, or replaces the one with the same id. */
  raise(notice: Notice): void;
  /** Takes a notice back whose reason is gone. */
  withdraw(id: string): void;
}

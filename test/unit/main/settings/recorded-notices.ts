import type { Notice } from '@shared/ipc';
import type { NoticeSink } from '../../../../src/main/settings/notice-sink';

/** The notices that are up, by id. */
export class RecordedNotices implements NoticeSink {
  readonly up = new Map<string, Notice>();

  raise(notice: Notice): void {
    this.up.set(notice.id, notice);
  }

  withdraw(id: string): void {
    this.up.delete(id);
  }

  get messages(): string[] {
    return [...this.up.values()].map((notice) => notice.message);
  }
}

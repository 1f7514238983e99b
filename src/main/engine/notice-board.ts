import type { Notice } from '@shared/ipc';

/** Notices have fixed ids, so this is only reached by a mistake. */
const MAX_NOTICES = 50;

/** The notices that are shown, in the order they came up, until they are dismissed or their reason is gone. */
export class NoticeBoard {
  readonly #notices = new Map<string, Notice>();
  readonly #onRaise: (notice: Notice) => void;
  #listener: (() => void) | null = null;

  /** @param onRaise told of each notice that says something new */
  constructor(onRaise: (notice: Notice) => void = () => undefined) {
    this.#onRaise = onRaise;
  }

  list(): Notice[] {
    return [...this.#notices.values()];
  }

  /** There is one listener: the engine. */
  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  raise(notice: Notice): void {
    if (this.#notices.get(notice.id)?.message !== notice.message) this.#onRaise(notice);
    this.#notices.set(notice.id, notice);
    const [oldest] = this.#notices.keys();
    if (this.#notices.size > MAX_NOTICES && oldest !== undefined) this.#notices.delete(oldest);
    this.#listener?.();
  }

  withdraw(id: string): void {
    if (this.#notices.delete(id)) this.#listener?.();
  }
}

import type { NotificationItem } from '@shared/notification';
import type { Alert, Rule } from '@shared/rule';

export interface UnreadBadgeOptions {
  /** Null for one that is gone. */
  rule(id: string): Rule | null;
  enabled(): boolean;
  /** Called when the number is another one. */
  show(unread: number): void;
}

/**
 * The number on the app's icon: notifications that are not read, of rules only those that ask for it, and alerts that no
 * inbox holds and that came since a window was last used.
 */
export class UnreadBadge {
  readonly #options: UnreadBadgeOptions;
  #inInbox = 0;
  #besides = 0;
  #shown = 0;

  constructor(options: UnreadBadgeOptions) {
    this.#options = options;
  }

  /** The inbox changed. */
  setInbox(items: readonly NotificationItem[]): void {
    this.#inInbox = items.filter(({ read, rule }) => !read && (rule === null || this.#asks(rule.id))).length;
    this.update();
  }

  /** A rule that asks for it acted. */
  add(alert: Alert): void {
    if (this.#options.rule(alert.rule.id)?.then.some((action) => action.do === 'inbox')) return;
    this.#besides++;
    this.update();
  }

  /** A window of the app is used. */
  seen(): void {
    this.#besides = 0;
    this.update();
  }

  /** The setting may have changed. */
  update(): void {
    const unread = this.#options.enabled() ? this.#inInbox + this.#besides : 0;
    if (unread === this.#shown) return;
    this.#shown = unread;
    this.#options.show(unread);
  }

  #asks(ruleId: string): boolean {
    return this.#options.rule(ruleId)?.then.some((action) => action.do === 'badge') ?? false;
  }
}

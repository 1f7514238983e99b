import type { NotificationItem } from '@shared/notification';
import { plainText } from '@shared/plain-text';
import { isQuietHour } from '@shared/quiet-hours';
import type { Action, Alert } from '@shared/rule';
import type { NotificationSettings } from '@shared/settings';
import { CollapsedNotices, type Telling } from './collapsed-notices';
import { NoticeGate, SAME_AGAIN_MS } from './notice-gate';
import type { DesktopPresenter } from './presenter';

/** Longest line of a notification, UTF-16 code units. */
const MAX_LINE = 200;
/** Events of which it is remembered that a rule told of them. */
const MAX_TOLD = 200;

export interface DeliveryOptions {
  /** Null where there is no desktop: nothing is delivered. */
  readonly presenter: DesktopPresenter | null;
  settings(): NotificationSettings;
  /** Epoch ms. */
  now(): number;
  /** `collapsed` changed. */
  onChange?(): void;
}

/**
 * What disturbs a person: desktop notifications, sounds and the flashing window. Nothing of it comes while nothing is to
 * disturb, and never more notifications than the settings allow. What is beyond is told together, later, and counted.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #gate = new NoticeGate();
  readonly #soundGate = new NoticeGate();
  readonly #waiting = new CollapsedNotices();
  /** Events that a rule told of, oldest first: nobody needs to hear of them twice. */
  readonly #told = new Set<number>();
  #timer: NodeJS.Timeout | null = null;
  #collapsed = 0;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** How many notifications came too fast to be shown by themselves, since the start. */
  get collapsed(): number {
    return this.#collapsed + this.#waiting.size;
  }

  /** Whether nothing is to disturb now, by the switch or by the hour. */
  get quiet(): boolean {
    const { doNotDisturb, quietHours } = this.#options.settings();
    return doNotDisturb || isQuietHour(quietHours, this.#options.now());
  }

  /**
   * Delivers what a rule raised, by those of its actions that disturb.
   * @param options.always also while nothing is to disturb; the limits hold all the same
   * @returns false when it was held back because nothing is to disturb
   */
  deliver(alert: Alert, actions: readonly Action[], { always }: { readonly always: boolean }): boolean {
    const { presenter, now } = this.#options;
    if (!presenter) return true;
    if (!always && this.quiet) return false;
    const settings = this.#options.settings();
    const sound = actions.find((action) => action.do === 'sound');
    if (settings.desktop && actions.some((action) => action.do === 'desktop')) {
      if (alert.seq !== null) this.#remember(alert.seq);
      this.#tell({
        key: `rule ${alert.rule.id}`,
        name: alert.rule.name,
        title: alert.rule.name,
        body: this.#linesOf(alert),
        seq: alert.seq,
        // Of two sounds at once, the rule's own.
        silent: !settings.sound || sound !== undefined,
        always,
      });
    }
    if (
      settings.sound &&
      sound?.do === 'sound' &&
      this.#soundGate.pass(alert.rule.id, settings.perMinute, now())
    ) {
      presenter.sound(sound.sound);
    }
    if (actions.some((action) => action.do === 'flash')) presenter.flash();
    return true;
  }

  /**
   * Tells of an event that is a notification by itself, when it matters: an error, or of high priority. Not of one that a rule
   * has told of already, nor while the person looks at the inbox.
   */
  announce(item: NotificationItem, sourceName: string): void {
    const { presenter } = this.#options;
    const { desktop, sound } = this.#options.settings();
    if (!presenter || !desktop || this.quiet) return;
    if (item.level !== 'error' && item.priority !== 'high') return;
    if ((item.seq !== null && this.#told.has(item.seq)) || presenter.looksAtInbox()) return;
    this.#tell({
      key: `source ${item.sourceId}`,
      name: sourceName,
      title: sourceName,
      body: this.#linesOf(item),
      seq: item.seq,
      silent: !sound,
      always: false,
    });
  }

  /** Lets go of what waits to be told. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#waiting.take(() => false);
  }

  #tell(telling: Telling): void {
    const { presenter, settings, now, onChange } = this.#options;
    const { key, title, body, seq, silent } = telling;
    // What is about the same comes in its order.
    if (!this.#waiting.has(key) && this.#gate.pass(key, settings().perMinute, now())) {
      presenter?.notify({ title, body, seq, silent });
      return;
    }
    this.#waiting.add(telling);
    onChange?.();
    if (!this.#timer) this.#tellLater(SAME_AGAIN_MS);
  }

  /** Two lines at most, whatever the text holds: what it is about, and what was said. */
  #linesOf({ title, body, appSays }: Pick<NotificationItem, 'title' | 'body' | 'appSays'>): string {
    const word = (text: string): string => this.#options.presenter?.word(text) ?? text;
    return [appSays ? word(title) : title, appSays === 'all' ? word(body) : body]
      .map((text) => plainText(text, MAX_LINE))
      .filter((line) => line !== '')
      .join('\n');
  }

  #remember(seq: number): void {
    this.#told.add(seq);
    for (const oldest of this.#told) {
      if (this.#told.size <= MAX_TOLD) break;
      this.#told.delete(oldest);
    }
  }

  #tellLater(leastMs: number): void {
    const { settings, now } = this.#options;
    const waitMs = Math.max(leastMs, this.#gate.waitMs(settings().perMinute, now()));
    this.#timer = setTimeout(() => this.#tellTogether(), waitMs);
    this.#timer.unref();
  }

  #tellTogether(): void {
    const { presenter, settings, now, onChange } = this.#options;
    this.#timer = null;
    if (this.#gate.waitMs(settings().perMinute, now()) > 0) {
      this.#tellLater(0);
      return;
    }
    const { desktop } = settings();
    const { quiet } = this;
    const together = this.#waiting.take(({ always }) => desktop && (always || !quiet));
    if (together) {
      const { notice, lead, keys, count } = together;
      this.#gate.count(keys, now());
      if (count > 1) this.#collapsed += count;
      const { title, seq, silent } = notice;
      // The body is in words already.
      const body = [lead && presenter?.word(lead), notice.body].filter(Boolean).join('\n');
      presenter?.notify({ title, body, seq, silent });
    }
    onChange?.();
  }
}

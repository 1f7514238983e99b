import { join } from 'node:path';
import type { InboxState } from '@shared/notification';
import type { Rule } from '@shared/rule';
import type { Settings } from '@shared/settings';
import type { ActionTargets } from '../rules/actions';
import { AlertLog } from '../rules/alert-log';
import { Delivery } from '../rules/delivery';
import type { DesktopPresenter } from '../rules/presenter';
import { UnreadBadge } from '../rules/unread-badge';
import { Webhook } from '../rules/webhook';
import { WebhookLine } from './webhook-line';

export interface AlertDeliveryOptions {
  readonly dataPath: string;
  readonly version: string;
  readonly presenter: DesktopPresenter | null;
  settings(): Settings;
  rules(): readonly Rule[];
  sourceName(id: string): string;
  /** `collapsed` changed. */
  onChange(): void;
}

/** The ways out of the app for what rules raise, and for notifications that matter by themselves. */
export class AlertDelivery {
  readonly #options: AlertDeliveryOptions;
  readonly #desktop: Delivery;
  readonly #badge: UnreadBadge;
  readonly #line: WebhookLine;
  readonly #webhook: Webhook;
  readonly #log: AlertLog;
  /** The newest notification that was there already. */
  #announced = 0;

  readonly targets: Pick<ActionTargets, 'deliver' | 'webhook' | 'log'> = {
    deliver: (alert, actions, how) => {
      // A number disturbs nobody.
      if (actions.some((action) => action.do === 'badge')) this.#badge.add(alert);
      return this.#desktop.deliver(alert, actions, how);
    },
    webhook: (url, alert, secret) => this.#webhook.post(url, alert, secret),
    log: (file, alert) => this.#log.append(file, alert),
  };

  constructor(options: AlertDeliveryOptions) {
    const { dataPath, version, presenter, settings, rules, onChange } = options;
    this.#options = options;
    this.#desktop = new Delivery({
      presenter,
      settings: () => settings().notifications,
      now: Date.now,
      onChange,
    });
    this.#badge = new UnreadBadge({
      rule: (id) => rules().find((rule) => rule.id === id) ?? null,
      enabled: () => settings().notifications.badge,
      show: (unread) => presenter?.badge(unread),
    });
    this.#line = new WebhookLine({ version, proxy: () => settings().proxy });
    this.#webhook = new Webhook(this.#line);
    this.#log = new AlertLog({ folder: join(dataPath, 'logs', 'alerts') });
  }

  /** Desktop notifications that came too fast to be shown by themselves, since the start. */
  get collapsed(): number {
    return this.#desktop.collapsed;
  }

  /** What is in the inbox at the start was announced before. */
  start({ items }: InboxState): void {
    this.#announced = items[0]?.id ?? 0;
    this.#badge.setInbox(items);
  }

  /** Announces what is new in the inbox; what rules made of the same events is to have been delivered before. */
  inboxChanged({ items }: InboxState): void {
    const fresh = items.filter(({ id }) => id > this.#announced).reverse();
    this.#announced = Math.max(this.#announced, items[0]?.id ?? 0);
    for (const item of fresh) {
      if (item.rule === null && !item.read) {
        this.#desktop.announce(item, this.#options.sourceName(item.sourceId));
      }
    }
    this.#badge.setInbox(items);
  }

  /** The settings changed, or the rules. */
  changed(): void {
    this.#badge.update();
  }

  /** A window of the app is used. */
  seen(): void {
    this.#badge.seen();
  }

  async close(): Promise<void> {
    this.#desktop.close();
    this.#webhook.close();
    await Promise.all([this.#log.flush(), this.#line.close()]);
  }
}

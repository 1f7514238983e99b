import { createHmac } from 'node:crypto';
import type { Alert } from '@shared/rule';

/** Version of the body; a higher one when a field changes its meaning or goes. Fields may come at any time. */
export const WEBHOOK_VERSION = 1;

/** The body of a webhook (docs/rules.md). @param delivery the same with every try */
export function webhookBody(alert: Alert, delivery: string): string {
  const { rule, at, title, body, level, priority, sourceId, channel, seq, count } = alert;
  return JSON.stringify({
    streamgauge: 'alert',
    version: WEBHOOK_VERSION,
    delivery,
    rule: { id: rule.id, name: rule.name },
    at: new Date(at).toISOString(),
    title,
    body,
    level,
    priority,
    source: sourceId === '' ? null : sourceId,
    channel: channel === '' ? null : channel,
    event: seq,
    count,
  });
}

/**
 * `v1=` and the HMAC-SHA256 in hex over `timestamp.body`: the time is signed too, so that an old request cannot be sent
 * again for a new one.
 * @param timestamp seconds since 1970
 */
export function webhookSignature(secret: string, timestamp: number, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

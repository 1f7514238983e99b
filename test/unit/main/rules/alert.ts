import type { Alert } from '@shared/rule';

/** An alert with what a test does not care about made up. */
export function alert(parts: Partial<Alert> = {}): Alert {
  return {
    rule: { id: 'r1', name: 'Errors' },
    at: Date.UTC(2026, 4, 4, 12, 30),
    title: 'order.failed event from Orders',
    body: 'Card declined',
    appSays: 'title',
    level: 'error',
    priority: 'normal',
    sourceId: 's1',
    channel: 'orders/eu',
    seq: 7,
    count: 1,
    ...parts,
  };
}

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { InboxState, NotificationItem } from '@shared/notification';
import { DEFAULT_SETTINGS } from '@shared/settings';
import { AlertDelivery } from '../../../../src/main/engine/alert-delivery';
import { alert } from '../rules/alert';

let dataPath: string;
let told: string[];
let badges: number[];
let delivery: AlertDelivery;
beforeEach(async () => {
  dataPath = await mkdtemp(join(tmpdir(), 'streamgauge-alerts-'));
  told = [];
  badges = [];
  delivery = new AlertDelivery({
    dataPath,
    version: '0.0.0',
    presenter: {
      notify: ({ title, body }) => told.push(`${title}: ${body}`),
      badge: (unread) => badges.push(unread),
      flash: () => undefined,
      sound: () => undefined,
      word: (sentence: string) => sentence,
      looksAtInbox: () => false,
    },
    settings: () => DEFAULT_SETTINGS,
    rules: () => [],
    sourceName: (id) => `source ${id}`,
    onChange: () => undefined,
  });
});
afterEach(async () => {
  await delivery.close();
  await rm(dataPath, { recursive: true, force: true });
});

const item = (id: number, parts: Partial<NotificationItem> = {}): NotificationItem => ({
  id,
  seq: id,
  sourceId: String(id),
  channel: '',
  receivedAt: 0,
  level: 'error',
  priority: 'normal',
  title: `t${id}`,
  body: '',
  read: false,
  pinned: false,
  count: 1,
  rule: null,
  ...parts,
});
/** Newest first, as the inbox has them. */
const inbox = (...items: NotificationItem[]): InboxState => ({
  items: items.reverse(),
  unread: 0,
  dropped: 0,
  muted: 0,
});

it('announces what is new in the inbox once, in its order, and not what was there at the start', () => {
  delivery.start(inbox(item(1)));
  delivery.inboxChanged(inbox(item(1), item(2), item(3)));
  delivery.inboxChanged(inbox(item(1), item(2), item(3)));
  expect(told).toEqual(['source 2: t2', 'source 3: t3']);
});

it('does not announce what was cleared and came back, nor what a rule made', () => {
  delivery.start(inbox());
  delivery.inboxChanged(inbox(item(1)));
  delivery.inboxChanged(inbox());
  delivery.inboxChanged(inbox(item(1), item(2, { rule: { id: 'r', name: 'Rule' } })));
  expect(told).toEqual(['source 1: t1']);
});

it('shows how many are unread on the icon', () => {
  delivery.start(inbox(item(1)));
  delivery.inboxChanged(inbox(item(1), item(2)));
  delivery.inboxChanged(inbox(item(1, { read: true }), item(2, { read: true })));
  expect(badges).toEqual([1, 2, 0]);
});

it('logs alerts in a folder of their own', async () => {
  await delivery.targets.log('errors.ndjson', alert());
  const text = await readFile(join(dataPath, 'logs', 'alerts', 'errors.ndjson'), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ title: 'order.failed event from Orders' });
});

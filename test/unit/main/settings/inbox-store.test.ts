import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NotificationItem } from '@shared/notification';
import { describe, expect, it } from 'vitest';
import { InboxStore } from '../../../../src/main/settings/inbox-store';
import { RecordedNotices } from './recorded-notices';
import { tempFolder } from './temp-folder';

const item = (id: number, part: Partial<NotificationItem> = {}): NotificationItem => ({
  id,
  seq: id * 10,
  sourceId: 'a',
  channel: 'user/42',
  receivedAt: 1_700_000_000_000 + id,
  level: 'error',
  priority: 'high',
  title: `Title ${id}`,
  body: 'Body',
  read: false,
  pinned: false,
  count: 1,
  rule: null,
  ...part,
});

describe('the inbox on disk', () => {
  it('comes back as it was', async () => {
    const folder = await tempFolder();
    const store = await InboxStore.open(folder, new RecordedNotices());
    expect(store.kept).toEqual({ nextId: 1, items: [] });
    const items = [
      item(1, { read: true, pinned: true }),
      item(2, { seq: null, count: 47, rule: { id: 'r', name: 'Errors' } }),
    ];
    store.save(() => ({ nextId: 9, items }));
    await store.flush();
    expect((await InboxStore.open(folder, new RecordedNotices())).kept).toEqual({ nextId: 9, items });
  });

  it('writes what is there when it writes, not what was there at each change', async () => {
    const folder = await tempFolder();
    const store = await InboxStore.open(folder, new RecordedNotices());
    let asked = 0;
    for (let id = 1; id <= 500; id++) {
      store.save(() => {
        asked++;
        return { nextId: id + 1, items: [item(id)] };
      });
    }
    await store.flush();
    expect(asked).toBe(1);
    expect((await InboxStore.open(folder, new RecordedNotices())).kept.nextId).toBe(501);
  });

  it('leaves out what it cannot read, says so, and keeps the file as it was', async () => {
    const folder = await tempFolder();
    const bad = [{ ...item(3), level: 'purple' }, 'x'];
    const document = { version: 1, nextId: 2, items: [item(5), ...bad, item(4)] };
    await writeFile(join(folder, 'inbox.json'), JSON.stringify(document));
    const notices = new RecordedNotices();
    const store = await InboxStore.open(folder, notices);
    expect(store.kept).toEqual({ nextId: 6, items: [item(4), item(5)] });
    expect(notices.messages).toEqual([
      expect.stringContaining('Some of inbox.json could not be used. 2 notifications were left out.'),
    ]);
    expect((await readdir(folder)).some((name) => name.startsWith('inbox.json.corrupt-'))).toBe(true);
  });

  it('sets a file aside that is no inbox, and starts anew', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'inbox.json'), '{"version":1,"items":7}');
    const notices = new RecordedNotices();
    expect((await InboxStore.open(folder, notices)).kept.items).toEqual([]);
    expect(notices.messages[0]).toContain('it has no list of notifications');
  });

  it('never writes more than it can read again, and then keeps the newest', async () => {
    const folder = await tempFolder();
    const store = await InboxStore.open(folder, new RecordedNotices());
    const long = {
      title: '\ud800'.repeat(200),
      body: '\ud800'.repeat(2_000),
      channel: '\ud800'.repeat(1_024),
    };
    const items = Array.from({ length: 1_000 }, (_, i) => item(i + 1, long));
    store.save(() => ({ nextId: 1_001, items }));
    await store.flush();
    expect((await stat(join(folder, 'inbox.json'))).size).toBeLessThan(10 * 1_024 * 1_024);
    expect(JSON.parse(await readFile(join(folder, 'inbox.json'), 'utf8')).items.at(-1).id).toBe(1_000);
    const { kept } = await InboxStore.open(folder, new RecordedNotices());
    expect(kept.items.length).toBeGreaterThan(400);
    expect(kept.items.at(-1)?.id).toBe(1_000);
  });
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_CAPTURES, type Capture } from '@shared/history';
import { CaptureStore, newCaptureId } from '../../../../src/main/settings/capture-store';
import { RecordedNotices } from './recorded-notices';
import { tempFolder } from './temp-folder';

let folder: string;
let notices: RecordedNotices;
beforeEach(async () => {
  folder = await tempFolder();
  notices = new RecordedNotices();
});
const open = (): Promise<CaptureStore> => CaptureStore.open(folder, notices);
const counts = { events: 3, bytes: 90, times: 'payload' as const };

function read(store: CaptureStore, file = 'orders.sse'): Capture {
  const { id } = store.add(newCaptureId(), file, 'Event stream', 1_700_000_000_000);
  store.finish(id, counts, ['Line 3 is no event and was passed over.']);
  return store.get(id)!;
}

describe('the list of captures', () => {
  it('is the same after a restart', async () => {
    const store = await open();
    const capture = read(store);
    await store.flush();
    expect((await open()).list()).toEqual([capture]);
    expect(capture).toMatchObject({ ...counts, name: 'orders', file: 'orders.sse' });
    expect(notices.messages).toEqual([]);
  });

  it('is the same after a restart, however long names are and however much was wrong', async () => {
    const store = await open();
    for (let n = 0; n < 12; n++) {
      const { id } = store.add(newCaptureId(), `${'x'.repeat(300)}.sse`, 'HAR', 1);
      store.finish(
        id,
        counts,
        Array.from({ length: 200 }, () => 'y'.repeat(400)),
      );
    }
    await store.flush();
    const again = await open();
    expect(again.list()).toEqual(store.list());
    expect(again.list()).toHaveLength(12);
    expect(notices.messages).toEqual([]);
  });

  it.each([
    ['orders.sse', 'orders'],
    ['orders.ndjson.gz', 'orders'],
    ['2026.11.21.log', '2026.11.21'],
    ['.sse', '.sse'],
    ['noending', 'noending'],
    ['\u202e', 'file'],
  ])('calls %j %j', async (file, name) => {
    expect(read(await open(), file).name).toBe(name);
  });

  it('has a bound, and says what to do', async () => {
    const store = await open();
    for (let n = 0; n < MAX_CAPTURES; n++) read(store);
    expect(() => read(store)).toThrow('There are 100 captures already.');
    const first = store.list()[0]!;
    store.remove(first.id);
    expect(read(store).name).toBe('orders');
    expect(() => store.restore(first.id)).toThrow('There are 100 captures already.');
  });

  it('gives a restored capture its place, and another name when its own was taken meanwhile', async () => {
    const store = await open();
    const [first] = [read(store), read(store, 'b.sse')];
    store.remove(first!.id);
    read(store);
    store.restore(first!.id);
    expect(store.list().map(({ name }) => name)).toEqual(['orders 2', 'b', 'orders']);
  });

  it('remembers across a crash what is still to be forgotten', async () => {
    const store = await open();
    const { id } = read(store);
    store.remove(id);
    await store.flush();
    const again = await open();
    expect(again.list()).toEqual([]);
    expect(again.toForget).toEqual([id]);
    expect(() => again.restore(id)).toThrow('not kept any more');
    again.forgotten(id);
    await again.flush();
    expect((await open()).toForget).toEqual([]);
  });

  it('leaves out what cannot be used, and takes the rest', async () => {
    const store = await open();
    const good = read(store);
    await store.flush();
    const path = join(folder, 'captures.json');
    const document = JSON.parse(await readFile(path, 'utf8')) as { captures: unknown[]; removed: unknown[] };
    document.captures.push(
      { ...good, id: '../../etc' },
      null,
      { ...good },
      { ...good, id: 'capture-x', events: -1 },
    );
    document.removed.push('local-demo', 7, 'capture-y');
    await writeFile(path, JSON.stringify(document));
    const again = await open();
    expect(again.list()).toEqual([good]);
    expect(again.toForget).toEqual(['capture-y']);
    expect(notices.messages.join()).toContain('Capture 2 was left out.');
    await again.flush();
  });
});

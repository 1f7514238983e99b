import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { SchemaStore } from '../../../../src/main/settings/schema-store';
import { ShapeStore } from '../../../../src/main/settings/shape-store';
import { RecordedNotices } from './recorded-notices';
import { tempFolder } from './temp-folder';

let folder: string;
let notices: RecordedNotices;
beforeEach(async () => {
  folder = await tempFolder();
  notices = new RecordedNotices();
});

const draft = (sourceId: string, text = '{"type":"object"}') => ({
  sourceId,
  type: '',
  name: 'order.json',
  text,
});

describe('the schemas of sources', () => {
  it('are the same after a restart, one for each source', async () => {
    const store = await SchemaStore.open(folder, notices);
    store.put(draft('a'));
    store.put(draft('b'));
    store.put(draft('a', '{"type":"string"}'));
    store.remove('gone');
    await store.flush();
    const again = await SchemaStore.open(folder, notices);
    expect(again.value).toEqual([draft('b'), draft('a', '{"type":"string"}')]);
    again.remove('b');
    expect(again.value).toEqual([draft('a', '{"type":"string"}')]);
  });

  it('take 16 MB together at most', async () => {
    const store = await SchemaStore.open(folder, notices);
    const large = ' '.repeat(1024 * 1024);
    for (let i = 0; i < 16; i++) store.put(draft(`s${i}`, large));
    expect(() => store.put(draft('one more'))).toThrow('There is no room for another schema of this size.');
    store.put(draft('s3'));
    store.put(draft('one more'));
    expect(store.value).toHaveLength(17);
  });

  it('are used as far as the file can be, and what cannot is named', async () => {
    const schemas = [draft('a'), { sourceId: 'b' }, draft('a'), 'nonsense'];
    await writeFile(join(folder, 'schemas.json'), JSON.stringify({ version: 1, schemas }));
    expect((await SchemaStore.open(folder, notices)).value).toEqual([draft('a')]);
    expect(notices.messages.join()).toContain(
      'Schema 2 was left out. Schema 3 was left out. Schema 4 was left out.',
    );
  });
});

describe('the shapes of sources', () => {
  it('are read once and written as one document', async () => {
    const store = await ShapeStore.open(folder, notices);
    store.save([{ id: 'a', value: { id: 'a', types: [] } }]);
    await store.flush();
    const again = await ShapeStore.open(folder, notices);
    expect(again.takeStored()).toEqual([{ id: 'a', value: { id: 'a', types: [] } }]);
    expect(again.takeStored()).toEqual([]);
  });

  it('start anew when the file is no good, which is set aside', async () => {
    await writeFile(join(folder, 'shapes.json'), '{"version":1,"sources":7}');
    expect((await ShapeStore.open(folder, notices)).takeStored()).toEqual([]);
    expect(notices.messages.join()).toContain('shapes.json could not be used: it has no list of sources');
    await expect(readFile(join(folder, 'shapes.json'))).rejects.toThrow('ENOENT');
  });
});

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCAL_SOURCE_ID, MAX_SOURCES, type SourceDraft } from '@shared/source';
import { DEFAULT_SOURCE_OPTIONS } from '@shared/source-options';
import { beforeEach, describe, expect, it } from 'vitest';
import { sessionOnlyCipher, type SecretCipher } from '../../../../src/main/settings/secret-cipher';
import { toConfig, toView } from '../../../../src/main/settings/source-entry';
import { SourceStore } from '../../../../src/main/settings/source-store';
import { RecordedNotices } from './recorded-notices';
import { allBytes, tempFolder } from './temp-folder';
import { testCipher } from './test-cipher';

const CANARY = 'canary-5e1f-4f9c';

let folder: string;
let file: string;
let notices: RecordedNotices;
let cipher: SecretCipher;

beforeEach(async () => {
  folder = await tempFolder();
  file = join(folder, 'sources.json');
  notices = new RecordedNotices();
  cipher = testCipher();
});

async function open(with_: SecretCipher = cipher): Promise<SourceStore> {
  notices.up.clear();
  return SourceStore.open(folder, with_, notices);
}

function draft(parts: Partial<SourceDraft> = {}): SourceDraft {
  return {
    name: 'orders',
    url: 'https://a.example/events',
    enabled: true,
    headers: [],
    queryToken: null,
    resume: true,
    transports: ['sse'],
    startFromId: '',
    options: DEFAULT_SOURCE_OPTIONS,
    secrets: {},
    ...parts,
  };
}

function header(name: string, value?: string, secret = true): SourceDraft['headers'][number] {
  return { name, secret, enabled: true, ...(value !== undefined && { value }) };
}

function problem(action: () => unknown): { code: string; message: string } {
  try {
    action();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('nothing was refused');
}

/** A source with a secret in every place that can hold one. */
const SECRETIVE = draft({
  url: `https://user:${CANARY}-userinfo@a.example/events?channel=x&access_token=${CANARY}-url`,
  headers: [header('X-Api-Key', `${CANARY}-header`), header('Cookie', `sid=${CANARY}-cookie`, false)],
  queryToken: { name: 'auth', value: `${CANARY}-query` },
});

describe('sources', () => {
  it('are there again after a restart, in their order, with their secrets', async () => {
    const store = await open();
    store.add(draft({ name: 'first', resume: false, startFromId: '17' }));
    store.add(SECRETIVE);
    store.add(draft({ name: 'third', enabled: false }));
    const configs = store.entries.map(toConfig);
    await store.flush();
    const again = await open();
    expect(again.entries.map(toConfig)).toEqual(configs);
    expect(again.entries.map(({ name }) => name)).toEqual(['first', 'orders', 'third']);
    expect(notices.messages).toEqual([]);
  });

  it('never have a secret in clear in any file', async () => {
    const store = await open();
    const { id } = store.add(SECRETIVE);
    await store.flush();
    store.update(id, { ...SECRETIVE, headers: [header('X-Api-Key', `${CANARY}-second`)] });
    await store.flush();
    store.remove(id);
    store.restore(id);
    await store.flush();
    expect(JSON.stringify(toConfig(store.get(id)))).toContain(`${CANARY}-second`);
    const bytes = await allBytes(folder);
    expect(bytes).toContain('X-Api-Key');
    expect(bytes).not.toContain(CANARY);
    expect(bytes).not.toContain(Buffer.from(`user:${CANARY}-userinfo`).toString('base64'));
  });

  it('show only masks of their secrets, and the end only of long ones', async () => {
    const store = await open();
    const { id } = store.add({
      ...SECRETIVE,
      headers: [header('X-Short', 'hunter2'), header('X-Long', '12345678.9abc')],
    });
    const view = toView(store.get(id));
    expect(view.headers.map(({ name, value }) => [name, value])).toEqual([
      ['Authorization', expect.stringMatching(/^••••.{4}$/u)],
      ['X-Short', '••••'],
      ['X-Long', '••••9abc'],
    ]);
    expect(view.queryToken).toEqual({ name: 'auth', mask: '••••uery', missing: false });
    expect(view.displayUrl).toBe('https://a.example/events?channel=x&access_token=••••');
    expect(JSON.stringify({ ...view, url: '' })).not.toContain(CANARY);
  });

  it('move a user name in the address into a secret header (RFC 7617)', async () => {
    const store = await open();
    const { id } = store.add(draft({ url: 'https://us%40er:p%C3%A4ss@a.example:8443/e?x=1#frag' }));
    expect(toConfig(store.get(id))).toMatchObject({
      url: 'https://a.example:8443/e?x=1',
      headers: [
        {
          name: 'Authorization',
          value: `Basic ${Buffer.from('us@er:päss').toString('base64')}`,
          secret: true,
        },
      ],
    });
    const both = draft({ url: 'https://u:p@a.example/', headers: [header('authorization', 'Bearer x')] });
    expect(problem(() => store.add(both)).code).toBe('bad-header');
  });

  it('are named after their host when they have no name, and doubles are numbered', async () => {
    const store = await open();
    const names = ['', ' ', 'feed', 'feed', 'feed', '\u0000fe\ned\u202e'].map(
      (name) => store.add(draft({ name })).name,
    );
    expect(names).toEqual(['a.example', 'a.example 2', 'feed', 'feed 2', 'feed 3', 'fe ed']);
    const { id } = store.entries[3]!;
    expect(store.update(id, draft({ name: 'feed 2' })).name).toBe('feed 2');
  });

  it('can be brought back where they were, until they are forgotten', async () => {
    const store = await open();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => store.add(draft({ name })));
    store.remove(b!.id);
    expect(store.entries.map(({ name }) => name)).toEqual(['a', 'c']);
    store.restore(b!.id);
    expect(store.entries.map(({ id }) => id)).toEqual([a!.id, b!.id, c!.id]);
    store.remove(b!.id);
    expect(store.forget(b!.id)).toBe(true);
    expect(problem(() => store.restore(b!.id)).code).toBe('no-such-source');
    expect(problem(() => store.get(b!.id)).code).toBe('no-such-source');
  });

  it('are at most as many as the limit', async () => {
    const store = await open();
    for (let i = 0; i < MAX_SOURCES; i++) store.add(draft());
    expect(problem(() => store.add(draft())).code).toBe('too-many-sources');
  });
});

describe('a draft', () => {
  it.each<[string, Partial<SourceDraft>, string]>([
    ['an empty address', { url: ' ' }, 'bad-url'],
    ['no scheme', { url: 'example.com/events' }, 'bad-url'],
    ['file:', { url: 'file:///etc/passwd' }, 'bad-url'],
    ['a script', { url: `${'java'}script:alert(1)` }, 'bad-url'],
    ['a line break in a value', { headers: [header('X-A', 'a\r\nHost: evil')] }, 'bad-header'],
    ['a line break in a name', { headers: [header('X-A\r\nHost', 'a')] }, 'bad-header'],
    ['NUL in a value', { headers: [header('X-A', 'a\u0000b')] }, 'bad-header'],
    ['a header of the connection', { headers: [header('Content-Length', '1')] }, 'bad-header'],
    ['a value without a name', { headers: [header(' ', 'v')] }, 'bad-header'],
    ['a token without a name', { queryToken: { name: '', value: 'x' } }, 'bad-token'],
    ['a line break in the start id', { startFromId: '1\n2' }, 'bad-id'],
    ['a new secret without a value', { headers: [header('X-New')] }, 'secret-needed'],
  ])('is refused with a sentence: %s', async (_, parts, code) => {
    const store = await open();
    const refused = problem(() => store.add(draft(parts)));
    expect(refused.code).toBe(code);
    expect(refused.message).toMatch(/^\S.*\.$/u);
    expect(store.entries).toEqual([]);
  });

  it('never has a secret quoted in what is said about it', async () => {
    const store = await open();
    const refused = problem(() =>
      store.add(draft({ headers: [header('Authorization', `Bearer ${CANARY}\u0001x`)] })),
    );
    expect(refused.message).not.toContain(CANARY);
  });

  it('has white space around everything taken off, and empty header rows', async () => {
    const store = await open();
    const parts = { url: ' https://a.example/e\n', headers: [header(' X-A ', ' v\n'), header('', '')] };
    const entry = store.add(draft(parts));
    expect(toConfig(entry)).toMatchObject({
      url: 'https://a.example/e',
      headers: [{ name: 'X-A', value: 'v', secret: true, enabled: true }],
    });
  });

  it('without the secret values keeps the stored ones', async () => {
    const store = await open();
    const { id } = store.add(
      draft({ headers: [header('X-A', 'one'), header('X-A', 'two')], queryToken: { name: 't', value: 'q' } }),
    );
    store.update(
      id,
      draft({
        url: 'https://a.example/other',
        headers: [header('x-a'), header('X-A', 'new')],
        queryToken: { name: 't' },
      }),
    );
    expect(toConfig(store.get(id))).toMatchObject({
      headers: [{ value: 'one' }, { value: 'new' }],
      queryToken: { name: 't', value: 'q' },
    });
    const fewer = draft({ headers: [header('X-A')] });
    expect(problem(() => store.update(id, fewer)).code).toBe('secret-needed');
  });

  it.each([
    ['another host', 'https://b.example/events'],
    ['another port', 'https://a.example:8443/events'],
    ['without TLS', 'http://a.example/events'],
    ['a host with the old one in front', 'https://a.example.evil.test/events'],
    ['the old host as user name', 'https://a.example@evil.test/events'],
  ])('that goes elsewhere needs its secrets entered again: %s', async (_, url) => {
    const store = await open();
    const { id } = store.add(
      draft({ headers: [header('X-Api-Key', CANARY)], queryToken: { name: 't', value: CANARY } }),
    );
    for (const secret of [{ headers: [header('X-Api-Key')] }, { queryToken: { name: 't' } }]) {
      const refused = problem(() => store.update(id, draft({ url, ...secret })));
      expect(refused.code).toBe('secret-needed');
      expect(refused.message).toContain('was stored for https://a.example. Enter it again for http');
      expect(problem(() => store.draftConfig(id, draft({ url, ...secret }))).code).toBe('secret-needed');
    }
    expect(toConfig(store.get(id)).url).toBe('https://a.example/events');
    store.update(id, draft({ url, headers: [header('X-Api-Key', 'again')] }));
    expect(toConfig(store.get(id)).headers.at(-1)?.value).toBe('again');
  });

  it('cannot turn a stored secret into plain text without its value', async () => {
    const store = await open();
    const { id } = store.add(draft({ headers: [header('X-Api-Key', CANARY)] }));
    const reveal = draft({ headers: [header('X-Api-Key', undefined, false)] });
    expect(problem(() => store.update(id, reveal)).code).toBe('secret-needed');
  });
});

describe('secrets that cannot be kept', () => {
  it('work until the app quits, and have to be entered again after it', async () => {
    const nothing = sessionOnlyCipher('no key store is unlocked.');
    const store = await open(nothing);
    const { id } = store.add(SECRETIVE);
    expect(JSON.stringify(toConfig(store.get(id)))).toContain(`${CANARY}-header`);
    await store.flush();
    expect(await allBytes(folder)).not.toContain(CANARY);

    const again = (await open(nothing)).get(id);
    expect(toView(again).headers.map(({ missing, value }) => [missing, value])).toEqual([
      [true, ''],
      [true, ''],
      [true, ''],
    ]);
    expect(toView(again).queryToken?.missing).toBe(true);
    expect(toConfig(again)).toMatchObject({ headers: [], queryToken: null, enabled: false });
    expect(notices.messages).toEqual(['Secrets have to be entered again for: orders.']);
  });

  it('of another computer are marked, and never deleted: back home they work', async () => {
    const store = await open();
    const { id } = store.add(draft({ headers: [header('X-Api-Key', CANARY)] }));
    await store.flush();

    for (const elsewhere of [testCipher(), sessionOnlyCipher('no key store is unlocked.')]) {
      const away = await open(elsewhere);
      expect(toView(away.get(id)).headers).toMatchObject([{ name: 'X-Api-Key', missing: true }]);
      expect(notices.up.has('secrets-missing')).toBe(true);
      away.update(id, draft({ name: 'renamed', headers: [header('X-Api-Key')] }));
      await away.flush();
    }
    const home = await open();
    expect(toConfig(home.get(id))).toMatchObject({ name: 'renamed', headers: [{ value: CANARY }] });
    expect(notices.messages).toEqual([]);
  });

  it('because the key store refuses are said, and stay out of the file', async () => {
    const store = await open({
      ...cipher,
      encrypt: () => {
        throw new Error('keyring is locked');
      },
    });
    store.add(draft({ headers: [header('X-Api-Key', CANARY)] }));
    expect(notices.messages[0]).toContain('orders could not be encrypted');
    await store.flush();
    expect(await allBytes(folder)).not.toContain(CANARY);
  });

  it('written into the file by hand are taken and encrypted at once', async () => {
    const byHand = [
      { name: 'orders', url: 'https://a.example/', headers: [{ name: 'Authorization', value: CANARY }] },
    ];
    await writeFile(file, JSON.stringify({ sources: byHand }));
    const store = await open();
    expect(toConfig(store.entries[0]!).headers[0]?.value).toBe(CANARY);
    await store.flush();
    expect(await allBytes(folder)).not.toContain(CANARY);
  });
});

describe('a sources file', () => {
  it('of the wrong shape is set aside for the last good copy', async () => {
    const store = await open();
    store.add(draft());
    await store.flush();
    for (const content of [
      '',
      '{}',
      '{"sources":{}}',
      '[]',
      '{"sources":[',
      '{"version":1,"sources":"all"}',
    ]) {
      await writeFile(file, content);
      const again = await open();
      expect(again.entries.map(({ name }) => name)).toEqual(['orders']);
      expect(notices.messages[0]).toContain('sources.json.corrupt-');
      await again.flush();
    }
  });

  it('loses only the entries that cannot be used, names them, and is kept as it was', async () => {
    const content = JSON.stringify({
      version: 1,
      sources: [
        { id: 'good', name: 'good', url: 'https://a.example/' },
        { id: 'x1', name: 'no address' },
        { id: 'x2', name: 'scheme', url: `${'java'}script:alert(1)` },
        { id: 'x3', name: 'split', url: 'https://a.example/', headers: [{ name: 'X', value: 'a\r\nb' }] },
        'str',
        null,
        { id: 'good', name: 'same id', url: 'https://b.example/' },
        {
          id: '../../etc',
          name: 'na\u0000me/\u202ex'.padEnd(5_000, 'y'),
          url: 'https://c.example/',
          enabled: 'yes',
        },
      ],
    });
    await writeFile(file, content);
    const store = await open();
    expect(store.entries.map(({ url, enabled }) => [url, enabled])).toEqual([
      ['https://a.example/', true],
      ['https://a.example/', false],
      ['https://b.example/', true],
      ['https://c.example/', false],
    ]);
    expect(new Set(store.entries.map(({ id }) => id)).size).toBe(4);
    for (const { id, name } of store.entries) {
      expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/u);
      expect(name).toMatch(/^[^\u0000-\u001f\u202e]{1,120}$/u); // eslint-disable-line no-control-regex
    }
    expect(notices.messages[0]).toContain('Source 2 (no address) was left out.');
    const aside = (await readdir(folder)).find((name) => name.includes('.corrupt-'));
    expect(await readFile(join(folder, aside!), 'utf8')).toBe(content);
  });

  it('with more sources than the limit is cut to it', async () => {
    const sources = Array.from({ length: 20_000 }, (_, i) => ({
      id: `s${i}`,
      name: `s${i}`,
      url: 'https://a.example/',
    }));
    await writeFile(file, JSON.stringify({ version: 1, sources }));
    expect((await open()).entries).toHaveLength(MAX_SOURCES);
    expect(notices.messages[0]).toContain(`more than ${MAX_SOURCES} sources`);
  });

  it('knows the source that follows the own hub', async () => {
    const store = await open();
    store.add(draft({ name: 'local demo', url: 'http://127.0.0.1:1234/events' }), LOCAL_SOURCE_ID);
    store.setUrl(LOCAL_SOURCE_ID, 'http://127.0.0.1:4321/events');
    await store.flush();
    expect(toView((await open()).get(LOCAL_SOURCE_ID))).toMatchObject({
      local: true,
      url: 'http://127.0.0.1:4321/events',
    });
  });
});

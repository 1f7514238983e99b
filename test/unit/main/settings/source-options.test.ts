import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceDraft } from '@shared/source';
import { DEFAULT_SOURCE_OPTIONS, type SourceOptions } from '@shared/source-options';
import { beforeEach, describe, expect, it } from 'vitest';
import { sessionOnlyCipher, type SecretCipher } from '../../../../src/main/settings/secret-cipher';
import { missingSecrets, toConfig, toView } from '../../../../src/main/settings/source-entry';
import { SourceStore } from '../../../../src/main/settings/source-store';
import { RecordedNotices } from './recorded-notices';
import { allBytes, tempFolder } from './temp-folder';
import { testCipher } from './test-cipher';

const CANARY = 'canary-77aa-4f9c';
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const KEY = `-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----`;

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

function draft(options: Partial<SourceOptions>, parts: Partial<SourceDraft> = {}): SourceDraft {
  return {
    name: 'orders',
    url: 'https://a.example/events',
    enabled: true,
    headers: [],
    queryToken: null,
    resume: true,
    transports: ['sse'],
    startFromId: '',
    options: { ...DEFAULT_SOURCE_OPTIONS, ...options },
    secrets: {},
    ...parts,
  };
}

function problem(action: () => unknown): { code: string; message: string } {
  try {
    action();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('nothing was refused');
}

const BASIC = { signIn: { kind: 'basic', username: 'ada' } } as const;
const OAUTH = {
  signIn: {
    kind: 'oauth',
    tokenUrl: 'https://id.example/token',
    clientId: 'gauge',
    scope: 'read',
    audience: '',
    authentication: 'basic',
  },
} as const;
const PROXY = {
  proxy: { kind: 'manual', url: 'http://proxy.example:3128', username: 'ada', except: '' },
} as const;
const TLS = { tls: { ...DEFAULT_SOURCE_OPTIONS.tls, certificate: CERTIFICATE } };

/** Everything that can be set, different from its default. */
const EVERYTHING: SourceOptions = {
  method: 'POST',
  body: '{"stream":true}',
  bodyType: 'application/vnd.api+json',
  urls: { websocket: 'wss://ws.example/live', polling: 'https://a.example/poll' },
  ...OAUTH,
  cookies: false,
  tls: { certificate: CERTIFICATE, authorities: CERTIFICATE, serverName: 'sni.example', insecure: true },
  proxy: { kind: 'manual', url: 'socks5://proxy.example:1080', username: 'ada', except: '.local' },
  unixSocket: '/run/app.sock',
  http2: false,
  websocket: {
    preset: 'phoenix',
    subprotocols: ['a', 'b'],
    openMessage: '{"after":"{{lastEventId}}"}',
    resumeParameter: 'after',
    pingIntervalMs: 5_000,
    topics: ['room:1'],
    operation: 'subscription { a }',
    variables: '{}',
  },
  polling: {
    mode: 'interval',
    intervalMs: 1_000,
    form: 'generic',
    cursor: { from: 'body', path: '$.next', parameter: 'after' },
    itemsPath: '$.items',
    idPath: '$.id',
    noContent: 'nothing-new',
  },
  mapping: { type: '$.type', id: '$.id', channel: '', time: '$.at', data: '$.data', items: '' },
  backoff: { floorMs: 200, capMs: 5_000, attempts: 7, obeyRetry: false },
  ladder: { openTimeoutMs: 1_000, maxBreaks: 2, muteMs: 0 },
  retention: { megabytes: 100, events: 5_000, days: 3 },
};
const SECRETS = { clientSecret: `${CANARY}-client`, privateKey: KEY, proxyPassword: `${CANARY}-proxy` };

describe('options of a source', () => {
  it('are there again after a restart, all of them, with their secrets encrypted', async () => {
    const store = await open();
    const { id } = store.add(draft(EVERYTHING, { secrets: SECRETS }));
    expect(toConfig(store.get(id))).toMatchObject({ options: EVERYTHING, secrets: SECRETS });
    await store.flush();
    const again = (await open()).get(id);
    expect(toConfig(again)).toEqual(toConfig(store.get(id)));
    expect(toView(again).options).toEqual(EVERYTHING);
    expect(toView(again).secrets).toEqual({
      clientSecret: { mask: '••••ient', missing: false },
      privateKey: { mask: expect.stringMatching(/^••••/u), missing: false },
      proxyPassword: { mask: '••••roxy', missing: false },
    });
    const bytes = await allBytes(folder);
    expect(bytes).toContain('socks5://proxy.example:1080');
    expect(bytes).not.toContain(CANARY);
    expect(notices.messages).toEqual([]);
  });

  it('that are damaged are set to their defaults one by one, and the source is not connected', async () => {
    const store = await open();
    store.add(draft(EVERYTHING));
    await store.flush();
    const document = JSON.parse(await readFile(file, 'utf8'));
    Object.assign(document.sources[0].options, {
      method: 'DELETE',
      signIn: { ...OAUTH.signIn, scope: 7 },
      backoff: { floorMs: -1, capMs: 5_000 },
      proxy: { kind: 'manual', url: 'gopher://x' },
      urls: { polling: 'https://a.example/?access_token=x' },
    });
    await writeFile(file, JSON.stringify(document));
    const [entry] = (await open()).entries;
    expect(entry!.enabled).toBe(false);
    expect(entry!.options).toEqual({
      ...EVERYTHING,
      method: 'GET',
      signIn: { ...OAUTH.signIn, scope: '' },
      backoff: { ...DEFAULT_SOURCE_OPTIONS.backoff, capMs: 5_000 },
      proxy: { kind: 'system' },
      urls: {},
    });
    expect(notices.messages[0]).toContain('options.method');
  });

  it('of a file without any are the defaults', async () => {
    await writeFile(
      file,
      JSON.stringify({ version: 1, sources: [{ id: 'old', url: 'https://a.example/' }] }),
    );
    expect((await open()).get('old')).toMatchObject({ options: DEFAULT_SOURCE_OPTIONS, secrets: {} });
    expect(notices.messages).toEqual([]);
  });

  it.each<[string, Partial<SourceOptions>, RegExp]>([
    [
      'a user name in a rung’s address',
      { urls: { sse: 'https://u:p@a.example/' } },
      /for SSE has a user name/,
    ],
    ['a secret in a rung’s query', { urls: { polling: 'https://a.example/?api_key=x' } }, /query token/],
    ['a WebSocket address for SSE', { urls: { sse: 'wss://a.example/' } }, /SSE has to start with http/],
    ['a file for a rung', { urls: { websocket: 'file:///etc/passwd' } }, /for WebSocket: file:/],
    [
      'a proxy of no kind',
      { proxy: { ...PROXY.proxy, url: 'gopher://proxy.example' } },
      /no scheme of a proxy/,
    ],
    ['a proxy without a host', { proxy: { ...PROXY.proxy, url: 'http://' } }, /proxy is not complete/],
    ['a colon in a user name', { signIn: { kind: 'basic', username: 'a:b' } }, /colon/],
    ['a header that is none', { signIn: { kind: 'api-key', header: 'a b' } }, /does not allow/],
    [
      'a secret in the token address',
      { signIn: { ...OAUTH.signIn, tokenUrl: 'https://id.example/?secret=x' } },
      /secret in its query/,
    ],
    ['no token address', { signIn: { ...OAUTH.signIn, tokenUrl: 'id.example' } }, /Start with/],
    ['a line break in the type of the body', { bodyType: 'a\r\nX: y' }, /line break/],
    ['a socket somewhere', { unixSocket: 'app.sock' }, /begin with \//],
    ['a key for a certificate', { tls: { ...TLS.tls, certificate: KEY } }, /only a private key/],
  ])('refuse %s with a sentence', async (_, options, sentence) => {
    const store = await open();
    const refused = problem(() => store.add(draft(options)));
    expect(refused.message).toMatch(sentence);
    expect(refused.message).toMatch(/^\S.*\.$/u);
    expect(refused.message).not.toContain(CANARY);
  });

  it('may have variables in addresses', async () => {
    const store = await open();
    const entry = store.add(
      draft(
        { urls: { websocket: 'wss://{{host}}:{{port}}/live/{{room}}' } },
        { name: '', url: 'https://{{host}}:{{port}}/events/{{room}}?q={{env.QUERY}}' },
      ),
    );
    expect(entry).toMatchObject({
      name: '{{host}}:{{port}}',
      url: 'https://{{host}}:{{port}}/events/{{room}}?q={{env.QUERY}}',
      options: { urls: { websocket: 'wss://{{host}}:{{port}}/live/{{room}}' } },
    });
    expect(problem(() => store.add(draft({}, { url: 'https://u:{{p}}@a.example/' }))).code).toBe('bad-url');
  });
});

describe('secrets of the options', () => {
  it('move out of a proxy’s address, and out of a certificate’s file', async () => {
    const store = await open();
    const entry = store.add(
      draft({
        proxy: { ...PROXY.proxy, url: `http://b%40b:${CANARY}@proxy.example:3128/x@y`, username: '' },
        tls: { ...TLS.tls, certificate: `${KEY}\n${CERTIFICATE}\n` },
      }),
    );
    expect(toConfig(entry)).toMatchObject({
      options: {
        proxy: { url: 'http://proxy.example:3128/x@y', username: 'b@b' },
        tls: { certificate: CERTIFICATE },
      },
      secrets: { proxyPassword: CANARY, privateKey: expect.stringContaining(CANARY) },
    });
    expect(JSON.stringify(toView(entry))).not.toContain(CANARY);
  });

  it('stay when they are left out, go when they are empty, and go with what used them', async () => {
    const store = await open();
    const { id } = store.add(draft(BASIC, { secrets: { password: CANARY } }));
    store.update(id, draft(BASIC, { name: 'renamed' }));
    expect(toConfig(store.get(id)).secrets).toEqual({ password: CANARY });
    store.update(id, draft({ signIn: { kind: 'bearer' } }));
    expect(store.get(id).secrets).toEqual({});
    store.update(id, draft(BASIC, { secrets: { password: CANARY, token: 'not used' } }));
    expect(toConfig(store.get(id)).secrets).toEqual({ password: CANARY });
    store.update(id, draft(BASIC, { secrets: { password: '' } }));
    expect(store.get(id).secrets).toEqual({});
    expect(missingSecrets(store.get(id))).toEqual([]);
  });

  it.each<[string, SourceDraft, SourceDraft, RegExp]>([
    [
      'the password for another host',
      draft(BASIC, { secrets: { password: CANARY } }),
      draft(BASIC, { url: 'https://b.example/events' }),
      /^The password was stored for https:\/\/a\.example\. Enter it again for https:\/\/b\.example\.$/u,
    ],
    [
      'the password for a rung elsewhere',
      draft(BASIC, { secrets: { password: CANARY } }),
      draft({ ...BASIC, urls: { polling: 'https://evil.example/poll' } }),
      /Enter it again for https:\/\/evil\.example/u,
    ],
    [
      'a header for a rung elsewhere',
      draft({}, { headers: [{ name: 'X-Api-Key', value: CANARY, secret: true, enabled: true }] }),
      draft(
        { urls: { websocket: 'wss://evil.example/' } },
        { headers: [{ name: 'X-Api-Key', secret: true, enabled: true }] },
      ),
      /X-Api-Key was stored for https:\/\/a\.example\. Enter it again for https:\/\/evil/u,
    ],
    [
      'the password without TLS',
      draft(BASIC, { secrets: { password: CANARY } }),
      draft(BASIC, { url: 'ws://a.example/events' }),
      /for http:\/\/a\.example/u,
    ],
    [
      'the password for a host that is a variable',
      draft(BASIC, { secrets: { password: CANARY } }),
      draft(BASIC, { url: 'https://{{host}}/events' }),
      /for https:\/\/\{\{host\}\}/u,
    ],
    [
      'the client secret for another token endpoint',
      draft(OAUTH, { secrets: { clientSecret: CANARY } }),
      draft({ signIn: { ...OAUTH.signIn, tokenUrl: 'https://evil.example/token' } }),
      /^The client secret was stored for https:\/\/id\.example/u,
    ],
    [
      'the password of the proxy for another proxy',
      draft(PROXY, { secrets: { proxyPassword: CANARY } }),
      draft({ proxy: { ...PROXY.proxy, url: 'http://evil.example:3128' } }),
      /^The password of the proxy was stored for http:\/\/proxy\.example:3128/u,
    ],
    [
      'the private key for another host',
      draft(TLS, { secrets: { privateKey: KEY, passphrase: CANARY } }),
      draft(TLS, { url: 'https://b.example/' }),
      /^The private key and the passphrase of the private key were stored for .* Enter them again/u,
    ],
  ])('are never kept for another place: %s', async (_, before, after, sentence) => {
    const store = await open();
    const { id } = store.add(before);
    const refused = problem(() => store.update(id, after));
    expect(refused).toMatchObject({ code: 'secret-needed', message: expect.stringMatching(sentence) });
    expect(problem(() => store.draftConfig(id, after)).code).toBe('secret-needed');
    expect(toConfig(store.get(id)).url).toBe(before.url);
  });

  it('that go elsewhere than the stream stay when only the stream moves', async () => {
    const store = await open();
    const { id } = store.add(
      draft({ ...OAUTH, ...PROXY }, { secrets: { clientSecret: CANARY, proxyPassword: CANARY } }),
    );
    store.update(id, draft({ ...OAUTH, ...PROXY }, { url: 'wss://b.example/other' }));
    expect(toConfig(store.get(id)).secrets).toEqual({ clientSecret: CANARY, proxyPassword: CANARY });
    store.update(id, draft(BASIC, { secrets: { password: CANARY } }));
    store.update(id, draft(BASIC, { url: 'wss://a.example/live' }));
    expect(toConfig(store.get(id)).secrets).toEqual({ password: CANARY });
  });

  it('that cannot be kept are asked for by their names', async () => {
    const nothing = sessionOnlyCipher('no key store is unlocked.');
    const store = await open(nothing);
    const { id } = store.add(draft(EVERYTHING, { secrets: SECRETS }));
    await store.flush();
    expect(await allBytes(folder)).not.toContain(CANARY);
    const again = (await open(nothing)).get(id);
    expect(missingSecrets(again)).toEqual([
      'the client secret',
      'the private key',
      'the password of the proxy',
    ]);
    expect(toView(again).secrets.clientSecret).toEqual({ mask: '', missing: true });
    expect(toConfig(again).secrets).toEqual({});
  });

  it('of another computer are never deleted: back home they work', async () => {
    const store = await open();
    const { id } = store.add(draft(BASIC, { secrets: { password: CANARY } }));
    await store.flush();
    const away = await open(testCipher());
    expect(missingSecrets(away.get(id))).toEqual(['the password']);
    away.update(id, draft(BASIC, { name: 'renamed' }));
    await away.flush();
    expect(toConfig((await open()).get(id))).toMatchObject({
      name: 'renamed',
      secrets: { password: CANARY },
    });
  });

  it('written into the file by hand are taken and encrypted at once', async () => {
    const options = { ...BASIC, proxy: { kind: 'manual', url: `http://ada:${CANARY}@proxy.example` } };
    const byHand = [{ url: 'https://a.example/', options, secrets: { password: { value: CANARY } } }];
    await writeFile(file, JSON.stringify({ sources: byHand }));
    const store = await open();
    expect(toConfig(store.entries[0]!).secrets).toEqual({ password: CANARY, proxyPassword: CANARY });
    await store.flush();
    expect(await allBytes(folder)).not.toContain(CANARY);
  });
});

import { describe, expect, it } from 'vitest';
import type { SourceView } from '@shared/source';
import { DEFAULT_SOURCE_OPTIONS, sourceOptionsSchema } from '@shared/source-options';
import * as v from 'valibot';
import { draftOf } from '@/app/source-dialog/draft-of-form';
import { problemsOf } from '@/app/source-dialog/form-problems';
import { refusedField } from '@/app/source-dialog/refused-field';
import { looksSecret } from '@/app/source-dialog/secret-names';
import { emptyForm, formOf, newHeader, withHeaders } from '@/app/source-dialog/source-form';
import { splitHeaders } from '@/app/source-dialog/split-headers';

const VIEW: SourceView = {
  id: 's1',
  name: 'orders',
  url: 'https://shop.example/orders',
  displayUrl: 'https://shop.example/orders',
  enabled: true,
  headers: [
    { name: 'X-Tenant', value: 'eu', secret: false, enabled: true, missing: false },
    { name: 'X-Api-Key', value: '••••4f9c', secret: true, enabled: true, missing: false },
  ],
  queryToken: { name: 'token', mask: '••••', missing: false },
  resume: true,
  transports: ['sse'],
  startFromId: '',
  options: DEFAULT_SOURCE_OPTIONS,
  secrets: {},
  local: false,
};

describe('the fields of a source', () => {
  it('leave stored secrets out of the draft until something is typed in their place', () => {
    const form = formOf(VIEW);
    expect(draftOf(form).headers[1]).toEqual({ name: 'X-Api-Key', secret: true, enabled: true });
    expect(draftOf(form).queryToken).toEqual({ name: 'token' });
    form.headers[1]!.value = 'fresh';
    form.tokenValue = 'new';
    expect(draftOf(form).headers[1]).toEqual({
      name: 'X-Api-Key',
      secret: true,
      enabled: true,
      value: 'fresh',
    });
    expect(draftOf(form).queryToken).toEqual({ name: 'token', value: 'new' });
  });

  it('never put a mask into a draft', () => {
    expect(JSON.stringify(draftOf(formOf(VIEW)))).not.toContain('•');
  });

  it('ask again for a secret that was renamed, made visible, or kept for the last session only', () => {
    const renamed = formOf(VIEW);
    renamed.headers[1]!.name = 'Authorization';
    expect([...problemsOf(renamed).headers.values()]).toEqual([
      'Enter the value of Authorization: the stored one belongs to X-Api-Key.',
    ]);
    const visible = formOf(VIEW);
    visible.headers[1]!.secret = false;
    expect([...problemsOf(visible).headers.values()]).toEqual([
      'A stored secret is never shown. Enter the value of X-Api-Key again to make it visible.',
    ]);
    const missing = formOf({
      ...VIEW,
      headers: [{ ...VIEW.headers[1]!, missing: true }],
      queryToken: { ...VIEW.queryToken!, missing: true },
    });
    expect([...problemsOf(missing).headers.values()]).toEqual([
      'Enter the value of X-Api-Key again: it was kept for the last session only.',
    ]);
    expect(problemsOf(missing).token).toBe(
      'Enter the query token again: it was kept for the last session only.',
    );
  });

  it('drop rows that were never filled in and name the source after its host', () => {
    const form = { ...emptyForm(), url: ' https://shop.example:8443/e ', headers: [newHeader()] };
    expect(draftOf(form)).toMatchObject({
      name: 'shop.example:8443',
      url: 'https://shop.example:8443/e',
      headers: [],
    });
    expect(problemsOf(form).headers.size).toBe(0);
  });

  it('refuse header names and values that HTTP does not allow, without quoting the value', () => {
    const form = {
      ...emptyForm(),
      headers: [
        newHeader({ name: 'X A', value: '1' }),
        newHeader({ name: 'Host', value: 'x' }),
        newHeader({ name: 'X-B', value: 'se\u0000cret' }),
      ],
    };
    expect([...problemsOf(form).headers.values()]).toEqual([
      'The header name "X A" has characters that HTTP does not allow.',
      'The header Host is set by the connection itself.',
      'The value of X-B has a control character in it.',
    ]);
  });
});

describe('the options of a source', () => {
  const OPTIONS = v.parse(sourceOptionsSchema, {
    method: 'POST',
    body: '{}',
    urls: { polling: 'https://shop.example/poll' },
    signIn: { kind: 'oauth', tokenUrl: 'https://id.example/token', clientId: 'c', scope: 's' },
    tls: { certificate: 'PEM', serverName: 'a.example' },
    proxy: { kind: 'manual', url: 'http://p:1', username: 'ada', except: 'localhost' },
    polling: { cursor: { from: 'header', name: 'X-Next', parameter: 'after' } },
    mapping: { type: '$.kind' },
  });

  it('come back from the fields as they went in', () => {
    expect(draftOf(formOf({ ...VIEW, options: OPTIONS })).options).toEqual(OPTIONS);
    expect(draftOf(formOf(VIEW)).options).toEqual(DEFAULT_SOURCE_OPTIONS);
  });

  it('take no part of a choice that another one hides', () => {
    const form = formOf({ ...VIEW, options: OPTIONS });
    form.auth = 'none';
    form.proxy.kind = 'system';
    form.mapping.type = ' ';
    expect(draftOf(form).options).toMatchObject({
      signIn: { kind: 'none' },
      proxy: { kind: 'system' },
      mapping: null,
    });
    form.auth = 'oauth';
    expect(draftOf(form).options.signIn).toEqual(OPTIONS.signIn);
  });

  it('leave stored secrets out, send typed ones, and remove with an empty text', () => {
    const form = formOf({
      ...VIEW,
      options: OPTIONS,
      secrets: {
        clientSecret: { mask: '••••', missing: false },
        privateKey: { mask: '••••', missing: false },
        proxyPassword: { mask: '••••', missing: false },
      },
    });
    expect(draftOf(form).secrets).toEqual({});
    form.secrets.clientSecret.value = 'fresh';
    form.secrets.proxyPassword.removed = true;
    form.secrets.password.value = 'of another way to sign in';
    expect(draftOf(form).secrets).toEqual({ clientSecret: 'fresh', proxyPassword: '' });
  });

  it('try what is in the order, and the pinned one alone', () => {
    const form = emptyForm();
    expect(draftOf(form).transports).toEqual(['websocket', 'sse', 'polling']);
    form.order = ['polling', 'sse'];
    expect(draftOf(form).transports).toEqual(['polling', 'sse']);
    expect(formOf({ ...VIEW, transports: ['polling', 'sse'] }).order).toEqual(['polling', 'sse']);
    form.strategy = 'websocket';
    expect(draftOf(form).transports).toEqual(['websocket']);
  });

  it.each<[string, (form: ReturnType<typeof emptyForm>) => void, string, string]>([
    ['no token', (f) => (f.auth = 'bearer'), 'secret', 'Enter the token.'],
    [
      'a user name with a colon',
      (f) => Object.assign(f, { auth: 'basic', signIn: { ...f.signIn, username: 'a:b' } }),
      'username',
      'A user name cannot have a colon in it.',
    ],
    [
      'a proxy with credentials in its address',
      (f) => Object.assign(f.proxy, { kind: 'manual', url: 'http://a:b@p:1' }),
      'proxyUrl',
      'Put the user name and the password of the proxy into their own fields.',
    ],
    [
      'a key where the certificate belongs',
      (f) => (f.options.tls.certificate = '-----BEGIN PRIVATE KEY-----\nMII=\n-----END PRIVATE KEY-----'),
      'certificate',
      'The client certificate is a private key. Choose the certificate.',
    ],
    [
      'a certificate that is cut off',
      (f) => (f.options.tls.authorities = '-----BEGIN CERTIFICATE-----\nMII='),
      'authorities',
      'The private CA is cut off or damaged: it has no whole part up to -----END CERTIFICATE-----.',
    ],
    [
      'a certificate without its key',
      (f) => (f.options.tls.certificate = '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----'),
      'privateKey',
      'Enter the private key.',
    ],
    [
      'a last wait that is shorter than the first',
      (f) => Object.assign(f.options.backoff, { floorMs: 5_000, capMs: 1_000 }),
      'backoff',
      'The longest wait is shorter than the first one.',
    ],
    [
      'a path that is none',
      (f) => (f.mapping.id = '$..id'),
      'paths',
      '"$..id" is no path. Write it as $.meta.id or $.items[0].',
    ],
    [
      'a variable for the scheme',
      (f) => (f.url = '{{base}}/events'),
      'url',
      'A variable cannot stand for the start of an address. Write http://, https://, ws:// or wss:// first.',
    ],
    [
      'a WebSocket address for polling',
      (f) => (f.urls.polling = 'wss://shop.example/e'),
      'urls',
      'The address for polling: Start with http:// or https://.',
    ],
    ['no transport', (f) => (f.order = []), 'order', 'Choose at least one transport.'],
    [
      'GraphQL without an operation',
      (f) => (f.options.websocket.preset = 'graphql-transport-ws'),
      'operation',
      'Enter the subscription, such as subscription { orders { id } }.',
    ],
    [
      'a socket that is no path',
      (f) => (f.options.unixSocket = 'app.sock'),
      'unixSocket',
      'Enter the whole path of the socket, such as /run/app.sock.',
    ],
  ])('are refused with a sentence: %s', (_what, change, field, sentence) => {
    const form = { ...emptyForm(), url: 'https://shop.example/e' };
    expect(problemsOf(form)).toEqual({ headers: new Map() });
    change(form);
    expect(problemsOf(form)).toMatchObject({ [field]: sentence });
  });

  it('may have variables in host, port and path of the address', () => {
    for (const url of [
      'https://{{host}}/e',
      'http://127.0.0.1:{{ port }}/e',
      'wss://{{env.HOST}}:{{port}}/{{path}}',
    ])
      expect(problemsOf({ ...emptyForm(), url })).toEqual({ headers: new Map() });
  });

  it('ask for nothing that the chosen transports do not use', () => {
    const form = { ...emptyForm(), url: 'https://shop.example/e', strategy: 'sse' as const };
    form.options.websocket.preset = 'phoenix';
    form.cursor.from = 'body';
    expect(problemsOf(form)).toEqual({ headers: new Map() });
  });
});

describe('pasted headers', () => {
  it('become rows in place of the empty one, secrets marked by their names', () => {
    const rows = [
      newHeader({ name: 'X-A', value: '1' }),
      newHeader(),
      newHeader({ name: 'X-Z', value: '9' }),
    ];
    const pasted = splitHeaders('Authorization: Bearer abc\r\nX-Tenant: eu:west\r\n')!;
    expect(withHeaders(rows, rows[1]!.key, pasted).map((row) => [row.name, row.value, row.secret])).toEqual([
      ['X-A', '1', false],
      ['Authorization', 'Bearer abc', true],
      ['X-Tenant', 'eu:west', false],
      ['X-Z', '9', false],
    ]);
  });

  it('are left alone when they are something else', () => {
    expect(splitHeaders('https://example.com/a')).toBeNull();
    expect(splitHeaders('just words')).toBeNull();
    expect(splitHeaders('X-A: 1\nand a line of prose')).toBeNull();
    expect(splitHeaders('')).toBeNull();
  });
});

describe('a header name', () => {
  it.each([
    'Authorization',
    'cookie',
    'X-Api-Key',
    'apikey',
    'X-Auth-Token',
    'X-Auth',
    'Proxy-Authorization',
    'X-CSRF-Token',
    'X-Session-Id',
    'X-Amz-Signature',
  ])('that opens doors is a secret by itself: %s', (name) => expect(looksSecret(name)).toBe(true));
  it.each(['Accept', 'X-Tenant', 'User-Agent', 'Origin', 'X-Author', 'Authority', 'Cache-Control'])(
    'that does not is visible: %s',
    (name) => expect(looksSecret(name)).toBe(false),
  );
});

describe('a refusal of the main process', () => {
  it('is shown by the field it names', () => {
    const form = formOf(VIEW);
    const field = (code: string, message: string): string => refusedField({ code, message }, form);
    expect(field('bad-url', 'x')).toBe('url');
    expect(field('bad-token', 'x')).toBe('token');
    expect(field('secret-needed', 'There is no stored value for token. Enter it.')).toBe('token');
    expect(field('secret-needed', 'The value of X-Api-Key and token were stored for https://a.')).toBe(
      'headers',
    );
    expect(field('tls-certificate', 'x')).toBe('line');
    expect(field('bad-url', 'The address for Polling has a user name in it.')).toBe('ladder');
    expect(field('bad-url', 'The address that gives out tokens has a user name in it.')).toBe('auth');
    expect(field('bad-options', 'The address of the proxy is not complete.')).toBe('line');
    expect(field('bad-options', 'The sign-in with OAuth needs a client id.')).toBe('auth');
    const withKey = formOf({
      ...VIEW,
      headers: [],
      queryToken: null,
      options: {
        ...DEFAULT_SOURCE_OPTIONS,
        signIn: { kind: 'basic', username: 'ada' },
        tls: { ...DEFAULT_SOURCE_OPTIONS.tls, certificate: 'PEM' },
      },
    });
    const needed = (message: string): string => refusedField({ code: 'secret-needed', message }, withKey);
    expect(needed('The password was stored for https://a. Enter it again for https://b.')).toBe('auth');
    expect(needed('The passphrase of the private key was stored for https://a.')).toBe('line');
    expect(field('too-many-sources', 'There are 200 sources.')).toBe('footer');
  });
});

import { describe, expect, it } from 'vitest';
import type { SourceView } from '@shared/source';
import { looksSecret } from '@/app/source-dialog/secret-names';
import {
  draftOf,
  emptyForm,
  formOf,
  newHeader,
  problemsOf,
  refusedField,
  withHeaders,
} from '@/app/source-dialog/source-form';
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
    expect(field('too-many-sources', 'There are 200 sources.')).toBe('footer');
  });
});

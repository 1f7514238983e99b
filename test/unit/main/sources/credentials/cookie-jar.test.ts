import { expect, it } from 'vitest';
import { parseCookieDate } from '../../../../../src/main/sources/credentials/cookie-date';
import { createCookieJar } from '../../../../../src/main/sources/credentials/cookie-jar';

/** What is sent to `to` after `from` set these. */
async function sent(from: string, setCookie: string[], to = from, later = 0): Promise<string | null> {
  let now = Date.UTC(2026, 0, 1);
  const jar = createCookieJar(() => now);
  jar.received!(new URL(from), setCookie);
  now += later;
  return (await jar.headersFor(new URL(to)))[0]?.[1] ?? null;
}

it.each([
  ['the same host', 'http://a.test/', ['s=1; HttpOnly'], 'http://a.test/', 's=1'],
  ['another path', 'http://a.test/x/y', ['s=1'], 'http://a.test/z', null],
  ['a path below', 'http://a.test/x/y', ['s=1'], 'http://a.test/x/z/q', 's=1'],
  ['a path that only begins alike', 'http://a.test/', ['s=1; Path=/x'], 'http://a.test/xy', null],
  ['another port', 'http://a.test:81/', ['s=1'], 'http://a.test:82/', null],
  ['a host below', 'http://a.test/', ['s=1; Domain=a.test'], 'http://b.a.test/', null],
  ['its own Domain', 'http://b.a.test/', ['s=1; Domain=.a.test'], 'http://b.a.test/', 's=1'],
  ['a foreign Domain', 'http://a.test/', ['s=1; Domain=b.test'], 'http://a.test/', null],
  ['the Domain of all', 'http://a.com/', ['s=1; Domain=.com'], 'http://a.com/', null],
  ['part of an address', 'http://10.0.0.1/', ['s=1; Domain=0.0.1'], 'http://10.0.0.1/', null],
  ['Secure without TLS', 'http://a.test/', ['s=1; Secure'], 'http://a.test/', null],
  ['Secure with TLS', 'https://a.test/', ['s=1; Secure'], 'wss://a.test/', 's=1'],
  ['__Host- with a path', 'https://a.test/x/', ['__Host-s=1; Secure'], 'https://a.test/x/', null],
  ['no name', 'http://a.test/', ['=1', 'x'], 'http://a.test/', null],
  ['a line break', 'http://a.test/', ['s=1\r\nX-Evil: 1'], 'http://a.test/', null],
  [
    'the longer path first',
    'http://a.test/x/y',
    ['s=1; Path=/', 's=2; Path=/x'],
    'http://a.test/x',
    's=2; s=1',
  ],
  ['the newer value', 'http://a.test/', ['s=1', 't=1', 's=2'], 'http://a.test/', 't=1; s=2'],
  ['one taken back', 'http://a.test/', ['s=1', 's=; Max-Age=0'], 'http://a.test/', null],
  [
    'one that is over',
    'http://a.test/',
    ['s=1; Expires=Wed, 31 Dec 2025 23:59:59 GMT'],
    'http://a.test/',
    null,
  ],
])('%s', async (_, from, setCookie, to, cookies) => {
  expect(await sent(from, setCookie, to)).toBe(cookies);
});

it('forgets a cookie at its time, Max-Age before Expires', async () => {
  const field = 's=1; Max-Age=60; Expires=Wed, 31 Dec 2025 23:59:59 GMT';
  expect(await sent('http://a.test/', [field], 'http://a.test/', 59_000)).toBe('s=1');
  expect(await sent('http://a.test/', [field], 'http://a.test/', 60_000)).toBeNull();
});

it('S44: keeps 50 cookies of a host and 200 hosts, and counts what it drops', async () => {
  const jar = createCookieJar();
  const url = new URL('http://a.test/');
  jar.received!(
    url,
    Array.from({ length: 10_000 }, (_, i) => `c${i}=${'x'.repeat(4_000)}`),
  );
  expect((await jar.headersFor(url))[0]![1].split('; ')).toHaveLength(50);
  expect(jar.dropped).toBe(9_950);
  jar.received!(url, [`big=${'x'.repeat(5_000)}`]);
  expect(jar.dropped).toBe(9_951);
  for (let i = 0; i < 200; i++) jar.received!(new URL(`http://h${i}.test/`), ['s=1']);
  expect(await jar.headersFor(url)).toEqual([]);
});

it('does not let a plain connection replace a cookie that TLS set', async () => {
  const jar = createCookieJar();
  jar.received!(new URL('https://a.test/'), ['s=safe; Secure']);
  jar.received!(new URL('http://a.test/'), ['s=forged']);
  expect(await jar.headersFor(new URL('https://a.test/'))).toEqual([['Cookie', 's=safe']]);
});

it.each([
  ['Sun, 06 Nov 1994 08:49:37 GMT', Date.UTC(1994, 10, 6, 8, 49, 37)],
  ['Sunday, 06-Nov-94 08:49:37 GMT', Date.UTC(1994, 10, 6, 8, 49, 37)],
  ['Sun Nov  6 08:49:37 1994', Date.UTC(1994, 10, 6, 8, 49, 37)],
  ['31 Feb 2020 00:00:00', null],
  ['01 Jan 1600 00:00:00', null],
  ['tomorrow', null],
])('reads the date %s', (text, at) => {
  expect(parseCookieDate(text)).toBe(at);
});

import { expect, it } from 'vitest';
import { bypassesProxy } from '../../../../../src/main/sources/line/no-proxy';
import { proxyChooser } from '../../../../../src/main/sources/line/proxy';

it.each([
  ['example.com', 'example.com', 80, true],
  ['example.com', 'a.example.com', 80, true],
  ['example.com', 'badexample.com', 80, false],
  ['.example.com', 'example.com', 80, true],
  ['.example.com', 'a.b.example.com', 80, true],
  ['*.example.com', 'a.example.com', 80, true],
  ['*.example.com', 'example.com', 80, false],
  ['EXAMPLE.com.', 'example.COM.', 80, true],
  ['example.com:8080', 'example.com', 8080, true],
  ['example.com:8080', 'example.com', 80, false],
  ['a.test, b.test  c.test', 'b.test', 80, true],
  ['a.test, b.test  c.test', 'c.test', 80, true],
  ['*', 'anything.test', 443, true],
  ['', 'anything.test', 443, false],
  ['.', 'anything.test', 443, false],
  ['10.0.0.0/8', '10.200.1.1', 80, true],
  ['10.0.0.0/8', '11.0.0.1', 80, false],
  ['10.0.0.0/99', '10.0.0.1', 80, false],
  ['10.0.0.0/8', 'ten.test', 80, false],
  ['192.0.2.1', '192.0.2.1', 80, true],
  ['192.0.2.1:81', '192.0.2.1', 80, false],
  ['2001:db8::/32', '[2001:db8::7]', 80, true],
  ['[2001:db8::7]', '[2001:db8:0:0::7]', 80, true],
  ['[2001:db8::7]:443', '[2001:db8::7]', 443, true],
  ['[2001:db8::7]:443', '[2001:db8::7]', 80, false],
  ['2001:db8::7', '[2001:db8::7]', 80, true],
  ['1.2.3.4', 'x1.2.3.4', 80, false],
])('NO_PROXY=%s and %s:%d: %s', (list, host, port, bypassed) => {
  expect(bypassesProxy(list, host, port)).toBe(bypassed);
});

const chosen = (env: Record<string, string>, url: string): string | null => {
  const proxy = proxyChooser('system', env)(new URL(url));
  return proxy && `${proxy.kind}://${proxy.name}`;
};

it.each([
  [{ http_proxy: 'http://low:1', HTTP_PROXY: 'http://up:1' }, 'http://a.test/', 'http://low:1'],
  [{ HTTP_PROXY: 'up:3128' }, 'http://a.test/', 'http://up:3128'],
  [{ HTTP_PROXY: 'up:3128', REQUEST_METHOD: 'GET' }, 'http://a.test/', null],
  [{ HTTP_PROXY: 'up:3128' }, 'https://a.test/', null],
  [{ HTTPS_PROXY: 'https://up' }, 'wss://a.test/', 'https://up:443'],
  [{ ALL_PROXY: 'socks5h://s' }, 'ws://a.test/', 'socks5://s:1080'],
  [{ http_proxy: '', ALL_PROXY: 'socks5h://s' }, 'http://a.test/', null],
  [{ ALL_PROXY: 'p', NO_PROXY: '*' }, 'http://a.test/', null],
  [{ ALL_PROXY: 'p', no_proxy: 'b.test', NO_PROXY: '*' }, 'http://a.test/', 'http://p:80'],
  [{ ALL_PROXY: 'p', NO_PROXY: 'a.test:81' }, 'http://a.test:81/', null],
  [{ ALL_PROXY: 'p' }, 'http://localhost/', null],
  [{ ALL_PROXY: 'p' }, 'http://127.8.8.8/', null],
  [{ ALL_PROXY: 'p' }, 'http://[::1]/', null],
] as [Record<string, string>, string, string | null][])('with %j, %s goes through %s', (env, url, proxy) => {
  expect(chosen(env, url)).toBe(proxy);
});

it.each(['ftp://canary:canary@p', 'http://', 'http://canary:canary@p:0', 'http://canary@p:99999'])(
  'refuses the proxy %s without repeating it',
  (url) => {
    expect(() => proxyChooser({ url }, {})).toThrow(/^The proxy of this source (?!.*canary)/u);
  },
);

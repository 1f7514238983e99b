import { expect, it } from 'vitest';
import { agentName } from '../../../../src/main/hub/agent-name';

it.each([
  ['curl/8.5.0', 'curl 8.5.0'],
  ['python-requests/2.32.3', 'python-requests 2.32.3'],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
    'Chrome 131',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0', 'Firefox 133'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
    'Safari 18',
  ],
  ['node', 'node'],
  ['', ''],
  [undefined, ''],
  ['a\u0085b', 'ab'],
  ['x'.repeat(500), 'x'.repeat(80)],
])('names %j %j', (userAgent, name) => {
  expect(agentName(userAgent)).toBe(name);
});

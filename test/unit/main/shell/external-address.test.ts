import { describe, expect, it } from 'vitest';
import { externalAddress } from '../../../../src/main/shell/external-address';

describe('an address for the browser', () => {
  it.each([
    'https://example.com/',
    'http://127.0.0.1:8080/a?b=c#d',
    'HTTPS://EXAMPLE.COM/x',
    'https://bücher.example/',
  ])('is taken: %s', (text) => {
    expect(externalAddress(text).protocol).toMatch(/^https?:$/u);
  });

  it.each([
    'file:///etc/passwd',
    'smb://host/share',
    // eslint-disable-next-line no-script-url -- that it is refused is the point
    'javascript:alert(1)',
    'vbscript:x',
    'data:text/html,x',
    'ms-settings:network',
    'mailto:a@example.com',
    'https:evil.example',
    'https:/evil.example',
    'https:///evil.example',
    'https:\\\\evil.example',
    'https://evil.example\\@good.example/',
    ' https://example.com/',
    'https://example.com/ x',
    'https://example.com/\t',
    'https://example.com/\0',
    'https://good.example@evil.example/',
    'https://a:b@evil.example/',
    'https://',
    'https://[',
    'example.com',
    '',
    `https://example.com/${'x'.repeat(9_000)}`,
  ])('is refused: %j', (text) => {
    expect(() => externalAddress(text)).toThrow(
      expect.objectContaining({ code: 'address-refused' }) as Error,
    );
  });

  it('names the real host when a name before the @ pretends to be another', () => {
    expect(() => externalAddress('https://good.example@evil.example/')).toThrow(/really open evil\.example/u);
  });

  it('shows a look-alike host as what it is', () => {
    expect(externalAddress('https://аpple.com/').host).toBe('xn--pple-43d.com'); // the first letter is Cyrillic
  });
});

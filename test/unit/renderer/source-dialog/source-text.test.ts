import { describe, expect, it } from 'vitest';
import { sourceTextOf } from '@/app/source-dialog/source-text';

describe('a text that may become a source', () => {
  it('is an address of an event stream', () => {
    expect(sourceTextOf(' https://example.com/events?x=1\n')).toEqual({
      kind: 'address',
      url: 'https://example.com/events?x=1',
    });
    expect(sourceTextOf('wss://example.com/live')?.kind).toBe('address');
  });

  it('is the first address of a list, as browsers drop it', () => {
    expect(sourceTextOf('# a link\r\nhttps://a.example/\r\nhttps://b.example/')).toEqual({
      kind: 'address',
      url: 'https://a.example/',
    });
  });

  it('is a curl command, whatever prompt or path stands before it', () => {
    for (const before of ['', '$ ', '/usr/bin/', 'PS C:\\> ']) {
      const read = sourceTextOf(`${before}curl -N 'https://example.com/e' -H 'Authorization: Bearer t'`);
      expect(read).toMatchObject({ kind: 'curl', request: { url: 'https://example.com/e' } });
    }
  });

  it('says what is wrong with a curl command that cannot be read', () => {
    expect(sourceTextOf('curl -N')).toMatchObject({ kind: 'bad', problem: { code: 'bad-curl' } });
  });

  it('is nothing else: no sentence with an address in it, no file, no script, nothing endless', () => {
    const others = [
      '',
      'see https://example.com/events for more',
      'file:///etc/passwd',
      // eslint-disable-next-line no-script-url -- what must not be taken for a source
      'javascript:alert(1)',
      'curling is a sport',
      '{"url": "https://example.com"}',
      `https://example.com/${'a'.repeat(200_000)}`,
    ];
    expect(others.map(sourceTextOf)).toEqual(others.map(() => null));
  });
});

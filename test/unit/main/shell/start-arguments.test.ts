import { describe, expect, it } from 'vitest';
import { MAX_ARGUMENTS, ownArguments, readStartArguments } from '../../../../src/main/shell/start-arguments';
import { hostileArguments } from '../../../support/hostile-arguments';

const read = (...all: string[]): ReturnType<typeof readStartArguments> =>
  readStartArguments(all, '/home/ada', 'linux');
const link = (url: string): string => `streamgauge://connect?url=${encodeURIComponent(url)}`;

describe('the arguments of a start', () => {
  it('without any ask for nothing', () => {
    expect(read()).toEqual({
      hidden: false,
      newWindow: false,
      demo: false,
      addresses: [],
      files: [],
      problems: [],
    });
  });

  it('are what comes after the program, and in development after the folder of the app', () => {
    expect(ownArguments(['/usr/bin/streamgauge', '--hidden'], null)).toEqual(['--hidden']);
    expect(ownArguments(['electron', '-r', 'loader.js', '/src/app', '--demo'], '/src/app')).toEqual([
      '--demo',
    ]);
  });

  it('know the switches of the menu and of the start at login', () => {
    expect(read('--hidden')).toMatchObject({ hidden: true });
    expect(read('--new-window', '--user-data-dir=/x')).toMatchObject({ newWindow: true, problems: [] });
    expect(read('--demo')).toMatchObject({ demo: true });
  });

  it.each([
    'https://example.com/events',
    'http://127.0.0.1:8080/a?b=c&d=%20#part',
    'ws://example.com/socket',
    'wss://example.com/socket',
  ])('take the address of a link: %s', (url) => {
    expect(read(link(url))).toMatchObject({ addresses: [url], problems: [] });
    expect(read(url)).toMatchObject({ addresses: [url], problems: [] });
  });

  it('take several addresses, each once', () => {
    expect(read('https://a.example/', link('https://b.example/'), 'https://a.example/').addresses).toEqual([
      'https://a.example/',
      'https://b.example/',
    ]);
  });

  it('take files that belong to the app, from the folder that the start was made in', () => {
    expect(read('a.ndjson', '/tmp/My setup.streamgauge', 'file:///tmp/with%20space.NDJSON').files).toEqual([
      { kind: 'capture', path: '/home/ada/a.ndjson' },
      { kind: 'configuration', path: '/tmp/My setup.streamgauge' },
      { kind: 'capture', path: '/tmp/with space.NDJSON' },
    ]);
  });

  it('take a file whose name begins like a switch after --', () => {
    expect(read('--', '--demo.ndjson')).toMatchObject({
      demo: false,
      files: [{ path: '/home/ada/--demo.ndjson' }],
    });
  });

  it('take no switch that comes with a link, which may be of the page that made it', () => {
    expect(read(link('https://example.com'), '--demo', '--hidden', '--new-window')).toMatchObject({
      demo: false,
      hidden: false,
      newWindow: false,
      addresses: ['https://example.com/'],
    });
  });

  it.each([
    ['userinfo', link('https://token:x@evil.example/')],
    ['another parameter', `${link('https://example.com')}&header=Authorization%3A%20x`],
    ['two addresses', `${link('https://example.com')}&url=https://evil.example`],
    ['another scheme', link('file:///etc/passwd')],
    ['a variable of the person', link('https://evil.example/?{{API_TOKEN}}')],
    ['a variable that is written twice over', link('https://evil.example/?%7B%7BAPI_TOKEN%7D%7D')],
    ['a line break', link('https://example.com/\nevents')],
    ['a mark that turns text round', link('https://example.com/\u202egnp')],
    ['a backslash', link('https:\\\\example.com')],
    ['a megabyte', link(`https://example.com/${'a'.repeat(2 ** 20)}`)],
    ['an address that is too long', link(`https://example.com/${'a'.repeat(2_048)}`)],
    ['nothing', 'streamgauge://connect'],
    ['another word', 'streamgauge://import?url=https://example.com'],
    ['a fragment', `${link('https://example.com')}#x`],
  ])('refuse a link with %s, and say so', (_what, argument) => {
    const { addresses, problems } = read(argument);
    expect(addresses).toEqual([]);
    expect(problems).toMatchObject([{ code: 'link-refused' }]);
  });

  it('refuse files that are not of this computer, and of other kinds', () => {
    expect(read('file://evil.example/share/a.ndjson')).toMatchObject({
      files: [],
      problems: [{ code: 'file-not-opened' }],
    });
    expect(readStartArguments(['\\\\evil\\share\\a.ndjson'], 'C:\\', 'win32')).toMatchObject({
      files: [],
      problems: [{ code: 'file-not-opened' }],
    });
    expect(read('notes.txt').problems).toMatchObject([
      { code: 'unknown-argument', message: expect.stringContaining('“notes.txt”') as string },
    ]);
  });

  it('are bounded, and say what they left out', () => {
    const { files, problems } = read(...Array.from({ length: MAX_ARGUMENTS + 5 }, (_, i) => `${i}.ndjson`));
    expect(files).toHaveLength(MAX_ARGUMENTS);
    expect(problems).toMatchObject([{ code: 'too-many-arguments' }]);
  });

  it.each(hostileArguments(4_711).map((argument) => [argument.slice(0, 80), argument]))(
    'E16: offer at most a plain address, of %s',
    (_shown, argument) => {
      const { addresses, demo, hidden } = read(argument);
      expect([demo, hidden]).toEqual([false, false]);
      for (const address of addresses) expect(address).toMatch(/^(?:https?|wss?):\/\/[^@{}\s\\]+$/u);
    },
  );
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startChromiumEventSource,
  type BrowserRun,
  type ChromiumEventSource,
} from '../../support/chromium-event-source';
import { startScriptServer, STREAM, type ScriptServer } from '../../support/script-server';
import { followWithSource } from '../../support/source-event-source';

let server: ScriptServer;
let other: ScriptServer;
let chromium: ChromiumEventSource;
beforeAll(async () => {
  server = await startScriptServer();
  other = await startScriptServer();
  const body = Buffer.from('data: a\n\n');
  server.script('/stream', { pieces: [STREAM, body] });
  server.script('/a%20b?c=%E2%98%83', { pieces: [STREAM, body] });
  other.script('/stream', {
    pieces: [
      Buffer.from(
        'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\naccess-control-allow-origin: *\r\nconnection: close\r\n\r\n',
      ),
      body,
    ],
  });
  chromium = await startChromiumEventSource(server.pageUrl);
}, 60_000);
afterAll(async () => {
  await chromium?.close();
  await server?.close();
  await other?.close();
});

const redirect = (status: number, location: string | null): { pieces: Buffer[] } => ({
  pieces: [
    Buffer.from(
      `HTTP/1.1 ${status} Moved\r\n${location === null ? '' : `location: ${location}\r\n`}access-control-allow-origin: *\r\ncontent-type: text/event-stream\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
    ),
  ],
});
let paths = 0;
/** Both follow one address; what each made of it. */
async function both(
  status: number,
  location: string | null,
): Promise<[ours: BrowserRun, theirs: BrowserRun]> {
  const url = server.script(`/redirect/${(paths += 1)}`, redirect(status, location));
  const [theirs] = await chromium.follow([{ url, types: [] }]);
  return [await followWithSource(url), theirs!];
}
const data = ({ events }: BrowserRun): string[] => events.map((event) => event.data);

describe('S25: redirects, as Chromium follows them', () => {
  it.each([301, 302, 303, 307, 308])('%d within the origin', async (status) => {
    expect((await both(status, '/stream')).map(data)).toEqual([['a'], ['a']]);
  });
  it.each([301, 302, 303, 307, 308])('%d to another origin', async (status) => {
    expect((await both(status, `${other.origin}/stream`)).map(data)).toEqual([['a'], ['a']]);
  });
  it.each([
    ['a path beside', '../stream'],
    ['a path without a host', '//HOST/stream'],
    ['an address with a fragment', '/stream#part'],
    ['spaces and characters that are not ASCII, as they should be written', '/a%20b?c=%E2%98%83'],
    ['a space as it should not', '/a b?c=%E2%98%83'],
  ])('%s', async (_, location) => {
    const target = location.replace('HOST', server.origin.replace('http://', ''));
    expect((await both(302, target)).map(data)).toEqual([['a'], ['a']]);
  });
  it('five one after the other', async () => {
    for (const hop of [1, 2, 3, 4]) server.script(`/hop/${hop}`, redirect(302, `/hop/${hop + 1}`));
    server.script('/hop/5', redirect(302, '/stream'));
    const url = `${server.origin}/hop/1`;
    expect(data(await followWithSource(url))).toEqual(['a']);
    expect((await chromium.follow([{ url, types: [] }])).map(data)).toEqual([['a']]);
  });
  it('others of the three hundreds lead nowhere', async () => {
    for (const status of [300, 304, 305, 306, 399]) {
      const runs = await both(status, '/stream');
      expect(
        runs.map(({ opens, readyState }) => [opens, readyState]),
        String(status),
      ).toEqual([
        [0, 2],
        [0, 2],
      ]);
    }
  });
  // By the standard an error of the network, which may be taken for final where it is known to be futile to go on.
  it.each([
    ['no Location', null],
    ['an empty Location that leads in a circle', ''],
    ['a file', 'file:///etc/passwd'],
    ['a data address', 'data:text/event-stream,data:%20a%0A%0A'],
    ['a mail address', 'mailto:a@example.com'],
    ['an address that is none', 'http://[::1'],
    ['a port that is none', 'http://127.0.0.1:99999/'],
  ])('nothing is followed to %s', async (_, location) => {
    const [ours, theirs] = await both(302, location);
    expect(ours).toMatchObject({ opens: 0, readyState: 2, events: [] });
    expect(theirs).toMatchObject({ opens: 0, events: [] });
  });
});

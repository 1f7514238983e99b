/** C1: what of the person goes where a redirect leads, for streams and polls: all within the origin, nothing beyond it. */
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCookieJar } from '../../../src/main/sources/credentials/cookie-jar';
import { apiKeyQuery, bearerCredential } from '../../../src/main/sources/credentials/static-credentials';
import { createLine } from '../../../src/main/sources/line/create-line';
import { createAuthority, type Authority, type Pem } from '../../support/authority';
import { eventually } from '../../support/eventually';
import { pollRun } from '../../support/polling-run';
import { runSse } from '../../support/run-sse';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
interface Place {
  readonly port: number;
  readonly seen: Seen[];
}

let authority: Authority;
let pem: Pem;
const closers: (() => unknown)[] = [];
beforeAll(() => {
  authority = createAuthority();
  pem = authority.issue(['localhost', '127.0.0.1', 'a.localhost']);
});
afterAll(() => authority.remove());
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Redirects what is asked for at `/start…`; streams, or lists, everywhere else. */
async function place(
  redirect: readonly [status: number, location: (url: string) => string] | null,
  secure = false,
): Promise<Place> {
  const seen: Seen[] = [];
  const answer = (request: IncomingMessage, response: http.ServerResponse): void => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      seen.push({ method: request.method!, url: request.url!, headers: request.headers, body });
      if (redirect && request.url!.startsWith('/start'))
        return void response.writeHead(redirect[0], { location: redirect[1](request.url!) }).end();
      if (request.headers.accept === 'application/json') return void response.end('["there"]');
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: there\n\n');
    });
  };
  const server = secure ? https.createServer(pem, answer) : http.createServer(answer);
  server.listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, seen };
}

const BODY = '{"query":"canary-body"}';
/** Six secrets of a person, each with `canary` in it, and where they go. */
const secretsOf = (url: string) => {
  const jar = createCookieJar();
  jar.received!(new URL(url), ['sid=canary-jar']);
  return {
    method: 'POST',
    body: { type: 'application/json', text: BODY },
    headers: [
      ['X-Api-Key', 'canary-key'],
      ['Cookie', 'mine=canary-cookie'],
    ] as const,
    lastEventId: 'canary-id',
    credentials: [jar, bearerCredential('canary-bearer'), apiKeyQuery('key', 'canary-query')],
    line: createLine({ tls: { authorities: authority.cert } }),
  };
};

const ways = {
  stream: async (url: string): Promise<void> => {
    const run = runSse(url, secretsOf(url));
    closers.push(() => run.stop());
    await eventually(() => expect(run.events).toEqual(['there']));
    expect(JSON.stringify(run.via())).not.toContain('canary');
  },
  poll: async (url: string): Promise<void> => {
    const run = pollRun(url, { mode: 'interval', intervalMs: 10_000 }, secretsOf(url));
    closers.push(() => run.stop());
    await eventually(() => expect(run.data).toEqual(['"there"']));
    expect(JSON.stringify(run.opened)).not.toContain('canary');
  },
};
const STATUSES = [301, 302, 303, 307, 308] as const;

describe.each(['stream', 'poll'] as const)('C1: a %s', (way) => {
  const go = ways[way];

  it.each(STATUSES)(
    'C1: keeps all within the origin after %d, the body only where the method stays',
    async (status) => {
      const first = await place([status, () => '/there']);
      await go(`http://localhost:${first.port}/start`);
      const [asked, then] = first.seen as [Seen, Seen];
      expect(asked).toMatchObject({
        method: 'POST',
        body: BODY,
        url: expect.stringContaining('key=canary-query'),
      });
      expect(then.headers).toMatchObject({
        'x-api-key': 'canary-key',
        authorization: 'Bearer canary-bearer',
        cookie: 'mine=canary-cookie; sid=canary-jar',
      });
      expect([then.method, then.body, then.headers['content-type']]).toEqual(
        status < 307 ? ['GET', '', undefined] : ['POST', BODY, 'application/json'],
      );
    },
  );

  it.each(STATUSES)('C1: leaves all behind when the port changes with %d', async (status) => {
    const other = await place(null);
    const first = await place([status, () => `http://localhost:${other.port}/there`]);
    await go(`http://localhost:${first.port}/start`);
    expect(JSON.stringify(other.seen)).not.toContain('canary');
    expect(other.seen[0]).toMatchObject({ method: status < 307 ? 'GET' : 'POST', body: '' });
    expect(Object.keys(other.seen[0]!.headers)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:authorization|cookie|x-api-key|last-event-id)$/u)]),
    );
  });

  it.each(STATUSES)('C1: leaves all behind when only the host changes with %d', async (status) => {
    const first: Place = await place([status, () => `http://127.0.0.1:${first.port}/there`]);
    await go(`http://localhost:${first.port}/start`);
    expect(JSON.stringify(first.seen[0])).toContain('canary');
    expect(JSON.stringify(first.seen[1])).not.toContain('canary');
  });

  it.each(STATUSES)('C1: leaves all behind when the scheme changes with %d', async (status) => {
    const other = await place(null, true);
    const first = await place([status, () => `https://localhost:${other.port}/there`]);
    await go(`http://localhost:${first.port}/start`);
    expect(JSON.stringify(other.seen)).not.toContain('canary');
  });

  it('C1: gives nothing back to an origin that another one led back to', async () => {
    const other = await place([307, () => `http://localhost:${first.port}/chosen-there`]);
    const first: Place = await place([307, () => `http://localhost:${other.port}/start`]);
    await go(`http://localhost:${first.port}/start`);
    expect(first.seen.map(({ url }) => url.split('?')[0])).toEqual(['/start', '/chosen-there']);
    expect(JSON.stringify([other.seen, first.seen[1]])).not.toContain('canary');
  });

  it('C1: takes a name and a path of userinfo in a Location for no credentials', async () => {
    const first: Place = await place([307, () => `http://evil:pw@localhost:${first.port}/there`]);
    await go(`http://localhost:${first.port}/start`);
    expect(first.seen[1]!.headers.authorization).toBe('Bearer canary-bearer');
  });
});

describe('S25: places that are not followed', () => {
  it.each([
    ['', 'bad-redirect', 'orders redirects (307) without saying where to.'],
    ['http://', 'bad-redirect', 'orders redirects (307) without saying where to.'],
    ['http://localhost:99999/', 'bad-redirect', 'orders redirects (307) without saying where to.'],
    ['file:///etc/passwd', 'bad-redirect', 'orders redirects to a file: address.'],
    ['data:text/event-stream,data:x', 'bad-redirect', 'orders redirects to a data: address.'],
    ['ws://localhost/', 'bad-redirect', 'orders redirects to a ws: address.'],
  ])('S25: "%s"', async (location, code, message) => {
    const first = await place([307, () => location]);
    const url = `http://localhost:${first.port}/start`;
    expect(await runSse(url).ended).toMatchObject({ code, message, remedy: 'stop' });
    const poll = pollRun(url);
    await eventually(() => expect(poll.error).toMatchObject({ code, message, remedy: 'stop' }));
  });

  it('S25: from https to http', async () => {
    const first = await place([302, () => 'http://localhost:1/'], true);
    const line = createLine({ tls: { authorities: authority.cert } });
    expect(await runSse(`https://localhost:${first.port}/start`, { line }).ended).toMatchObject({
      code: 'insecure-redirect',
      remedy: 'stop',
    });
  });

  it('S25: more than five hops, and a circle', async () => {
    const chain = await place([302, (url) => `/start${Number(url.slice(6) || 0) + 1}`]);
    expect(await runSse(`http://localhost:${chain.port}/start`).ended).toMatchObject({
      code: 'redirect-loop',
      message: 'orders redirects more than 5 times.',
    });
    expect(chain.seen).toHaveLength(6);
    const circle = await place([302, (url) => (url === '/start' ? '/start2' : '/start')]);
    expect(await runSse(`http://localhost:${circle.port}/start`).ended).toMatchObject({
      code: 'redirect-loop',
      message: 'orders redirects in a circle.',
    });
  });

  it('follows a place that sets a cookie and sends to itself once more', async () => {
    const seen: (string | undefined)[] = [];
    const server = http.createServer((request, response) => {
      seen.push(request.headers.cookie);
      if (!request.headers.cookie)
        return void response.writeHead(302, { location: request.url, 'set-cookie': 'checked=1' }).end();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: in\n\n');
    });
    server.listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const run = runSse(`http://localhost:${(server.address() as AddressInfo).port}/`, {
      credentials: [createCookieJar()],
    });
    closers.push(() => run.stop());
    await eventually(() => expect(run.events).toEqual(['in']));
    expect(seen).toEqual([undefined, 'checked=1']);
  });
});

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createLine } from '../../../src/main/sources/line/create-line';
import { createAuthority, type Authority } from '../../support/authority';
import { eventually } from '../../support/eventually';
import { startHttp2Server, startNginxHttp2, type Http2Server } from '../../support/http2-server';
import { runSse, type SseRun } from '../../support/run-sse';

let authority: Authority;
let server: Http2Server;
let run: SseRun | undefined;
beforeAll(() => {
  authority = createAuthority();
});
afterAll(() => authority.remove());
afterEach(async () => {
  await run?.stop();
  await server.close();
});

const line = (part = {}): ReturnType<typeof createLine> =>
  createLine({ tls: { authorities: authority.cert }, ...part });
const head = { 'content-type': 'text/event-stream' };

it('B1: speaks HTTP/2 where the server does, and says so', async () => {
  server = await startHttp2Server(authority.issue(['localhost']), (_, response) => {
    response.writeHead(200, head);
    response.write('data: over h2\n\n');
  });
  run = runSse(server.url, { line: line(), headers: [['X-Key', 'k']], lastEventId: '☃' });
  await eventually(() => expect(run!.events).toEqual(['over h2']));
  expect(server.requests[0]).toMatchObject({ protocol: '2.0', method: 'GET', path: '/stream' });
  expect(server.requests[0]!.headers['x-key']).toBe('k');
  expect(Buffer.from(String(server.requests[0]!.headers['last-event-id']), 'latin1').toString()).toBe('☃');
  expect(run.via()).toMatchObject({
    protocol: 'HTTP/2',
    status: 200,
    remoteAddress: `127.0.0.1:${server.port}`,
    tls: {
      version: 'TLSv1.3',
      alpn: 'h2',
      subject: 'localhost',
      issuer: 'Test Authority',
      expiresAt: Date.UTC(2099, 11, 31),
      verified: true,
    },
  });
});

it('stays with HTTP/1.1 when it is told to, and says so', async () => {
  server = await startHttp2Server(authority.issue(['localhost']), (_, response) => {
    response.writeHead(200, head);
    response.write('data: over h1\n\n');
  });
  run = runSse(server.url, { line: line({ http2: false }) });
  await eventually(() => expect(run!.events).toEqual(['over h1']));
  expect(server.requests[0]!.protocol).toBe('1.1');
  expect(run.via()).toMatchObject({ protocol: 'HTTP/1.1', tls: { alpn: 'http/1.1' } });
});

it('takes the end of a stream for an end, and leaves no session behind', async () => {
  server = await startHttp2Server(authority.issue(['localhost']), (_, response) => {
    response.writeHead(200, head);
    response.end('data: last\n\n');
  });
  run = runSse(server.url, { line: line() });
  expect(await run.ended).toEqual({ incomplete: false });
  expect(run.events).toEqual(['last']);
  await eventually(() => expect(server.sessions.size).toBe(0));
});

it('lets go of the connection when it is stopped', async () => {
  server = await startHttp2Server(authority.issue(['localhost']), (_, response) => {
    response.writeHead(200, head);
    response.write('data: a\n\n');
  });
  run = runSse(server.url, { line: line() });
  await eventually(() => expect(run!.events).toEqual(['a']));
  await run.stop();
  await eventually(() => expect(server.sessions.size).toBe(0));
});

it.each(['reset', 'destroyed'] as const)('names a stream that is %s in the middle', async (how) => {
  server = await startHttp2Server(authority.issue(['localhost']), (_, response) => {
    response.writeHead(200, head);
    response.write('data: a\n\n', () => {
      if (how === 'reset') response.stream.close(2);
      else response.stream.session!.destroy();
    });
  });
  run = runSse(server.url, { line: line() });
  expect(await run.ended).toMatchObject({
    code: 'reset',
    message: 'orders closed the connection in the middle of the stream.',
    remedy: 'retry',
  });
});

it('a polite GOAWAY does not end a stream that still runs', async () => {
  let more = (): void => undefined;
  server = await startHttp2Server(authority.issue(['localhost']), (_, response) => {
    response.writeHead(200, head);
    response.write('data: before\n\n');
    response.stream.session!.goaway(0);
    more = () => response.write('data: after\n\n');
  });
  run = runSse(server.url, { line: line() });
  await eventually(() => expect(run!.events).toEqual(['before']));
  more();
  await eventually(() => expect(run!.events).toEqual(['before', 'after']));
});

it('names a GOAWAY that breaks the stream off', async () => {
  server = await startHttp2Server(authority.issue(['localhost']), (_, response) => {
    response.writeHead(200, head);
    response.write('data: before\n\n', () => {
      const session = response.stream.session!;
      session.goaway(11, 0); // ENHANCE_YOUR_CALM, and none of the streams was taken
      session.destroy();
    });
  });
  run = runSse(server.url, { line: line() });
  expect(await run.ended).toMatchObject({ code: 'reset', remedy: 'retry' });
  expect(run.events).toEqual(['before']);
});

it('names a stream that is reset before it is answered', async () => {
  server = await startHttp2Server(authority.issue(['localhost']), (_, response) => response.stream.close(7));
  run = runSse(server.url, { line: line() });
  expect(await run.ended).toMatchObject({
    code: 'reset',
    message: 'orders closed the connection without an answer.',
    remedy: 'retry',
  });
});

it('answers pings in the middle of a stream, and changes of settings', async () => {
  server = await startHttp2Server(authority.issue(['localhost']), (_, response) => {
    response.writeHead(200, head);
    response.write('data: before\n\n');
  });
  run = runSse(server.url, { line: line() });
  await eventually(() => expect(run!.events).toEqual(['before']));
  const [session] = server.sessions;
  const pinged = await new Promise<number>((resolve, reject) => {
    session!.ping((error, ms) => (error ? reject(error) : resolve(ms)));
  });
  expect(pinged).toBeGreaterThan(0);
  await new Promise<void>((settled) => session!.settings({ initialWindowSize: 1_000 }, () => settled()));
  server.streams.at(-1)!.write('data: after\n\n');
  await eventually(() => expect(run!.events).toEqual(['before', 'after']));
});

it('B1: takes streams of nginx over HTTP/2, as they are flushed', async () => {
  server = await startHttp2Server(authority.issue(['localhost']), (_, response) => {
    response.writeHead(200, { ...head, 'x-accel-buffering': 'no' });
    response.write('data: first\n\n');
  });
  const nginx = await startNginxHttp2(authority.issue(['localhost']), `https://127.0.0.1:${server.port}`);
  try {
    run = runSse(`https://localhost:${nginx.port}/`, { line: line() });
    await eventually(() => expect(run!.events).toEqual(['first']));
    server.streams.at(-1)!.write('data: second\n\n');
    await eventually(() => expect(run!.events).toEqual(['first', 'second']));
    expect(run.via()).toMatchObject({ protocol: 'HTTP/2', tls: { alpn: 'h2' } });
    expect(run.via()!.headers['server']).toMatch(/^nginx/u);
    await nginx.quit();
    expect(await run.ended).toMatchObject({ code: 'reset', remedy: 'retry' });
  } finally {
    await nginx.close();
  }
});

it('sends a body, and follows a redirect over HTTP/2', async () => {
  server = await startHttp2Server(authority.issue(['localhost']), (request, response) => {
    if (request.path === '/stream') return void response.writeHead(307, { location: '/there' }).end();
    response.writeHead(200, head);
    response.write('data: posted\n\n');
  });
  run = runSse(server.url, {
    line: line(),
    method: 'POST',
    body: { type: 'application/json', text: '{"prompt":"☃"}' },
  });
  await eventually(() => expect(run!.events).toEqual(['posted']));
  expect(server.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['POST', '/stream', '{"prompt":"☃"}'],
    ['POST', '/there', '{"prompt":"☃"}'],
  ]);
});

it('delivers 8 MB in order through windows of flow control', async () => {
  const part = `data: ${'x'.repeat(1_000)}\n\n`;
  server = await startHttp2Server(authority.issue(['localhost']), (_, response) => {
    response.writeHead(200, head);
    response.end(part.repeat(8_000));
  });
  run = runSse(server.url, { line: line() });
  expect(await run.ended).toEqual({ incomplete: false });
  expect(run.events).toHaveLength(8_000);
  expect(run.bytes().decoded).toBe(part.length * 8_000);
});

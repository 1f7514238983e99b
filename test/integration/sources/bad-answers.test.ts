import { createServer as createHttpServer } from 'node:http';
import net from 'node:net';
import { gzipSync, createGzip, constants } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { watchSource, type WatchedSource } from '../../support/watched-source';

let server: RawSseServer | undefined;
let source: WatchedSource | undefined;
afterEach(async () => {
  await source?.close();
  await server?.close();
  server = undefined;
});

const answer = (status: string, headers = '', body = ''): string =>
  `HTTP/1.1 ${status}\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;

async function against(bytes: string | Buffer): Promise<WatchedSource> {
  server = await startRawSseServer(({ socket }) => socket.end(bytes));
  source = watchSource(server.url);
  return source;
}
async function reasonOf(
  watched: WatchedSource,
  phase: 'stopped' | 'waiting',
): Promise<{ code: string; message: string }> {
  return eventually(() => {
    const { state } = watched.status();
    if (state.phase !== phase) throw new Error(`the source is ${state.phase}: ${JSON.stringify(state)}`);
    return state.reason;
  });
}

describe('S24: an answer that is no stream', () => {
  it.each([
    ['204 No Content', 'stopped', 'no-content', /ended the stream for good/],
    ['400 Bad Request', 'stopped', 'bad-status', /400 Bad Request/],
    ['401 Unauthorized', 'stopped', 'unauthorized', /refused the credentials \(401/],
    ['403 Forbidden', 'stopped', 'forbidden', /403 Forbidden/],
    ['404 Not Found', 'stopped', 'not-found', /nothing at this address \(404/],
    ['410 Gone', 'stopped', 'not-found', /410 Gone/],
    ['429 Too Many Requests', 'waiting', 'unavailable', /429/],
    ['500 Internal Server Error', 'waiting', 'unavailable', /500 Internal Server Error/],
    ['503 Service Unavailable', 'waiting', 'unavailable', /503/],
    ['205 Reset Content', 'stopped', 'no-content', /205/],
    ['210 Odd', 'stopped', 'bad-status', /210/],
    ['299 Odd', 'stopped', 'bad-status', /299/],
    ['304 Not Modified', 'stopped', 'bad-status', /304/],
  ] as const)('%s', async (status, phase, code, sentence) => {
    const reason = await reasonOf(await against(answer(status)), phase);
    expect(reason.code).toBe(code);
    expect(reason.message).toMatch(sentence);
    expect(reason.message).toContain('orders');
  });

  it('honours Retry-After', async () => {
    const watched = await against(answer('503 Service Unavailable', 'retry-after: 7\r\n'));
    await reasonOf(watched, 'waiting');
    expect(watched.status().state).toMatchObject({ delayMs: 7_000 });
  });

  it('S23: HTML is a login page or a proxy, not a stream', async () => {
    const reason = await reasonOf(
      await against(answer('200 OK', 'content-type: text/html; charset=utf-8\r\n', '<h1>Sign in</h1>')),
      'stopped',
    );
    expect(reason).toMatchObject({
      code: 'not-an-event-stream',
      message: 'orders answered text/html instead of text/event-stream.',
    });
  });

  it('S23: takes the type in any case and with parameters', async () => {
    const watched = await against(
      'HTTP/1.1 200 OK\r\ncontent-type: TEXT/EVENT-STREAM ; x=y\r\nconnection: close\r\n\r\ndata: a\n\n',
    );
    await eventually(() => expect(watched.events()).toHaveLength(1));
  });
});

describe('a server that is not there or speaks something else', () => {
  it('names a refused connection', async () => {
    const probe = net.createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => probe.once('listening', listening));
    const { port } = probe.address() as net.AddressInfo;
    await new Promise((closed) => probe.close(closed));
    source = watchSource(`http://127.0.0.1:${port}/`);
    expect(await reasonOf(source, 'waiting')).toMatchObject({
      code: 'refused',
      message: 'orders refused the connection.',
    });
  });

  it('S41: names a host that cannot be found', async () => {
    source = watchSource('http://nowhere.invalid/');
    const reason = await reasonOf(source, 'waiting');
    expect(reason.code).toBe('dns');
    expect(reason.message).toContain('nowhere.invalid');
  });

  it('names something that is not HTTP', async () => {
    expect(await reasonOf(await against('SSH-2.0-OpenSSH_9.2\r\n'), 'waiting')).toMatchObject({
      code: 'protocol',
    });
  });

  it('names an end before any answer', async () => {
    expect(await reasonOf(await against(''), 'waiting')).toMatchObject({
      code: 'reset',
      message: 'orders closed the connection without an answer.',
    });
  });
});

describe('S25: redirects', () => {
  const secrets = {
    headers: [
      { name: 'Authorization', value: 'Bearer canary-1', secret: true, enabled: true },
      { name: 'X-Api-Key', value: 'canary-2', secret: true, enabled: true },
      { name: 'Cookie', value: 'sid=canary-3', secret: true, enabled: true },
    ],
    startFromId: 'canary-4',
  };

  it.each([301, 302, 303, 307, 308])('follows %d within the origin, headers and all', async (status) => {
    server = await startRawSseServer(({ socket }, number) =>
      socket.end(
        number === 1 ? answer(`${status} Moved`, 'location: /there\r\n') : `${STREAM_HEAD}data: a\n\n`,
      ),
    );
    source = watchSource(server.url, secrets);
    await eventually(() => expect(source!.events()).toHaveLength(1));
    expect(server.requests[1]!.line).toBe('GET /there HTTP/1.1');
    expect(server.requests[1]!.headers).toMatchObject({
      authorization: 'Bearer canary-1',
      'x-api-key': 'canary-2',
    });
  });

  it('takes no header of the person to another port', async () => {
    const other = await startRawSseServer(({ socket }) => socket.end(`${STREAM_HEAD}data: a\n\n`));
    try {
      server = await startRawSseServer(({ socket }) =>
        socket.end(answer('307 Moved', `location: ${other.url}\r\n`)),
      );
      source = watchSource(server.url, secrets);
      await eventually(() => expect(source!.events()).not.toEqual([]));
      expect(JSON.stringify(other.requests[0]!.headers)).not.toContain('canary');
    } finally {
      await other.close();
    }
  });

  it('names a circle, a missing target and a target that is not http', async () => {
    expect(
      (await reasonOf(await against(answer('302 Found', 'location: /stream\r\n')), 'stopped')).code,
    ).toBe('redirect-loop');
    await source!.close();
    await server!.close();
    expect((await reasonOf(await against(answer('302 Found')), 'stopped')).code).toBe('bad-redirect');
    await source!.close();
    await server!.close();
    expect(
      (await reasonOf(await against(answer('302 Found', 'location: file:///etc/passwd\r\n')), 'stopped'))
        .message,
    ).toContain('file:');
  });
});

describe('hostile and broken streams', () => {
  it('S17: cuts off a line of 50 MB with a sentence, and goes on with backoff', async () => {
    const megabyte = Buffer.alloc(1_000_000, 'x');
    server = await startRawSseServer(({ socket }, number) => {
      if (number > 1) return void socket.write(`${STREAM_HEAD}data: after\n\n`);
      socket.write(`${STREAM_HEAD}data: before\n\ndata: `);
      let left = 50;
      const send = (): void => {
        while (left-- > 0) if (!socket.write(megabyte)) return;
      };
      socket.on('drain', send);
      send();
    });
    source = watchSource(server.url);
    await eventually(() => expect(source!.events().map((event) => event.data)).toEqual(['before', 'after']), {
      timeoutMs: 20_000,
    });
    const ended = source.status().attempts[0]!;
    expect(ended.reason).toMatchObject({ code: 'line-too-long', message: expect.stringContaining('16 MiB') });
    expect(source.status().counters.bytes).toBeLessThan(20_000_000);
  });

  it('S18: cuts off an event of lines without end, and goes on with backoff', async () => {
    const lines = Buffer.from('data: x\n'.repeat(100_000));
    server = await startRawSseServer(({ socket }, number) => {
      if (number > 1) return void socket.write(`${STREAM_HEAD}data: after\n\n`);
      socket.write(STREAM_HEAD);
      let left = 50;
      const send = (): void => {
        while (left-- > 0) if (!socket.write(lines)) return;
      };
      socket.on('drain', send);
      send();
    });
    source = watchSource(server.url);
    await eventually(() => expect(source!.events().map((event) => event.data)).toEqual(['after']), {
      timeoutMs: 20_000,
    });
    expect(source.status().attempts[0]!.reason).toMatchObject({
      code: 'event-too-large',
      message: expect.stringContaining('16 MiB'),
    });
  });

  it('S19: takes an event name of 5 MB for the text it is, and goes on', async () => {
    const name = 'n'.repeat(5_000_000);
    const watched = await against(`${STREAM_HEAD}event: ${name}\ndata: a\n\nevent: x\ndata: b\n\n`);
    await eventually(() => expect(watched.events().map(({ data }) => data)).toEqual(['a', 'b']));
    expect(watched.events().map(({ type }) => type.length)).toEqual([5_000_000, 1]);
  });

  it('S20: takes one event of 10 MiB', async () => {
    const watched = await against(`${STREAM_HEAD}data: ${'x'.repeat(10 * 1_048_576)}\n\n`);
    await eventually(() => expect(watched.events()[0]?.data.length).toBe(10 * 1_048_576));
  });

  it('S21: replaces invalid UTF-8 and counts it', async () => {
    const watched = await against(
      Buffer.concat([Buffer.from(`${STREAM_HEAD}data: a`), Buffer.from([0xff]), Buffer.from('b\n\n')]),
    );
    await eventually(() => expect(watched.status().counters.invalidUtf8).toBe(1));
    expect(watched.events()[0]!.data).toBe('a\ufffdb');
    expect(Buffer.from(watched.events()[0]!.raw).includes(0xff)).toBe(true);
  });

  it('S34: drops what a cut stream leaves unfinished, and counts it', async () => {
    const watched = await against(`${STREAM_HEAD}data: whole\n\ndata: cut`);
    await eventually(() => expect(watched.status().counters.incomplete).toBeGreaterThan(0));
    expect(watched.events().every((event) => event.data === 'whole')).toBe(true);
  });

  it('S45: keeps server events named error and open apart from the connection', async () => {
    server = await startRawSseServer(({ socket }) =>
      socket.write(
        `${STREAM_HEAD}event: error\ndata: 1\n\nevent: open\ndata: 2\n\nevent: close\ndata: 3\n\n`,
      ),
    );
    source = watchSource(server.url);
    await eventually(() =>
      expect(source!.events().map((event) => event.type)).toEqual(['error', 'open', 'close']),
    );
    expect(source.status().state.phase).toBe('open');
  });

  it('reads data that is not JSON as the text it is', async () => {
    const watched = await against(`${STREAM_HEAD}data: {"half": \n\n`);
    await eventually(() => expect(watched.events()[0]?.data).toBe('{"half": '));
    expect(watched.events()[0]!.level).toBeNull();
  });
});

describe('S10–S15: what a server may ask for', () => {
  it.each([
    ['id: a\u0001b', undefined, /control character/],
    [`id: ${'x'.repeat(20_000)}`, undefined, /longer than/],
    ['id: ☃', '☃', null],
  ] as const)('the id %s', async (field, sent, problem) => {
    server = await startRawSseServer(({ socket }) => socket.end(`${STREAM_HEAD}${field}\ndata: a\n\n`));
    source = watchSource(server.url);
    await eventually(() => expect(server!.requests.length).toBeGreaterThan(1));
    const header = server.requests[1]!.headers['last-event-id'];
    expect(header === undefined ? undefined : Buffer.from(header, 'latin1').toString()).toBe(sent);
    if (problem) expect(source.status().resumeProblem).toMatch(problem);
    else expect(source.status().resumeProblem).toBeNull();
  });

  it.each([
    ['characters whose low bytes are CR and LF', 'a\u010d\u010aX-Evil: 1'],
    ['CR and LF in their percent-encoding', 'a%0d%0aX-Evil: 1'],
    ['CR and LF as a program would write them', 'a\\r\\nX-Evil: 1'],
  ])('S13: an id cannot add a header: %s', async (_, id) => {
    server = await startRawSseServer(({ socket }) => socket.end(`${STREAM_HEAD}id: ${id}\ndata: a\n\n`));
    source = watchSource(server.url);
    await eventually(() => expect(server!.requests.length).toBeGreaterThan(1));
    const { headers } = server.requests[1]!;
    expect(headers).not.toHaveProperty('x-evil');
    expect(Buffer.from(headers['last-event-id'] ?? '', 'latin1').toString()).toBe(id);
  });

  it('S12: an id of 1,000,000 characters is shown and not sent, so that the stream goes on', async () => {
    const id = 'i'.repeat(1_000_000);
    server = await startRawSseServer(({ socket, headers }, number) => {
      // As servers do that take 8 KiB of headers.
      if ((headers['last-event-id'] ?? '').length > 8_192)
        socket.end(answer('431 Request Header Fields Too Large'));
      else if (number === 1) socket.end(`${STREAM_HEAD}id: ${id}\ndata: a\n\n`);
      else socket.write(`${STREAM_HEAD}data: b\n\n`);
    });
    source = watchSource(server.url);
    await eventually(() => expect(source!.events().map(({ data }) => data)).toEqual(['a', 'b']));
    expect(source.events()[0]!.lastEventId).toBe(id);
  });

  it.each([
    ['0', 500],
    ['1', 500],
    ['2500', 2_500],
    ['99999999999', 3_600_000],
    ['9'.repeat(400), 3_600_000],
  ])('retry: %s', async (value, delayMs) => {
    const watched = await against(`${STREAM_HEAD}retry: ${value}\n\n`);
    await reasonOf(watched, 'waiting');
    expect(watched.status().state).toMatchObject({ delayMs });
    expect(watched.status().serverRetryMs).toBe(delayMs);
  });

  it('S35: backs off from a server that closes at once', async () => {
    server = await startRawSseServer(({ socket }) => socket.end(STREAM_HEAD));
    source = watchSource(server.url, {}, () => 0.999);
    await eventually(() => expect(server!.requests.length).toBe(3), { timeoutMs: 10_000 });
    const delays = source.states.flatMap((state) => (state.phase === 'waiting' ? [state.delayMs] : []));
    expect(delays[1]!).toBeGreaterThan(delays[0]! * 1.5);
  });

  it('S37: drops what comes twice after a reconnect, and counts it', async () => {
    server = await startRawSseServer(({ socket }, number) => {
      if (number === 1) socket.end(`${STREAM_HEAD}id: 1\ndata: a\n\nid: 2\ndata: b\n\n`);
      else socket.write(`${STREAM_HEAD}id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n`);
    });
    source = watchSource(server.url);
    await eventually(() => expect(source!.events().map((event) => event.data)).toEqual(['a', 'b', 'c']));
    expect(source.status().counters.duplicates).toBe(2);
  });
});

describe('S26: compressed streams', () => {
  it('hands events on as each flush arrives', async () => {
    const http = createHttpServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
      gzip.pipe(response);
      gzip.write('data: flushed\n\n');
    }).listen(0, '127.0.0.1');
    try {
      await new Promise((listening) => http.once('listening', listening));
      source = watchSource(`http://127.0.0.1:${(http.address() as net.AddressInfo).port}/`);
      await eventually(() => expect(source!.events()[0]?.data).toBe('flushed'));
    } finally {
      await source?.close();
      http.closeAllConnections();
      http.close();
    }
  });

  it('S27: stops at bytes that grow too much', async () => {
    const bomb = gzipSync(Buffer.alloc(60_000_000, 'x'));
    const watched = await against(
      Buffer.concat([
        Buffer.from(
          'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n',
        ),
        bomb,
      ]),
    );
    expect((await reasonOf(watched, 'waiting')).code).toBe('inflates-too-much');
  });

  it('names an encoding it cannot read, and bytes that are not what they say', async () => {
    expect(
      (
        await reasonOf(
          await against(
            'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: lz4\r\nconnection: close\r\n\r\nx',
          ),
          'stopped',
        )
      ).code,
    ).toBe('bad-encoding');
    await source!.close();
    await server!.close();
    expect(
      (
        await reasonOf(
          await against(
            'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\nnot gzip',
          ),
          'waiting',
        )
      ).code,
    ).toBe('bad-encoding');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { runStreamgauge, type RunningCommand } from '../../support/run-streamgauge';

let server: RawSseServer | undefined;
let command: RunningCommand | undefined;
afterEach(async () => {
  command?.child.kill('SIGKILL');
  await command?.exit;
  await server?.close();
  server = undefined;
});

describe('streamgauge tail', () => {
  it('C7: prints one JSON object a line for all that happens, and ends after --count events', async () => {
    server = await startRawSseServer(({ socket }) => {
      socket.write(
        `${STREAM_HEAD}: hello\nretry: 2000\n\nchannel: orders/eu\nevent: order.paid\nid: 7\ndata: {"total": 12.50}\ndata: two\n\ndata: b\n\n`,
      );
    });
    command = runStreamgauge(
      'tail',
      server.url,
      '-H',
      'Authorization: Bearer t-1',
      '-H',
      'X-Api-Key: k',
      '--last-event-id',
      '6',
      '--count',
      '2',
    );
    expect(await command.exit).toBe(0);
    expect(server.requests[0]!.headers).toMatchObject({
      authorization: 'Bearer t-1',
      'x-api-key': 'k',
      'last-event-id': '6',
      accept: 'text/event-stream',
    });
    expect(command.lines()).toMatchObject([
      { kind: 'state', state: 'connecting', attempt: 1 },
      { kind: 'state', state: 'open', attempt: 1 },
      { kind: 'open', transport: 'sse', status: 200, headers: { 'content-type': 'text/event-stream' } },
      { kind: 'comment', text: ' hello' },
      { kind: 'retry', ms: 2000 },
      {
        kind: 'event',
        type: 'order.paid',
        id: '7',
        lastEventId: '7',
        channel: 'orders/eu',
        data: '{"total": 12.50}\ntwo',
        receivedAt: expect.any(Number),
      },
      { kind: 'event', type: 'message', id: null, lastEventId: '7', channel: 'stream', data: 'b' },
      { kind: 'closed', reason: '2 events received.' },
    ]);
  });

  it('C5: reconnects after the server ended the stream, and resumes', async () => {
    server = await startRawSseServer(({ socket }, number) => {
      if (number === 1) socket.end(`${STREAM_HEAD}retry: 500\nid: 1\ndata: a\n\n`);
      else socket.write(`${STREAM_HEAD}id: 2\ndata: b\n\n`);
    });
    command = runStreamgauge('tail', server.url, '--count', '2');
    expect(await command.exit).toBe(0);
    expect(server.requests[1]!.headers['last-event-id']).toBe('1');
    expect(command.lines().find((line) => line['state'] === 'waiting')).toMatchObject({
      attempt: 2,
      delayMs: expect.any(Number),
      reason: expect.stringContaining('ended the stream'),
    });
  });

  it('ends with 4 when the credentials are refused, 3 when there is no stream, 0 on 204', async () => {
    for (const [status, code] of [
      ['401 Unauthorized', 4],
      ['403 Forbidden', 4],
      ['404 Not Found', 3],
      ['204 No Content', 0],
    ] as const) {
      server = await startRawSseServer(({ socket }) =>
        socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`),
      );
      command = runStreamgauge('tail', server.url);
      expect(await command.exit, status).toBe(code);
      expect(command.lines().at(-1)).toMatchObject({
        kind: 'closed',
        reason: expect.stringContaining(status.slice(0, 3)),
      });
      await server.close();
    }
    server = undefined;
  });

  it('ends with 3 when the stream it followed is gone for good', async () => {
    server = await startRawSseServer(({ socket }, number) =>
      socket.end(
        number === 1 ? `${STREAM_HEAD}data: a\n\n` : 'HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n',
      ),
    );
    command = runStreamgauge('tail', server.url);
    expect(await command.exit).toBe(3);
    expect(command.lines().filter((line) => line['kind'] === 'event')).toHaveLength(1);
  });

  it('ends after --for seconds, and on SIGINT, with 0', async () => {
    server = await startRawSseServer(({ socket }) => socket.write(`${STREAM_HEAD}: hi\n\n`));
    command = runStreamgauge('tail', server.url, '--for', '0.5');
    expect(await command.exit).toBe(0);
    expect(command.lines().at(-1)).toEqual({ kind: 'closed', reason: '0.5 s are over.' });
    command = runStreamgauge('tail', server.url);
    await eventually(() => expect(command!.stdout()).toContain('"comment"'));
    command.child.kill('SIGINT');
    expect(await command.exit).toBe(0);
  });

  it('ends quietly when its reader goes away', async () => {
    server = await startRawSseServer(({ socket }) => {
      socket.write(STREAM_HEAD);
      const send = (): void => {
        while (!socket.destroyed && socket.write('data: x\n\n'.repeat(1_000)));
      };
      socket.on('drain', send);
      send();
    });
    command = runStreamgauge('tail', server.url);
    await eventually(() => expect(command!.stdout().length).toBeGreaterThan(1_000));
    command.child.stdout!.destroy();
    expect(await command.exit).toBe(0);
    expect(command.stderr()).toBe('');
  });

  it.each([
    [['tail'], /needs the address/],
    [['tail', 'ftp://example.com/'], /is not an event stream address/],
    [['tail', 'http://127.0.0.1/', '-H', 'no colon'], /has no colon/],
    [['tail', 'http://127.0.0.1/', '-H', 'X-A: a\r\nX-Evil: b'], /line break/],
    [['tail', 'http://127.0.0.1/', '-H', 'Bad Name: a'], /characters that HTTP does not allow/],
    [['tail', 'http://127.0.0.1/', '--count', '-1'], /--count/],
    [['tail', 'http://127.0.0.1/', '--frobnicate'], /--frobnicate/],
    [['serve', '--port', '99999'], /--port takes a whole number from 0 to 65535/],
    [['frobnicate'], /no command "frobnicate"/],
  ])('refuses %j with 2 and a sentence', async (args, sentence) => {
    command = runStreamgauge(...args);
    expect(await command.exit).toBe(2);
    expect(command.stderr()).toMatch(sentence);
    expect(command.stdout()).toBe('');
  });
});

import zlib from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionError } from '../../../src/main/sources/connection-error';
import { eventually } from '../../support/eventually';
import { runWebSocket, type WebSocketRun, type WebSocketRunOptions } from '../../support/websocket-run';
import {
  acceptFor,
  clientFrames,
  closeFrame,
  frame,
  OPCODE,
  startWsServer,
  text,
  type WsPeer,
  type WsServer,
} from '../../support/ws-server';

const MIB = 1024 * 1024;
const DEFLATE = 'Sec-WebSocket-Extensions: permessage-deflate';
/** A text frame that says it is compressed. */
const COMPRESSED_TEXT = { first: 0xc1 };

let server: WsServer | undefined;
let run: WebSocketRun | undefined;
afterEach(async () => {
  await run?.stop();
  await server?.close();
  server = run = undefined;
});

/** Starts a server that does this with every connection, and opens one. */
async function against(
  answer: (peer: WsPeer) => void,
  options: WebSocketRunOptions = {},
): Promise<WebSocketRun> {
  server = await startWsServer(answer);
  run = runWebSocket(server.url, options);
  return run;
}
/** How a connection that opens and then gets these frames fails. */
async function failureOf(...frames: Buffer[]): Promise<ConnectionError> {
  return (await against((peer) => peer.accept([], ...frames))).failure();
}
const answerOf = (status: string, ...fields: string[]): Buffer =>
  Buffer.from([`HTTP/1.1 ${status}`, 'Content-Length: 0', ...fields, '', ''].join('\r\n'));
/** So many MiB of zeros, compressed for one message. */
function bomb(mib: number): Buffer {
  const one = zlib.deflateRawSync(Buffer.alloc(MIB), { finishFlush: zlib.constants.Z_FULL_FLUSH, level: 9 });
  return Buffer.concat(Array<Buffer>(mib).fill(one));
}

describe('W1: a handshake that is wrong', () => {
  const upgrade = 'Upgrade: websocket';
  it.each<[string, (key: string) => string[], WebSocketRunOptions, string]>([
    ['no Accept', () => [upgrade], {}, 'wrong Sec-WebSocket-Accept'],
    ['another Accept', () => [upgrade, 'Sec-WebSocket-Accept: AAAA'], {}, 'wrong Sec-WebSocket-Accept'],
    ['another protocol', (key) => ['Upgrade: h2c', key], {}, 'not WebSocket'],
    [
      'a subprotocol nobody offered',
      (key) => [upgrade, key, 'Sec-WebSocket-Protocol: x'],
      {},
      'none was offered',
    ],
    [
      'another subprotocol',
      (key) => [upgrade, key, 'Sec-WebSocket-Protocol: x'],
      { setup: { subprotocols: ['y'] } },
      'was not offered',
    ],
    [
      'no subprotocol',
      (key) => [upgrade, key],
      { setup: { subprotocols: ['y'] } },
      'takes none of the subprotocols',
    ],
    [
      'an extension',
      (key) => [upgrade, key, 'Sec-WebSocket-Extensions: x-zip'],
      {},
      'extension that was not',
    ],
  ])('%s', async (_, fields, options, words) => {
    const { message, remedy, code } = await (
      await against((peer) => {
        const key = `Sec-WebSocket-Accept: ${acceptFor(peer.headers['sec-websocket-key']!)}`;
        const head = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', ...fields(key), '', ''];
        peer.send(Buffer.from(head.join('\r\n')));
      }, options)
    ).failure();
    expect(message).toContain(words);
    expect(message).toMatch(/^orders .*\.$/u);
    expect({ code, remedy }).toEqual({ code: 'bad-handshake', remedy: 'retry' });
    expect(run!.via()).toBeNull();
  });
});

it('W1: more than 32 KiB of headers are too many', async () => {
  await against((peer) => peer.accept([`X-Large: ${'x'.repeat(40_000)}`]));
  expect(await run!.failure()).toMatchObject({ code: 'protocol', remedy: 'stop' });
});

describe('W2: an HTTP answer instead of the 101', () => {
  it.each([
    ['200 OK', 'bad-status', 'stop'],
    ['204 No Content', 'no-content', 'stop'],
    ['400 Bad Request', 'bad-status', 'stop'],
    ['401 Unauthorized', 'unauthorized', 'credentials'],
    ['403 Forbidden', 'forbidden', 'credentials'],
    ['404 Not Found', 'not-found', 'stop'],
    ['407 Proxy Authentication Required', 'proxy-credentials', 'credentials'],
    ['410 Gone', 'not-found', 'stop'],
    ['426 Upgrade Required', 'bad-status', 'stop'],
    ['429 Too Many Requests', 'unavailable', 'retry'],
    ['500 Internal Server Error', 'unavailable', 'retry'],
    ['503 Service Unavailable', 'unavailable', 'retry'],
  ])('%s', async (status, code, remedy) => {
    const error = await (await against((peer) => peer.send(answerOf(status, 'Retry-After: 7')))).failure();
    expect(error).toMatchObject({ code, remedy });
    expect(error.message).toContain(status);
    expect(run!.statuses).toEqual([Number.parseInt(status)]);
    expect(error.retryAfterMs).toBe(remedy === 'retry' ? 7_000 : null);
  });

  it.each([301, 302, 303, 307, 308])('C1: a redirect (%i) is told and not followed', async (status) => {
    const elsewhere = await startWsServer((peer) => peer.accept());
    try {
      const location = `Location: ${elsewhere.url}?token=s3cr3t-of-the-server`;
      const error = await (
        await against((peer) => peer.send(answerOf(`${status} Moved`, location)), {
          request: { headers: [['Authorization', 'Bearer canary']] },
        })
      ).failure();
      expect(error).toMatchObject({ code: 'redirect', remedy: 'stop' });
      expect(error.hint).toContain(`${elsewhere.url}?token=••••`);
      expect(elsewhere.peers).toHaveLength(0);
    } finally {
      await elsewhere.close();
    }
  });

  it.each(['file:///etc/passwd', 'mailto:a@example.com', '', 'http://['])(
    'shows no place %j',
    async (location) => {
      const error = await (
        await against((peer) => peer.send(answerOf('302 Found', `Location: ${location}`)))
      ).failure();
      expect(error.hint).toBe(
        'Enter the address it leads to, if you trust it with the headers of this source.',
      );
    },
  );
});

it('W3: a handshake that never finishes ends at the limit, however slowly it drips', async () => {
  let drip: NodeJS.Timeout | undefined;
  const error = await (
    await against(
      ({ socket }) => {
        socket.write('HTTP/1.1 101 Switching');
        drip = setInterval(() => socket.write('x'), 20);
        socket.on('close', () => clearInterval(drip));
      },
      { limits: { handshakeTimeoutMs: 200 } },
    )
  ).failure();
  expect(error).toMatchObject({
    code: 'timeout',
    message: 'orders did not finish the WebSocket handshake within 0.2 s.',
  });
  await eventually(() => expect(server!.peers.every(({ socket }) => socket.destroyed)).toBe(true));
});

describe('compressed messages that grow', () => {
  it.each([
    ['W4: to 400 MiB', 400],
    ['W5: to 90 MiB, which the library would take', 90],
  ])('%s', async (_, mib) => {
    const payload = bomb(mib);
    const before = process.memoryUsage().rss;
    const error = await (
      await against((peer) => peer.accept([DEFLATE], frame(OPCODE.text, payload, COMPRESSED_TEXT)))
    ).failure();
    expect(error).toMatchObject({
      code: 'message-too-large',
      message: 'orders sent a message of more than 16 MiB.',
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * MIB);
    const closes = (): unknown =>
      clientFrames(server!.peers[0]!.received()).map(({ payload: [a, b] }) => a! * 256 + b!);
    await eventually(() => expect(closes()).toEqual([1009]));
  });
});

it.each([
  'server_max_window_bits=99',
  'server_max_window_bits=7',
  'server_no_context_takeover; server_no_context_takeover',
])('W6: refuses the parameter %s', async (parameter) => {
  const error = await (await against((peer) => peer.accept([`${DEFLATE}; ${parameter}`]))).failure();
  expect(error).toMatchObject({
    code: 'bad-handshake',
    message: 'orders answered with extension parameters that make no sense.',
  });
});

it.each([
  ['of one byte', 'x'],
  ['without a byte', ''],
])('W7: refuses a message of 200,000 fragments %s', async (_, payload) => {
  const first = frame(OPCODE.text, payload, { fin: false });
  const next = frame(OPCODE.continuation, payload, { fin: false });
  const error = await failureOf(first, Buffer.concat(Array<Buffer>(199_999).fill(next)));
  expect(error).toMatchObject({
    code: 'too-many-fragments',
    message: 'orders sent a message in more than 16,384 fragments.',
  });
});

it('W8: refuses a length of 2^62', async () => {
  const error = await failureOf(Buffer.from('817f4000000000000000', 'hex'));
  expect(error.code).toMatch(/^(?:protocol|message-too-large)$/u);
  expect(error.remedy).toBe('retry');
});

it('W8: takes a length that is written longer than it needs to be: the message is the same', async () => {
  await against((peer) => peer.accept([], Buffer.from('817e00026869', 'hex')));
  await eventually(() => expect(run!.data).toEqual(['hi']));
});

it.each([
  ['W9: a masked frame', Buffer.from('818200000000', 'hex')],
  ['W9: RSV1 without compression', frame(0, 'x', { first: 0xc1 })],
  ['W9: RSV2', frame(0, 'x', { first: 0xa1 })],
  ['W9: RSV3', frame(0, 'x', { first: 0x91 })],
  ['W9: opcode 3', frame(3, 'x')],
  ['W9: opcode B', frame(0xb, 'x')],
  ['W10: a ping of 126 bytes', frame(OPCODE.ping, 'x'.repeat(126))],
  ['W10: a ping in fragments', frame(OPCODE.ping, 'x', { fin: false })],
  ['W10: a continuation of nothing', frame(OPCODE.continuation, 'x')],
  [
    'W10: a new message within a message',
    Buffer.concat([frame(OPCODE.text, 'x', { fin: false }), text('y')]),
  ],
  ['W12: a close of one byte', frame(OPCODE.close, 'x')],
  ['W12: a close with a reason of 124 bytes', closeFrame(1000, 'x'.repeat(124))],
])('%s is a protocol error', async (_, bytes) => {
  const error = await failureOf(bytes);
  expect(error).toMatchObject({ code: 'protocol', remedy: 'retry' });
  expect(error.message).toMatch(/^orders does not speak WebSocket correctly \(WS_ERR_[A-Z0-9_]+\)\.$/u);
  expect(run!.events).toEqual([]);
});

describe('W11: invalid UTF-8', () => {
  const bad = Buffer.from([0x61, 0xc3, 0x28]);
  it.each([
    ['in text', [frame(OPCODE.text, bad)]],
    [
      'split over fragments',
      [frame(OPCODE.text, bad.subarray(0, 2), { fin: false }), frame(0, bad.subarray(2))],
    ],
    ['in the reason of a close', [closeFrame(1000, bad)]],
  ])('%s', async (_, frames) => {
    expect(await failureOf(...frames)).toMatchObject({ code: 'invalid-utf8', remedy: 'retry' });
  });

  it('takes a character that is split over fragments', async () => {
    const euro = Buffer.from('€');
    await against((peer) =>
      peer.accept([], frame(OPCODE.text, euro.subarray(0, 1), { fin: false }), frame(0, euro.subarray(1))),
    );
    await eventually(() => expect(run!.data).toEqual(['€']));
  });
});

describe('closing', () => {
  it.each([0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000])(
    'W12: code %i is a protocol error',
    async (code) => {
      expect(await failureOf(closeFrame(code))).toMatchObject({ code: 'protocol', remedy: 'retry' });
    },
  );

  it.each([
    [1001, 'closed', 'retry', 'is going away'],
    [1002, 'closed', 'stop', 'broke the protocol'],
    [1003, 'closed', 'stop', 'this kind of message'],
    [1007, 'closed', 'stop', 'could not read'],
    [1008, 'forbidden', 'credentials', 'policy'],
    [1009, 'closed', 'retry', 'too large'],
    [1010, 'closed', 'stop', 'extension'],
    [1011, 'closed', 'retry', 'error of its own'],
    [1012, 'closed', 'retry', 'restarts'],
    [1013, 'closed', 'retry', 'too busy'],
    [1014, 'closed', 'retry', 'gateway'],
    [3000, 'unauthorized', 'credentials', 'refused the credentials'],
    [3003, 'forbidden', 'credentials', 'does not allow'],
    [3008, 'closed', 'retry', 'timed out'],
    [3999, 'closed', 'retry', 'a code of its own'],
    [4401, 'unauthorized', 'credentials', 'refused the credentials'],
    [4403, 'forbidden', 'credentials', 'does not allow'],
    [4999, 'closed', 'retry', 'a code of its own'],
  ])('W13: %i is explained', async (code, kind, remedy, words) => {
    const error = await failureOf(closeFrame(code, 'because'));
    expect(error).toMatchObject({ code: kind, remedy });
    expect(error.message).toContain(words);
    expect(error.message).toContain(`(${code})`);
    expect(error.hint).toContain('It says: “because”.');
  });

  it('W13: 1000 without a word is the end of the stream', async () => {
    await against((peer) => peer.accept([], closeFrame(1000)));
    expect(await run!.ended).toEqual({ incomplete: false });
  });

  it('W13: a connection that breaks, or closes without a code, is explained without a number', async () => {
    await against((peer) => {
      peer.accept();
      peer.socket.end();
    });
    expect(await run!.failure()).toMatchObject({
      code: 'reset',
      remedy: 'retry',
      message: 'orders broke off the connection without closing it.',
    });
    await server!.close();
    expect(await failureOf(frame(OPCODE.close))).toMatchObject({
      message: 'orders closed the connection without a reason.',
      remedy: 'retry',
    });
  });

  it('C12: a reason is shown on one line, cut, and without the secrets it repeats', async () => {
    const reason = 'bad token canary-4711\n\u202eevil canary-4711';
    const request = { headers: [['Authorization', 'Bearer canary-4711']] } as const;
    await against((peer) => peer.accept([], closeFrame(1008, reason)), { request });
    const error = await run!.failure();
    expect(error.hint).toContain('It says: “bad token •••• evil ••••”.');
    expect(JSON.stringify([error.message, error.hint, error.code])).not.toContain('canary');
  });

  it('W14: a server that never answers a close is cut off', async () => {
    await against((peer) => peer.accept(), { limits: { closeTimeoutMs: 100 } });
    await eventually(() => expect(run!.via()).not.toBeNull());
    const { socket } = server!.peers[0]!;
    await run!.stop();
    await eventually(() => expect(socket.destroyed).toBe(true), { timeoutMs: 2_000 });
    expect(clientFrames(server!.peers[0]!.received()).map(({ opcode }) => opcode)).toEqual([OPCODE.close]);
  });
});

describe('pings', () => {
  it('W15: a flood is answered at a bounded rate, the latest last, and everything else goes on', async () => {
    const pings = Array.from({ length: 10_000 }, (_, i) => frame(OPCODE.ping, String(i)));
    await against((peer) => peer.accept([], ...pings, text('still here')));
    await eventually(() => expect(run!.data).toEqual(['still here']));
    const pongs = (): string[] =>
      clientFrames(server!.peers[0]!.received())
        .filter(({ opcode }) => opcode === OPCODE.pong)
        .map(({ payload }) => payload.toString());
    await eventually(() => expect(pongs().at(-1)).toBe('9999'));
    expect(pongs().length).toBeLessThan(500);
  });

  it('W15: a ping of 125 bytes is answered with the same', async () => {
    await against((peer) => peer.accept([], frame(OPCODE.ping, 'p'.repeat(125))));
    await eventually(() =>
      expect(clientFrames(server!.peers[0]!.received())).toEqual([
        { opcode: OPCODE.pong, payload: Buffer.from('p'.repeat(125)) },
      ]),
    );
  });

  it('W15, W19: gives a connection up after two pings without an answer', async () => {
    await against((peer) => peer.accept(), { setup: { pingIntervalMs: 50 } });
    const error = await run!.failure();
    expect(error).toMatchObject({ code: 'silent', remedy: 'retry' });
    expect(error.message).toContain('has not answered two pings');
    await eventually(() => expect(server!.peers[0]!.socket.destroyed).toBe(true));
    expect(clientFrames(server!.peers[0]!.received()).map(({ opcode }) => opcode)).toEqual([
      OPCODE.ping,
      OPCODE.ping,
    ]);
  });

  it('W15: pongs that nobody asked for, or twice, are no latency', async () => {
    await against(
      (peer) => {
        peer.accept([], frame(OPCODE.pong, 'x'));
        peer.socket.on('data', () => {
          const asked = clientFrames(peer.received()).at(-1)!;
          if (asked.opcode !== OPCODE.ping) return;
          const pong = frame(OPCODE.pong, asked.payload);
          peer.send(pong, pong, text('asked'));
        });
      },
      { setup: { pingIntervalMs: 60 } },
    );
    await eventually(() => expect(run!.data.length).toBeGreaterThanOrEqual(3));
    await run!.stop();
    const { roundTrips } = run!;
    expect(Math.abs(roundTrips.length - run!.data.length)).toBeLessThanOrEqual(1);
    expect(Math.max(...roundTrips)).toBeLessThan(1_000);
  });
});

describe('W16: binary messages', () => {
  it.each([
    ['not UTF-8', Buffer.from([0xff, 0x00, 0xc3, 0x28])],
    ['protobuf', Buffer.from('0a03666f6f10ac02', 'hex')],
    ['empty', Buffer.alloc(0)],
    ['16 MiB', Buffer.alloc(16 * MIB, 0xab)],
  ])('%s is Base64, with its bytes beside', async (_, bytes) => {
    await against((peer) => peer.accept([], frame(OPCODE.binary, bytes)));
    await eventually(() => expect(run!.events).toHaveLength(1));
    const [event] = run!.events;
    expect(event!.type).toBe('binary');
    expect(Buffer.from(event!.data, 'base64').equals(bytes)).toBe(true);
    expect(Buffer.compare(event!.raw, bytes)).toBe(0);
  });
});

it('W17: a text of 16 MiB is taken, one byte more is not', async () => {
  await against((peer) => peer.accept([], text('x'.repeat(16 * MIB)), text('x'.repeat(16 * MIB + 1))));
  expect(await run!.failure()).toMatchObject({ code: 'message-too-large' });
  expect(run!.data.map(({ length }) => length)).toEqual([16 * MIB]);
});

describe('W18: compression', () => {
  const compressed = (payload: string): Buffer =>
    zlib.deflateRawSync(payload, { finishFlush: zlib.constants.Z_SYNC_FLUSH }).subarray(0, -4);

  it('takes an empty message, and messages with and without a shared context', async () => {
    await against((peer) =>
      peer.accept(
        [`${DEFLATE}; server_no_context_takeover`],
        frame(0, Buffer.from([0]), COMPRESSED_TEXT),
        frame(0, compressed('one one one'), COMPRESSED_TEXT),
        text('plain'),
        frame(0, compressed('one one one'), COMPRESSED_TEXT),
      ),
    );
    await eventually(() => expect(run!.data).toEqual(['', 'one one one', 'plain', 'one one one']));
    expect(run!.bytes().decoded).toBe(27);
  });

  it('tells the bytes on the wire apart from those they became', async () => {
    const payload = 'x'.repeat(100_000);
    await against((peer) => peer.accept([DEFLATE], frame(0, compressed(payload), COMPRESSED_TEXT)));
    await eventually(() => expect(run!.data).toEqual([payload]));
    expect(run!.bytes().decoded).toBe(100_000);
    expect(run!.bytes().wire).toBeLessThan(1_000);
  });

  it('ends with a reason when the bytes cannot be read', async () => {
    await against((peer) =>
      peer.accept([DEFLATE], frame(0, Buffer.from('ffffffff', 'hex'), COMPRESSED_TEXT)),
    );
    expect(await run!.failure()).toMatchObject({ code: 'bad-encoding', remedy: 'retry' });
  });
});

it('W20: a message in the packet of the 101 is kept, and comes after the connection is open', async () => {
  const order: string[] = [];
  server = await startWsServer((peer) => peer.accept([], text('first'), text('second')));
  run = runWebSocket(server.url, {
    sink: { open: () => order.push('open'), event: ({ data }) => order.push(data) },
  });
  await eventually(() => expect(order).toEqual(['open', 'first', 'second']));
});

describe('W21: sending', () => {
  it('is refused while it closes, and afterwards', async () => {
    await against((peer) => peer.accept());
    const send = await eventually(() => {
      expect(run!.send()).not.toBeNull();
      return run!.send()!;
    });
    await run!.stop();
    expect(run!.send()).toBeNull();
    expect(() => send('late')).toThrow('The connection to orders is not open.');
  });

  it('is refused above 8 MiB that wait, and nothing of it is sent', async () => {
    await against((peer) => peer.accept());
    const send = await eventually(() => {
      expect(run!.send()).not.toBeNull();
      return run!.send()!;
    });
    expect(() => send('x'.repeat(8 * MIB + 1))).toThrow(expect.objectContaining({ code: 'send-queue-full' }));
    send('small');
    send(Buffer.from([1, 2]));
    await eventually(() =>
      expect(clientFrames(server!.peers[0]!.received())).toEqual([
        { opcode: OPCODE.text, payload: Buffer.from('small') },
        { opcode: OPCODE.binary, payload: Buffer.from([1, 2]) },
      ]),
    );
  });

  it('is refused when the server takes nothing', async () => {
    await against((peer) => {
      peer.accept();
      peer.socket.pause();
    });
    const send = await eventually(() => {
      expect(run!.send()).not.toBeNull();
      return run!.send()!;
    });
    expect(() => {
      for (let i = 0; i < 64; i++) send('x'.repeat(MIB));
    }).toThrow(expect.objectContaining({ code: 'send-queue-full' }));
  });
});

it.each([
  '2probe',
  '42["chat","</script><script>"]',
  'CONNECTED\nversion:1.2\n\n\0',
  '{"type":"next","payload":{"__proto__":{"x":1}}}',
  '{"__proto__":null,"constructor":{"prototype":{}}}',
])('W22: shows %j of another protocol as the text it is', async (payload) => {
  await against((peer) => peer.accept([], text(payload)));
  await eventually(() => expect(run!.data).toEqual([payload]));
  expect(run!.events[0]).toMatchObject({ type: 'message', id: null, channel: null });
});

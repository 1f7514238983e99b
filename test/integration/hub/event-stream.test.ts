import http from 'node:http';
import http2 from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StreamgaugeError } from '@shared/errors';
import { EventSource } from 'eventsource';
import { afterEach, describe, expect, it } from 'vitest';
import { eventStream, type EventStreamOptions, type Producer } from '../../../src/main/hub/event-stream';
import { eventually } from '../../support/eventually';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Served {
  readonly url: string;
  readonly port: number;
  /** Handlers that have resolved. */
  readonly ended: () => number;
}

async function serve(producer: Producer, options: EventStreamOptions = {}): Promise<Served> {
  let ended = 0;
  const handler = eventStream(producer, options);
  const server = http.createServer((req, res) => {
    res.setHeader('access-control-allow-origin', 'https://app.test');
    void handler(req, res).then(() => (ended += 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}/`, ended: () => ended };
}

/** A client that reads nothing unless told to, over a raw socket. */
async function rawClient(port: number): Promise<{ socket: net.Socket; text: () => string }> {
  const socket = net.connect(port, '127.0.0.1');
  cleanups.push(() => socket.destroy());
  let text = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => (text += chunk.toString()));
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  return { socket, text: () => text };
}

async function* of(...items: unknown[]): AsyncGenerator<unknown> {
  for (const item of items) yield await item;
}

/** Waits for the signal, as a producer that sleeps or queries does. */
async function* untilAborted(signal: AbortSignal, onEnd: () => void): AsyncGenerator<unknown> {
  try {
    yield { data: 'first' };
    await sleep(600_000, undefined, { signal });
  } finally {
    onEnd();
  }
}

describe('the response', () => {
  it('C1: writes data, event, id, retry and comments exactly as the standard has them', async () => {
    const { url } = await serve(() =>
      of(
        { comment: 'two\nlines', data: 'a\r\nb\rc\nd', event: 'note', id: '7', retry: 1_500 },
        { data: { total: 12 } },
        'a bare string',
        { total: 3, data: 'with another key: a value' },
        42,
        { data: '' },
        { comment: 'position', id: '9' },
      ),
    );
    const answer = await fetch(url);
    expect(await answer.text()).toBe(
      [
        ': two\n: lines\n\n',
        'id: 7\nevent: note\nretry: 1500\ndata: a\ndata: b\ndata: c\ndata: d\n\n',
        'data: {"total":12}\n\n',
        'data: a bare string\n\n',
        'data: {"total":3,"data":"with another key: a value"}\n\n',
        'data: 42\n\n',
        'data: \n\n',
        ': position\n\nid: 9\n\n',
      ].join(''),
    );
  });

  it('C2: has the status and headers it was given and the automatic ones, which can be overridden', async () => {
    const { url } = await serve(() => of('x'), {
      status: 202,
      headers: {
        'Cache-Control': 'private, no-transform',
        'X-Accel-Buffering': undefined,
        'X-Request': 'a1',
      },
    });
    const answer = await fetch(url);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('private, no-transform');
    expect(answer.headers.get('x-accel-buffering')).toBeNull();
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-request')).toBe('a1');
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.test');
    expect(await answer.text()).toBe('data: x\n\n');
  });

  it('C2: sends its head at once, before the first event', async () => {
    const { url } = await serve((signal) => untilAbortedSilently(signal));
    const answer = await fetch(url);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await answer.body?.cancel();
  });

  it('C2: walks plain iterables and values that are promises', async () => {
    const { url } = await serve(() => ['a', Promise.resolve('b')]);
    expect(await (await fetch(url)).text()).toBe('data: a\n\ndata: b\n\n');
  });

  it('C2: answers HEAD with the headers, and 204 without a body, without starting the producer', async () => {
    let started = 0;
    const producer: Producer = () => {
      started += 1;
      return of('x');
    };
    const head = await fetch((await serve(producer)).url, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const none = await fetch((await serve(producer, { status: 204 })).url);
    expect(none.status).toBe(204);
    expect(none.headers.get('content-type')).toBeNull();
    expect(await none.text()).toBe('');
    expect(started).toBe(0);
  });

  it('C5: tells the producer the id that the client resumes after, decoded as UTF-8', async () => {
    const { url } = await serve((_, lastEventId) => of({ data: { after: lastEventId } }));
    const answer = await fetch(url, {
      headers: { 'Last-Event-ID': Buffer.from('größe-7', 'utf8').toString('latin1') },
    });
    expect(await answer.text()).toBe('data: {"after":"größe-7"}\n\n');
    expect(await (await fetch(url)).text()).toBe('data: {"after":""}\n\n');
  });

  it('C7: is what an EventSource client understands', async () => {
    const { url } = await serve((signal) => untilAborted(signal, () => undefined));
    const source = new EventSource(url);
    cleanups.push(() => source.close());
    const seen: string[] = [];
    source.onmessage = (event) => seen.push(String(event.data));
    await eventually(() => expect(seen).toEqual(['first']));
  });

  it('C2: runs on HTTP/2 as on HTTP/1.1, and the producer is told when that client leaves', async () => {
    let released = false;
    const handler = eventStream((signal) => untilAborted(signal, () => (released = true)), {
      headers: { a: 'b' },
    });
    const server = http2.createServer((req, res) => void handler(req, res));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    cleanups.push(() => server.close());
    cleanups.push(() => session.destroy());
    const stream = session.request({ ':path': '/' });
    let text = '';
    let headers: http2.IncomingHttpHeaders = {};
    stream.on('response', (found) => (headers = found));
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await eventually(() => expect(text).toBe('data: first\n\n'));
    expect(headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', a: 'b' });
    expect(released).toBe(false);
    stream.close(http2.constants.NGHTTP2_CANCEL);
    await eventually(() => expect(released).toBe(true));
  });

  it('sends a comment while nothing happens', async () => {
    const { url } = await serve((signal) => untilAborted(signal, () => undefined), { heartbeatMs: 20 });
    const answer = await fetch(url);
    const reader = answer.body!.getReader();
    cleanups.push(() => reader.cancel());
    let text = '';
    while (!text.includes(': heartbeat\n\n: heartbeat\n\n')) {
      text += Buffer.from((await reader.read()).value!).toString();
    }
    expect(text.startsWith('data: first\n\n')).toBe(true);
  });

  it('ends when the signal of its options aborts, without an error event', async () => {
    const stop = new AbortController();
    let released = false;
    const { url, ended } = await serve((signal) => untilAborted(signal, () => (released = true)), {
      signal: stop.signal,
    });
    const answer = await fetch(url);
    const text = answer.text();
    await eventually(() => expect(ended()).toBe(0));
    stop.abort();
    expect(await text).toMatch(/^(?:data: first\n\n)?$/u);
    await eventually(() => expect([released, ended()]).toEqual([true, 1]));
  });

  it('refuses a status that is none when the handler is made', () => {
    expect(() => eventStream(() => [], { status: 99 })).toThrow(
      expect.objectContaining({ code: 'bad-option' }) as Error,
    );
  });
});

async function* untilAbortedSilently(signal: AbortSignal): AsyncGenerator<unknown> {
  await sleep(600_000, undefined, { signal });
  yield 'never';
}

describe('a producer that fails', () => {
  async function answered(producer: Producer): Promise<{ text: string; errors: unknown[] }> {
    const errors: unknown[] = [];
    const { url } = await serve(producer, { onError: (error) => errors.push(error) });
    return { text: await (await fetch(url)).text(), errors };
  }

  it('C4: becomes an error event with its own sentence, then the stream ends', async () => {
    const failure = new StreamgaugeError('no-such-order', 'There is no order 7.', { hint: 'secret hint' });
    const { text, errors } = await answered(async function* () {
      yield 'one';
      throw failure;
    });
    expect(text).toBe(
      'data: one\n\nevent: error\ndata: {"code":"no-such-order","message":"There is no order 7."}\n\n',
    );
    expect(errors).toEqual([failure]);
  });

  it('C4: tells nothing of a foreign error to the client and all of it to onError', async () => {
    const { text, errors } = await answered(() => {
      throw new Error('connect ECONNREFUSED db.internal:5432 password=hunter2');
    });
    expect(text).toBe(
      'event: error\ndata: {"code":"stream-failed","message":"The stream ended because of an error in the server."}\n\n',
    );
    expect(errors).toHaveLength(1);
    expect(String(errors[0])).toContain('hunter2');
  });

  it('C4: is told to return when it yields an event that cannot be sent, such as an injected field', async () => {
    let released = false;
    const { text, errors } = await answered(async function* () {
      try {
        yield { data: 'x', event: 'a\r\ndata: forged' };
      } finally {
        released = true;
      }
    });
    expect(text).not.toContain('forged');
    expect(text).toContain('"code":"bad-event-type"');
    expect(errors).toHaveLength(1);
    await eventually(() => expect(released).toBe(true));
  });

  it('C4: also when a value has no JSON form', async () => {
    const { text } = await answered(() => of({ data: 10n }));
    expect(text).toContain('event: error\ndata: {"code":"bad-data"');
  });
});

describe('a client that leaves', () => {
  it('C4: cancels a producer that waits, and the handler resolves', async () => {
    let released = 0;
    const errors: unknown[] = [];
    const { port, ended } = await serve((signal) => untilAborted(signal, () => (released += 1)), {
      onError: (error) => errors.push(error),
    });
    const { socket, text } = await rawClient(port);
    await eventually(() => expect(text()).toContain('data: first'));
    socket.resetAndDestroy();
    await eventually(() => expect([released, ended()]).toEqual([1, 1]));
    expect(errors).toEqual([]);
  });

  it('C4: calls return() of an iterator that knows no signal, also while its next() is pending', async () => {
    let returned = 0;
    const { port, ended } = await serve({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<IteratorResult<unknown>>(() => undefined),
        return: async () => {
          returned += 1;
          return { done: true as const, value: undefined };
        },
      }),
    });
    const { socket, text } = await rawClient(port);
    await eventually(() => expect(text()).toContain('200 OK'));
    socket.destroy();
    await eventually(() => expect([returned, ended()]).toEqual([1, 1]));
  });

  it('C4: is noticed while a producer that never waits keeps yielding', async () => {
    let made = 0;
    let released = false;
    const { port, ended } = await serve(function* () {
      try {
        for (;;) yield { data: made++ };
      } finally {
        released = true;
      }
    });
    const { socket, text } = await rawClient(port);
    await eventually(() => expect(text()).toContain('data: 1000\n'));
    socket.destroy();
    await eventually(() => expect([released, ended()]).toEqual([true, 1]));
  });

  it('C4: reports a producer that cannot tidy up', async () => {
    const errors: unknown[] = [];
    const { port } = await serve(
      async function* (signal: AbortSignal) {
        try {
          yield 'x';
          await sleep(600_000, undefined, { signal });
        } finally {
          // eslint-disable-next-line no-unsafe-finally -- that is what this producer does wrong
          throw new Error('the cursor could not be closed');
        }
      },
      { onError: (error) => errors.push(error) },
    );
    const { socket, text } = await rawClient(port);
    await eventually(() => expect(text()).toContain('data: x'));
    socket.destroy();
    await eventually(() => expect(errors.map(String)).toEqual(['Error: the cursor could not be closed']));
  });
});

describe('a client that does not read', () => {
  const block = 'x'.repeat(64 * 1_024);

  it('C6: holds the producer back, and gets everything in order once it reads', async () => {
    let made = 0;
    const { port } = await serve(async function* () {
      for (; made < 400; made++) yield { data: `${made} ${block}` };
    });
    const { socket, text } = await rawClient(port);
    socket.pause();
    let before = -1;
    await eventually(
      async () => {
        const now = made;
        const same = now === before && now > 0;
        before = now;
        await sleep(100);
        expect(same).toBe(true);
      },
      { timeoutMs: 10_000 },
    );
    expect(made).toBeLessThan(400);
    socket.resume();
    await eventually(() => expect(text()).toContain('\r\n0\r\n\r\n'), { timeoutMs: 15_000 });
    const numbers = [...text().matchAll(/^data: ([0-9]+) /gmu)].map((match) => Number(match[1]));
    expect(numbers).toEqual(Array.from({ length: 400 }, (_, i) => i));
  });

  it('C6: is cut after a while, and the producer released', async () => {
    let released = false;
    const { port, ended } = await serve(
      async function* () {
        try {
          for (;;) yield { data: block };
        } finally {
          released = true;
        }
      },
      { drainTimeoutMs: 100 },
    );
    const { socket } = await rawClient(port);
    socket.pause();
    await eventually(() => expect([released, ended()]).toEqual([true, 1]));
  });

  it('C6: may leave while the producer is held back', async () => {
    let released = false;
    const { port, ended } = await serve(async function* () {
      try {
        for (;;) yield { data: block };
      } finally {
        released = true;
      }
    });
    const { socket } = await rawClient(port);
    await eventually(() => expect(socket.bytesRead).toBeGreaterThan(0));
    socket.pause();
    socket.resetAndDestroy();
    await eventually(() => expect([released, ended()]).toEqual([true, 1]));
  });
});

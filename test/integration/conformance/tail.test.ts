import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DispatchedEvent } from '../../support/chromium-event-source';
import { eventually } from '../../support/eventually';
import { runStreamgauge, type RunningCommand } from '../../support/run-streamgauge';
import { startScriptServer, STREAM, type Script, type ScriptServer } from '../../support/script-server';
import { parseWhole } from '../../unit/main/sources/reference-parser';
import { randomStream, seededRandom } from './random-streams';
import { STREAM_CASES, type StreamCase } from './stream-cases';

let server: ScriptServer;
const running: RunningCommand[] = [];
beforeAll(async () => {
  server = await startScriptServer();
});
afterAll(async () => {
  for (const { child, exit } of running) {
    child.kill('SIGKILL');
    await exit;
  }
  await server?.close();
});

let paths = 0;
/** The command on a path of its own, which answers like this. */
function tail(
  next: Script | ((number: number) => Script),
  ...args: string[]
): RunningCommand & { path: string } {
  const path = `/tail/${(paths += 1)}`;
  const command = runStreamgauge('tail', server.script(path, next), ...args);
  running.push(command);
  return { ...command, path };
}
const stream = (...pieces: (string | Uint8Array)[]): Script => ({
  pieces: [STREAM, ...pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece))],
});
const endless = (...pieces: string[]): Script => ({ ...stream(...pieces), stays: true });
const head = (first: string, ...fields: string[]): Script => ({
  pieces: [
    Buffer.from(
      `HTTP/1.1 ${[first, ...fields, 'content-length: 0', 'connection: close'].join('\r\n')}\r\n\r\n`,
    ),
  ],
});
const ofKind = (command: RunningCommand, kind: string): Record<string, unknown>[] =>
  command.lines().filter((line) => line['kind'] === kind);
const eventsOf = (command: RunningCommand): DispatchedEvent[] =>
  ofKind(command, 'event').map(
    ({ type, data, lastEventId }) => ({ type, data, lastEventId }) as DispatchedEvent,
  );
/** Waits for the end of the first connection, and ends the command there. */
async function firstEnd(command: RunningCommand): Promise<void> {
  const isWaiting = (): void =>
    expect(ofKind(command, 'state').map((line) => line['state'])).toContain('waiting');
  await eventually(isWaiting, { timeoutMs: 25_000 });
  command.child.kill('SIGKILL');
  await command.exit;
}

/** Where the start or the end of the stream matters, and a few in which everything occurs. */
const SAMPLE: readonly StreamCase[] = [
  'S1: one byte order mark is dropped',
  'S1: one byte order mark is dropped, byte by byte',
  'S1: a second byte order mark belongs to the name of the field',
  'S2: all of them in one event, byte by byte',
  'S2: a final CR is a blank line',
  'S9: no dispatch at the end without a blank line',
  'S9: no dispatch after CRLF at the end',
  'S21: invalid bytes in a type and an id',
  'S22: NUL in data',
  'S45: events named open, error and close',
  'B4: an event without data is none, and its type is forgotten',
  'an event of 300,000 characters',
].map((name) => {
  const found = STREAM_CASES.find((each) => each.name === name);
  if (!found) throw new Error(`There is no case ${name}.`);
  return found;
});

describe.concurrent('streamgauge tail prints what an EventSource dispatches', () => {
  it.each(SAMPLE.map((each) => [each.name, each] as const))('%s', async (_, { pieces, events }) => {
    const command = tail(stream(...pieces));
    await firstEnd(command);
    expect(eventsOf(command)).toEqual(events);
  });

  it('of 500 random streams in a row, cut anywhere', async () => {
    const random = seededRandom(8_128);
    const separator = Buffer.from('\n\nid\n\n');
    const pieces = Array.from({ length: 500 }, () => [...randomStream(random), separator]).flat();
    const expected = parseWhole(Buffer.concat(pieces));
    const command = tail(stream(...pieces));
    await firstEnd(command);
    expect(eventsOf(command)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(500);
  });

  it('as soon as its blank line is there, of whatever kind that is', async () => {
    const command = tail(endless('data: a\r\r', 'data: b\r\n\r', '\ndata: c\n\n', 'data: not yet\n'));
    await eventually(() => expect(eventsOf(command).map(({ data }) => data)).toEqual(['a', 'b', 'c']), {
      timeoutMs: 25_000,
    });
    command.child.kill('SIGKILL');
  });

  it('one line each, whatever is in it', async () => {
    const data = '"\\\u2028\u2029\u0000\u001b[31m☃';
    const command = tail(stream(`data: ${data}\ndata: two\n\n: comment\n\n`));
    await firstEnd(command);
    expect(eventsOf(command)).toEqual([{ type: 'message', data: `${data}\ntwo`, lastEventId: '' }]);
    // Nothing that a terminal would obey.
    expect(command.stdout()).not.toContain('\u001b');
  });
});

describe.concurrent('streamgauge tail reconnects as an EventSource does', () => {
  it.each([
    ['with the id of the last event', 'id: 1\ndata: a\n\nid: 2\ndata: cut\n', '1'],
    ['with the id of a block without data', 'id: 1\ndata: a\n\nid: 2\n\n', '2'],
    ['with an id above U+00FF as UTF-8', 'id: ☃🎉\ndata: a\n\n', '☃🎉'],
    ['without an id that was taken back', 'id: 1\ndata: a\n\nid\n\n', undefined],
  ])('%s', async (_, body, sent) => {
    const command = tail(
      (number) => (number === 1 ? stream('retry: 1\n', body) : endless('data: b\n\n')),
      '--count',
      '2',
    );
    expect(await command.exit).toBe(0);
    const header = server.requestsTo(command.path)[1]!.headers['last-event-id'];
    expect(header === undefined ? undefined : Buffer.from(header, 'latin1').toString()).toBe(sent);
    expect(eventsOf(command)[1]).toEqual({ type: 'message', data: 'b', lastEventId: sent ?? '' });
  });

  it('after the wait that retry asks for', async () => {
    const command = tail(
      (number) => (number === 1 ? stream('retry: 900\ndata: a\n\n') : endless('data: b\n\n')),
      '--count',
      '2',
    );
    expect(await command.exit).toBe(0);
    expect(ofKind(command, 'retry')).toMatchObject([{ ms: 900 }]);
    const waiting = ofKind(command, 'state').find((line) => line['state'] === 'waiting')!;
    expect(waiting['delayMs']).toBeGreaterThanOrEqual(900);
    expect(waiting['delayMs']).toBeLessThanOrEqual(1_080);
    const [first, second] = ofKind(command, 'event').map((line) => Number(line['receivedAt']));
    expect(second! - first!).toBeGreaterThanOrEqual(890);
  });

  it('after a 503, when it had been open', async () => {
    const command = tail(
      (number) =>
        number === 1
          ? stream('retry: 1\nid: 7\ndata: a\n\n')
          : number === 2
            ? head('503 Service Unavailable', 'retry-after: 1')
            : endless('data: b\n\n'),
      '--count',
      '2',
    );
    expect(await command.exit).toBe(0);
    expect(server.requestsTo(command.path).map(({ headers }) => headers['last-event-id'])).toEqual([
      undefined,
      '7',
      '7',
    ]);
  });

  it('from the id of --last-event-id, until the stream has one of its own', async () => {
    const command = tail(
      (number) => (number === 1 ? stream('retry: 1\ndata: a\n\n') : endless('id: 9\ndata: b\n\n')),
      '--last-event-id',
      '☃',
      '--count',
      '2',
    );
    expect(await command.exit).toBe(0);
    const sent = server
      .requestsTo(command.path)
      .map(({ headers }) => Buffer.from(headers['last-event-id'] ?? '', 'latin1').toString());
    expect(sent).toEqual(['☃', '☃']);
    expect(eventsOf(command).map(({ lastEventId }) => lastEventId)).toEqual(['☃', '9']);
  });

  it('through redirects', async () => {
    server.script('/tail/there', stream('data: a\n\n'));
    for (const status of ['301 Moved', '302 Found', '303 See Other', '307 Temporary', '308 Permanent']) {
      const command = tail(head(status, 'location: /tail/there'), '--count', '1');
      expect(await command.exit, status).toBe(0);
    }
  });
});

describe.concurrent('streamgauge tail ends for good', () => {
  it.each([
    ['0 on a 204', head('204 No Content'), 0, 'no-content'],
    ['0 on a 205', head('205 Reset Content'), 0, 'no-content'],
    ['3 on another success', head('210 Odd', 'content-type: text/event-stream'), 3, 'bad-status'],
    ['3 on HTML', head('200 OK', 'content-type: text/html'), 3, 'not-an-event-stream'],
    ['3 on no type at all', head('200 OK'), 3, 'not-an-event-stream'],
    ['3 on a 404', head('404 Not Found'), 3, 'not-found'],
    ['3 on a circle', head('302 Found', 'location: /tail/circle'), 3, 'redirect-loop'],
    ['4 on a 401', head('401 Unauthorized'), 4, 'unauthorized'],
  ] as const)('with %s, at once or after a reconnect', async (_, answer, code, reason) => {
    server.script('/tail/circle', head('302 Found', 'location: /tail/circle'));
    const atOnce = tail(answer);
    const later = tail((number) => (number === 1 ? stream('retry: 1\ndata: a\n\n') : answer));
    expect([await atOnce.exit, await later.exit]).toEqual([code, code]);
    for (const command of [atOnce, later]) {
      expect(command.lines().at(-2)).toMatchObject({ kind: 'state', state: 'stopped', code: reason });
      expect(command.lines().at(-1)).toMatchObject({ kind: 'closed' });
      expect(command.stderr()).toBe('');
    }
    expect([server.requestsTo(atOnce.path).length, server.requestsTo(later.path).length]).toEqual([1, 2]);
  });
});

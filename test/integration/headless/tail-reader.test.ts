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
  command = server = undefined;
});

const BLOCK = `data: ${'x'.repeat(1_000)}\n\n`.repeat(64);

/** Sends up to `events`, as fast as they are taken; says how many have been. */
async function flood(events: number): Promise<() => number> {
  let sent = 0;
  server = await startRawSseServer(({ socket }) => {
    socket.write(STREAM_HEAD);
    const send = (): void => {
      while (!socket.destroyed && sent < events) {
        sent += 64;
        if (!socket.write(BLOCK)) return;
      }
    };
    socket.on('drain', send);
    send();
  });
  return () => sent;
}

/** Waits until the server could not get rid of anything for a while, because nobody reads. */
async function stalled(sent: () => number): Promise<void> {
  let before = -1;
  let still = 0;
  await eventually(
    () => {
      still = sent() === before && before > 64 ? still + 1 : 0;
      before = sent();
      expect(still).toBeGreaterThan(50);
    },
    { timeoutMs: 15_000 },
  );
}

describe('C6: streamgauge tail with a reader that stands still', () => {
  it('reads no further instead of filling memory, and loses nothing when the reader goes on', async () => {
    const EVENTS = 64_000;
    const sent = await flood(EVENTS);
    command = runStreamgauge('tail', server!.url, '--count', String(EVENTS));
    command.child.stdout!.pause();
    await stalled(sent);
    expect(sent()).toBeLessThan(EVENTS / 2);
    command.child.stdout!.resume();
    expect(await command.exit).toBe(0);
    const lines = command.lines();
    expect(lines.filter((line) => line['kind'] === 'event')).toHaveLength(EVENTS);
    expect(lines.at(-1)).toMatchObject({ kind: 'closed', reason: `${EVENTS} events received.` });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 on %s all the same', async (signal) => {
    const sent = await flood(1_000_000);
    command = runStreamgauge('tail', server!.url);
    command.child.stdout!.pause();
    await stalled(sent);
    command.child.kill(signal);
    const code = new Promise((resolve) => command!.child.once('exit', resolve));
    expect(await code).toBe(0);
    expect(command.stderr()).toBe('');
  });
});

describe('S42: a user name in the address', () => {
  it('goes out as a header and shows nowhere', async () => {
    server = await startRawSseServer(({ socket }) => socket.write(`${STREAM_HEAD}data: a\n\n`));
    command = runStreamgauge(
      'tail',
      server.url.replace('http://', 'http://b%C3%B6b:s3cr3t%40@'),
      '--count',
      '1',
    );
    expect(await command.exit).toBe(0);
    expect(server.requests[0]!.headers['authorization']).toBe(
      `Basic ${Buffer.from('böb:s3cr3t@').toString('base64')}`,
    );
    expect(command.stdout() + command.stderr()).not.toContain('s3cr3t');
  });

  it('is refused beside an Authorization header', async () => {
    command = runStreamgauge('tail', 'http://bob:pw@127.0.0.1:9/', '-H', 'authorization: Bearer t');
    expect(await command.exit).toBe(2);
    expect(command.stderr()).toMatch(/Keep one/);
  });
});

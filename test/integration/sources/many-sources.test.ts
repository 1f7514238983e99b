import net from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { startNumberedServer, type NumberedServer } from '../../support/numbered-server';
import { watchRegistry, type WatchedRegistry } from '../../support/watched-registry';

let server: NumberedServer | null = null;
let sources: WatchedRegistry | null = null;

afterEach(async () => {
  await sources?.close();
  await server?.close();
  sources = server = null;
});

const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `s${i}`);
const phases = (count: number): string[] => ids(count).map((id) => sources!.status(id)!.state.phase);

it('opens no more than a few connections to one host at a time', async () => {
  let held = 0;
  let most = 0;
  const sockets: net.Socket[] = [];
  const silent = net.createServer((socket) => {
    most = Math.max(most, ++held);
    sockets.push(socket.resume());
    socket.on('error', () => undefined);
    socket.on('close', () => held--);
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as net.AddressInfo;
  sources = watchRegistry({ hosts: { opening: 3, open: 100 } });
  for (const id of ids(20)) sources.follow(id, `http://127.0.0.1:${port}/${id}`);
  await eventually(() => expect(held).toBe(3));
  // The first ones are answered: the next have their turn.
  for (const socket of sockets.splice(0)) {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n');
  }
  await eventually(() => expect(phases(20).filter((phase) => phase === 'open')).toHaveLength(3));
  await eventually(() => expect(held).toBe(6));
  expect(most).toBe(6);
  await sources.close();
  await new Promise((resolve) => silent.close(resolve));
});

it('refuses more connections to one host than its limit, says so, and tries again later', async () => {
  server = await startNumberedServer();
  sources = watchRegistry({ hosts: { opening: 8, open: 2 } });
  for (const id of ids(3)) sources.follow(id, `${server.url}?${id}`);
  await eventually(() => expect(phases(3)).toEqual(['open', 'open', 'waiting']));
  expect(sources.status('s2')!.state).toMatchObject({ reason: { code: 'too-many-connections' } });
  sources.pause('s0');
  await eventually(() => expect(phases(3)).toEqual(['paused', 'open', 'open']), { timeoutMs: 10_000 });
});

it('A5: tries at once when the network is another one, instead of waiting on', async () => {
  server = await startNumberedServer();
  const { port, url } = server;
  await server.close();
  sources = watchRegistry({ backoff: { floorMs: 600_000, capMs: 600_000 }, random: () => 1 });
  sources.follow('s0', url);
  await eventually(() => expect(phases(1)).toEqual(['waiting']));
  server = await startNumberedServer({ port });
  sources.nudge('network');
  await eventually(() => expect(phases(1)).toEqual(['open']));
});

it('B8: after sleep, opens again what does not show soon that it lives', async () => {
  server = await startNumberedServer();
  sources = watchRegistry();
  sources.follow('s0', server.url);
  await eventually(() => expect(phases(1)).toEqual(['open']));
  server.publish();
  await eventually(() => expect(sources!.data('s0')).toEqual(['1']));
  sources.nudge('wake');
  await eventually(() => expect(server!.asked).toEqual([null, '1']), { timeoutMs: 10_000 });
  expect(sources.status('s0')!.attempts[0]!.reason).toMatchObject({ code: 'silent' });
});

it('B8: after sleep, keeps a connection that shows that it lives', async () => {
  server = await startNumberedServer();
  sources = watchRegistry();
  sources.follow('s0', server.url);
  await eventually(() => expect(phases(1)).toEqual(['open']));
  sources.nudge('wake');
  const beat = setInterval(() => server!.send(': still here\n\n'), 500);
  const started = Date.now();
  try {
    await eventually(() => expect(Date.now() - started).toBeGreaterThan(4_000), { timeoutMs: 10_000 });
  } finally {
    clearInterval(beat);
  }
  expect(server.asked).toEqual([null]);
});

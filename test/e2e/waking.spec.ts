import { expect, test } from '@playwright/test';
import type { SourceSnapshot } from '../../src/shared/source';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../support/raw-sse-server';
import { launchApp, type RunningApp } from './support/launch';
import { addSource } from './support/stream-view';

const SOURCES = 20;
/** Longest that the sources take together to try again, ms, and a little for a machine that is busy. */
const SPREAD_MS = 2_000 + 1_500;

let running: RunningApp;
let server: RawSseServer | null = null;
test.afterEach(async () => {
  await running.close();
  await server?.close();
});

/** What the system says when a lid is closed and opened, and the screen is unlocked. */
const sleepAndWake = (): Promise<void> =>
  running.app.evaluate(({ powerMonitor }) => {
    for (const sign of ['suspend', 'resume', 'unlock-screen'] as const) powerMonitor.emit(sign);
  });

async function sources(): Promise<readonly SourceSnapshot[]> {
  const answer = await running.page.evaluate(() =>
    (
      globalThis as unknown as {
        streamgauge: { call(name: string): Promise<{ value: { sources: SourceSnapshot[] } }> };
      }
    ).streamgauge.call('app.start'),
  );
  return answer.value.sources;
}
const phases = async (): Promise<string[]> => [...new Set((await sources()).map(({ state }) => state.phase))];

/** When each request came, and of which source it was. */
interface Came {
  readonly at: number;
  readonly path: string;
}
/** Streams that say one event and are then quiet. @param retry ms that they ask to be left alone when they end */
async function startStreams(came: Came[], retry: number, port = 0): Promise<RawSseServer> {
  return startRawSseServer(({ line, socket }) => {
    const path = line.split(' ')[1]!;
    came.push({ at: performance.now(), path });
    socket.write(`${STREAM_HEAD}retry: ${retry}\nid: 7\ndata: hello\n\n`);
  }, port);
}

/** No more than a few at a time, and not all in one go. */
function expectSpread(came: readonly Came[]): void {
  const times = came.map(({ at }) => at).sort((a, b) => a - b);
  expect(times.at(-1)! - times[0]!).toBeGreaterThan(500);
  expect(times.at(-1)! - times[0]!).toBeLessThan(SPREAD_MS);
  const together = times.map((from) => times.filter((at) => at >= from && at < from + 100).length);
  expect(Math.max(...together)).toBeLessThanOrEqual(SOURCES / 2);
}

async function launchWithSources(retry: number): Promise<Came[]> {
  running = await launchApp();
  const came: Came[] = [];
  server = await startStreams(came, retry);
  for (let n = 0; n < SOURCES; n++)
    await addSource(running.page, `s${n}`, `http://127.0.0.1:${server.port}/${n}`);
  await expect.poll(phases, { timeout: 20_000 }).toEqual(['open']);
  await expect
    .poll(async () => (await sources()).map(({ counters }) => counters.events))
    .toEqual(Array<number>(SOURCES).fill(1));
  return came;
}

test('20 sources that waited try again after sleep, each once, one after another', async () => {
  await launchWithSources(600_000);
  const { port } = server!;
  await server!.close();
  await expect.poll(phases).toEqual(['waiting']);
  const came: Came[] = [];
  server = await startStreams(came, 600_000, port);
  await sleepAndWake();
  await expect.poll(phases, { timeout: 20_000 }).toEqual(['open']);
  expect(new Set(came.map(({ path }) => path)).size).toBe(SOURCES);
  expect(came).toHaveLength(SOURCES);
  expectSpread(came);
  // Counted where the person sees it.
  const counted = (await sources()).map(({ counters }) => counters.reconnects);
  expect(counted).toEqual(Array<number>(SOURCES).fill(1));
});

test('20 quiet sources that were open show after sleep that they live, or are opened again, one after another', async () => {
  const came = await launchWithSources(500);
  const known = came.splice(0);
  expect(known).toHaveLength(SOURCES);
  await sleepAndWake();
  await expect.poll(() => came.length, { timeout: 20_000 }).toBe(SOURCES);
  await expect.poll(phases, { timeout: 20_000 }).toEqual(['open']);
  expect(new Set(came.map(({ path }) => path)).size).toBe(SOURCES);
  expectSpread(came);
  for (const { attempts, counters } of await sources()) {
    expect(counters.reconnects).toBe(1);
    const reason = attempts.at(-2)?.reason;
    expect(`${reason?.code}: ${reason?.hint}`).toContain('silent: The network changed or the machine slept');
  }
});

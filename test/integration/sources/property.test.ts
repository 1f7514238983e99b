/**
 * The promise of the engine, under faults of every kind: what was published is delivered, whole, in order, once.
 * The faults follow from a seed, which a failure tells: SEED=… runs with that seed again, TIMES=… for so many times longer.
 */
import { afterEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { TRANSPORTS, type Transport } from '@shared/connection';
import { faultsSchema, NO_FAULTS, type Faults } from '@shared/hub';
import { createHub, type Hub } from '../../../src/main/hub/hub';
import type { SourceRegistryOptions } from '../../../src/main/sources/registry';
import { eventually } from '../../support/eventually';
import { PASS, seeded, startFaultProxy, type Fault, type FaultProxy } from '../../support/fault-proxy';
import { freePort } from '../../support/free-port';
import { startGate, type Fate } from '../../support/gate';
import { startNumberedServer } from '../../support/numbered-server';
import { watchSource, type WatchedSource } from '../../support/watched-source';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const TIMES = Number(process.env.TIMES ?? 1);
const TIMEOUT_MS = 120_000 * TIMES;
/** Events that may be published and not delivered yet: less than what any server here can send again. */
const MAX_UNDELIVERED = 300;
/** ms between two portions of events, and the most of one portion. */
const PORTION = { everyMs: 1, events: 20 };
/** ms that a connection lasts at most whose fault never ends it, and any other. */
const PATIENCE_MS = { silent: 3, other: 8 };
const FAST: Partial<SourceRegistryOptions> = { backoff: { floorMs: 1, capMs: 5 } };

const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Of one to four bytes a character in UTF-8, over one or two lines, so that there is something to cut in two. */
function textOf(number: number): string {
  return `${number} ${['a', 'é', '€', '😀'].slice(0, number % 5).join('')}${number % 7 === 0 ? '\nsecond line' : ''}`;
}

class Dice {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seeded(seed);
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** Small as likely as large: 200 to `most`, even on a logarithmic scale. */
  bytes(most: number): number {
    return Math.round(200 * (most / 200) ** this.random());
  }
}

/** A fault for one connection; all but the last four end it by themselves. */
function drawFault(dice: Dice, mostBytes: number): Fault {
  const afterBytes = dice.bytes(mostBytes);
  const ending = dice.pick(['fin', 'rst'] as const);
  const kinds: readonly (() => Fault)[] = [
    () => ({ kind: 'cut', afterBytes, ending }),
    () => ({ kind: 'cut', afterBytes, ending }),
    () => ({ kind: 'cut', afterBytes, ending }),
    () => ({ kind: 'cut-inside', inside: 'character', afterBytes, ending }),
    () => ({ kind: 'cut-inside', inside: 'crlf', afterBytes, ending }),
    () => ({ kind: 'reset' }),
    () => ({ kind: 'half-open', afterBytes }),
    () => ({ kind: 'blackhole' }),
    () => ({ kind: 'latency', ms: dice.below(4), jitterMs: 3 }),
    () => ({ kind: 'throttle', bytesPerSecond: 20_000 + dice.below(2_000_000) }),
  ];
  return dice.pick(kinds)();
}

/** Faults for every connection of a proxy, until the returned function is called. */
function makeTrouble(proxy: FaultProxy, dice: Dice, mostBytes: number, patienceMs = PATIENCE_MS): () => void {
  const timers = new Set<NodeJS.Timeout>();
  const later = (ms: number, act: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  };
  proxy.plan = (number) => {
    const fault = drawFault(dice, mostBytes);
    const { silent, other } = patienceMs;
    const isSilent = fault.kind === 'half-open' || fault.kind === 'blackhole';
    later(dice.below(isSilent ? silent : other), () => proxy.apply({ kind: 'reset' }));
    if (number % 100 === 0) {
      void proxy.refuse();
      later(10, () => void proxy.listen());
    }
    return fault;
  };
  proxy.apply({ kind: 'reset' });
  return () => {
    proxy.plan = () => PASS;
    for (const timer of timers) clearTimeout(timer);
    void proxy.listen();
    // What a fault holds now would be held for ever.
    proxy.apply({ kind: 'reset' });
  };
}

interface Trial {
  readonly watched: WatchedSource;
  readonly dice: Dice;
  /** Publishes the event of this number, from 1. */
  readonly publish: (number: number) => void;
  /** Reconnects to come to. */
  readonly reconnects: number;
  /** Starts the faults of the network, and returns what ends them. */
  readonly trouble: () => () => void;
  /** Something else that may go wrong, called every few ms, and what ends that. */
  readonly disturb?: () => void;
  readonly restore?: () => void;
}

/** Publishes while faults strike, until there were enough reconnects; then all that was published has to be there. */
async function tryOut(trial: Trial): Promise<void> {
  const { watched, dice, publish, reconnects, trouble, disturb, restore } = trial;
  const delivered = (): string[] =>
    watched
      .events()
      .filter(({ type }) => type === 'message')
      .map(({ data }) => data);
  await eventually(() => expect(watched.status().state).toMatchObject({ phase: 'open' }));
  let published = 1;
  publish(published);
  // From here on there is an id to go on from.
  await eventually(() => expect(delivered()).toEqual([textOf(1)]));
  const calm = trouble();
  let count = 0;
  let seen = 0;
  const publisher = setInterval(() => {
    for (; seen < watched.all.length; seen++) {
      const { kind, type } = watched.all[seen]!;
      if (kind === 'event' && type === 'message') count++;
    }
    disturb?.();
    if (published - count > MAX_UNDELIVERED) return;
    for (let i = dice.below(PORTION.events); i >= 0; i--) publish(++published);
  }, PORTION.everyMs);
  try {
    await eventually(
      () => expect(watched.status().counters.reconnects).toBeGreaterThanOrEqual(reconnects * TIMES),
      { timeoutMs: 100_000 * TIMES },
    );
  } catch (error) {
    throw new Error(trace(watched), { cause: error });
  } finally {
    clearInterval(publisher);
    restore?.();
    calm();
  }
  const expected = Array.from({ length: published }, (_, i) => textOf(i + 1));
  await eventually(() => expect(delivered().length).toBeGreaterThanOrEqual(published)).catch(() => undefined);
  const difference = firstDifference(delivered(), expected);
  if (difference !== null) expect.fail(`${difference}\n${trace(watched)}`);
  expect(published).toBeGreaterThan(reconnects);
}

/** Where what was delivered departs from what was published, as a sentence; null for nowhere. */
function firstDifference(delivered: readonly string[], published: readonly string[]): string | null {
  const length = Math.max(delivered.length, published.length);
  for (let i = 0; i < length; i++) {
    if (delivered[i] === published[i]) continue;
    const around = delivered.slice(Math.max(0, i - 3), i + 4).map((data) => data.split(' ', 1)[0]);
    return `Event ${i + 1} of ${published.length} is not what was delivered there: … ${around.join(', ')} …`;
  }
  return null;
}

/** What a failure needs to be run again and understood. */
function trace(watched: WatchedSource): string {
  const { state, attempts, counters } = watched.status();
  const last = attempts.slice(-8).map(({ transport, lastEventIdSent, events, reason }) => {
    return `${transport} after ${lastEventIdSent ?? '-'}: ${events} events, ${reason?.code ?? 'lives'}`;
  });
  return [`SEED=${SEED}`, JSON.stringify(state), JSON.stringify(counters), ...last].join('\n');
}

async function behindProxy(port: number): Promise<FaultProxy> {
  const proxy = await startFaultProxy(port, { seed: SEED });
  closing.push(() => proxy.close());
  return proxy;
}

function follow(
  url: string,
  transports: readonly Transport[],
  dice: Dice,
  more: Partial<SourceRegistryOptions> = {},
): WatchedSource {
  const watched = watchSource(url, { transports: [...transports] }, dice.random, { ...FAST, ...more });
  closing.push(() => watched.close());
  return watched;
}

/** A hub at this port, which lets in who comes by the name of the proxy in front of it. */
async function startHub(port: number, proxy?: FaultProxy): Promise<Hub> {
  const hub = createHub({
    port,
    heartbeatMs: 20,
    stopTimeoutMs: 100,
    maxConnections: 10_000,
    allowedHosts: proxy ? [`127.0.0.1:${proxy.port}`] : [],
  });
  await hub.start();
  closing.push(() => hub.stop());
  return hub;
}

const faults = (some: v.InferInput<typeof faultsSchema>): Faults => v.parse(faultsSchema, some);

describe('what was published is delivered, in order, once', () => {
  it.each([
    ['\n', 500],
    ['\r\n', 250],
    ['\r', 250],
  ] as const)(
    'C5: by SSE, whatever the network does (line end %j)',
    async (lineEnd, reconnects) => {
      const dice = new Dice(SEED + lineEnd.length);
      const server = await startNumberedServer({ dataOf: textOf, lineEnd });
      closing.push(() => server.close());
      const proxy = await behindProxy(server.port);
      const watched = follow(`${proxy.url}/stream`, ['sse'], dice);
      const trouble = (): (() => void) => makeTrouble(proxy, dice, 4_000);
      await tryOut({ watched, dice, trouble, reconnects, publish: () => server.publish() });
    },
    TIMEOUT_MS,
  );

  // A poll takes its whole answer or nothing of it, and a connection that breaks between two polls is no break.
  it.each([
    ['websocket', 400, 10_000],
    ['sse', 500, 10_000],
    ['polling', 100, 100_000],
  ] as const)(
    'A5: by %s from the hub, whatever the network and the hub do',
    async (transport, reconnects, mostBytes) => {
      const dice = new Dice(SEED);
      const port = await freePort();
      const proxy = await behindProxy(port);
      const hub = await startHub(port, proxy);
      const watched = follow(`${proxy.url}/events?channel=a`, [transport], dice);
      // What changes the order, the number or the bytes of the events themselves is left out: no client could tell.
      const possible: readonly (() => Faults)[] = [
        () => NO_FAULTS,
        () => NO_FAULTS,
        () => faults({ split: { on: true } }),
        () => faults({ halfClose: { on: true, percent: 20 } }),
        () => faults({ delay: { on: true, ms: 2, jitterMs: 2 } }),
        () => faults({ buffer: { on: true, kibibytes: 1 } }),
        () => faults({ stall: { on: true } }),
        () => faults({ refuse: { on: true } }),
      ];
      const disturb = (): void => {
        const what = dice.below(60);
        if (what === 0) hub.dropNow();
        else if (what < 3) hub.setFaults(null, dice.pick(possible)());
      };
      const restore = (): void => hub.setFaults(null, NO_FAULTS);
      const trouble = (): (() => void) => makeTrouble(proxy, dice, mostBytes);
      const publish = (number: number): void => void hub.publish({ channel: 'a', data: textOf(number) });
      await tryOut({ watched, dice, trouble, disturb, restore, reconnects, publish });
    },
    TIMEOUT_MS,
  );

  it(
    'A7: by every transport in turn, when each is shut out now and then',
    async () => {
      const dice = new Dice(SEED);
      const port = await freePort();
      const hub = await startHub(port);
      const gate = await startGate(port);
      closing.push(() => gate.close());
      const proxy = await behindProxy(Number(new URL(gate.url).port));
      const watched = follow(`${proxy.url}/events?channel=a`, TRANSPORTS, dice, {
        ladder: { openTimeoutMs: 50, maxBreaks: 3, coolDownMs: 5, climbMs: { first: 3, most: 20 } },
      });
      const fates: readonly Fate[] = ['pass', 'pass', 'pass', 'refuse', 'hang', 'page'];
      const disturb = (): void => {
        if (dice.below(30) !== 0) return;
        gate.fates.websocket = dice.pick(fates);
        gate.fates.sse = dice.pick(fates);
        // Were all three to answer for good that nothing is here, nobody would try again.
        gate.fates.polling = dice.pick(['pass', 'pass', 'pass', 'hang']);
        if (dice.below(4) === 0) gate.cut();
      };
      const restore = (): void => {
        for (const transport of TRANSPORTS) gate.fates[transport] = 'pass';
      };
      const trouble = (): (() => void) => makeTrouble(proxy, dice, 30_000, { silent: 5, other: 60 });
      const publish = (number: number): void => void hub.publish({ channel: 'a', data: textOf(number) });
      await tryOut({ watched, dice, trouble, disturb, restore, reconnects: 200, publish });
      const carried = new Set(watched.events().map(({ transport }) => transport));
      expect([...carried].sort(), `SEED=${SEED}`).toEqual([...TRANSPORTS].sort());
    },
    TIMEOUT_MS,
  );

  it(
    'A7: across many climbs, while the lower transport goes on',
    async () => {
      const dice = new Dice(SEED);
      const hubPort = await freePort();
      const hub = await startHub(hubPort);
      const gate = await startGate(hubPort);
      closing.push(() => gate.close());
      const proxy = await behindProxy(Number(new URL(gate.url).port));
      // Slow to open, so that much comes by the lower transport meanwhile.
      proxy.plan = () => ({ kind: 'latency', ms: 5, jitterMs: dice.below(10) });
      const watched = follow(`${proxy.url}/events?channel=a`, ['websocket', 'sse'], dice, {
        ladder: { openTimeoutMs: 5_000, maxBreaks: 1, coolDownMs: 5, climbMs: { first: 5, most: 20 } },
      });
      const isCarriedBy = (transport: Transport): Promise<void> =>
        eventually(() => expect(watched.status().state).toMatchObject({ phase: 'open', transport }));
      const climb = async (): Promise<void> => {
        for (let climbs = 0; climbs < 15 * TIMES; climbs++) {
          gate.fates.websocket = 'refuse';
          gate.cut();
          await isCarriedBy('sse');
          gate.fates.websocket = 'pass';
          await isCarriedBy('websocket');
        }
      };
      let climbing: Promise<void> | null = null;
      const trouble = (): (() => void) => {
        climbing = climb();
        // Looked at in the end, when the events have been.
        climbing.catch(() => undefined);
        return () => undefined;
      };
      const publish = (number: number): void => void hub.publish({ channel: 'a', data: textOf(number) });
      await tryOut({ watched, dice, trouble, reconnects: 15, publish });
      await climbing;
      // Some came by both, and were dropped once.
      expect(watched.status().counters.duplicates, `SEED=${SEED}`).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});

/** How many of 500 clients get their first event, over good and bad lines, with every transport. */
import { setTimeout as delay } from 'node:timers/promises';
import { openClient, TRANSPORTS, type ClientOptions, type Transport } from '../clients/client';
import { missingNginx, startNginxProxy } from '../proxies/nginx-proxy';
import { startTcpProxy, type TcpProxy } from '../proxies/tcp-proxy';
import { hubSse } from '../subjects/hub';
import { startProcess } from '../support/processes';
import type { SubjectCalls } from '../subject-process';
import { formatTargets, target } from '../support/report';
import { percentile } from '../support/statistics';
import { CHANNEL, EVENT } from '../support/tick';
import { fixed, formatTable } from '../support/table';
import { progress, type Benchmark, type BenchmarkOptions, type BenchmarkResult } from './benchmark';

const CONNECTS = 500;
const QUICK_CONNECTS = 60;
const AT_ONCE = 10;
/** A client has this long for its first event, all its attempts together. */
const DEADLINE_MS = 10_000;
/** ms before the next attempt: times the number of those before, and up to as much more. */
const RETRY_MS = 200;
const EVENTS_PER_SECOND = 20;

interface Line {
  readonly name: string;
  readonly missing: () => string | null;
  /** Null for no proxy. */
  readonly open: (hubPort: number) => Promise<TcpProxy | null>;
}

const present = (): null => null;
const WIDE = { delayMs: 0, bytesPerSecond: 1e9, resets: 0, resetWithin: 0 };

const LINES: readonly Line[] = [
  { name: 'direct', missing: present, open: () => Promise.resolve(null) },
  { name: 'through nginx', missing: missingNginx, open: startNginxProxy },
  {
    name: 'slow: 16 KiB/s, 150 ms each way',
    missing: present,
    open: (port) => startTcpProxy(port, { ...WIDE, delayMs: 150, bytesPerSecond: 16 * 1024 }),
  },
  {
    name: 'resets: 30 % cut within 1 KiB',
    missing: present,
    open: (port) => startTcpProxy(port, { ...WIDE, resets: 0.3, resetWithin: 1_024 }),
  },
];

interface Attempt {
  readonly line: string;
  readonly transport: Transport;
  readonly connected: boolean;
  readonly attempts: number;
  /** ms from the first try to the first event. */
  readonly ms: number;
  readonly lastReason: string;
}

interface Summary {
  readonly line: string;
  readonly transport: Transport;
  readonly connects: number;
  readonly percent: number;
  readonly atFirst: number;
  readonly p50: number;
  readonly p99: number;
  readonly note: string;
}

export const connectionSuccess: Benchmark = { name: 'connection-success', byDefault: true, run };

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  const usable = LINES.filter((line) => line.missing() === null);
  const setUps = usable.flatMap((line) => TRANSPORTS.map((transport) => ({ line, transport })));
  const total = quick ? QUICK_CONNECTS : CONNECTS;
  const hub = startProcess<SubjectCalls>({ entry: 'subject-process', core: 0 });
  const proxies = new Map<Line, TcpProxy | null>();
  const attempts: Attempt[] = [];
  try {
    const { port } = await hub.call('start', hubSse.name);
    for (const line of usable) proxies.set(line, await line.open(port));
    void hub.call('atRate', { eventsPerSecond: EVENTS_PER_SECOND, count: 1e9 }).catch(() => undefined);
    const authority = `127.0.0.1:${port}`;
    let next = 0;
    const work = async (): Promise<void> => {
      for (let i = next++; i < total; i = next++) {
        const { line, transport } = setUps[i % setUps.length]!;
        attempts.push(await connectOnce(line.name, transport, proxies.get(line)?.port ?? port, authority));
        progress(`connection-success: ${attempts.length} of ${total}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    for (const proxy of proxies.values()) await proxy?.close();
    await hub.close();
  }
  progress('');
  const summary = LINES.flatMap((line) =>
    TRANSPORTS.map((transport) => summarise(line, transport, attempts)),
  );
  const connected = (attempts.filter((attempt) => attempt.connected).length / attempts.length) * 100;
  const targets = [
    target(
      `of ${attempts.length} clients got their first event, %`,
      '> 98',
      connected,
      (percent) => percent > 98,
    ),
  ];
  return {
    report: {
      benchmark: 'connection-success',
      settings: { connects: total, deadlineMs: DEADLINE_MS, eventsPerSecond: EVENTS_PER_SECOND },
      versions: { nginx: missingNginx() ?? 'as installed' },
      summary,
      targets,
      rounds: attempts,
    },
    text: `${table(summary)}\n\n${formatTargets(targets)}`,
    sound: targets.every(({ reached }) => reached),
  };
}

/** Tries until the first event is there, as `EventSource` and every careful client do. */
async function connectOnce(
  line: string,
  transport: Transport,
  port: number,
  authority: string,
): Promise<Attempt> {
  const began = performance.now();
  const left = (): number => DEADLINE_MS - (performance.now() - began);
  for (let attempts = 1; ; attempts++) {
    const lastReason = await tryOnce(transport, { port, authority }, left());
    const ms = performance.now() - began;
    if (lastReason === '') return { line, transport, connected: true, attempts, ms, lastReason };
    if (left() <= RETRY_MS) return { line, transport, connected: false, attempts, ms, lastReason };
    await delay(Math.min(left(), RETRY_MS * attempts * (1 + Math.random())));
  }
}

/** Why no event came; empty when one did. */
function tryOnce(
  transport: Transport,
  address: Pick<ClientOptions, 'port' | 'authority'>,
  timeoutMs: number,
): Promise<string> {
  return new Promise((resolve) => {
    const finish = (reason: string): void => {
      clearTimeout(timer);
      client.close();
      resolve(reason);
    };
    const timer = setTimeout(() => finish('no event in time'), timeoutMs);
    const client = openClient(transport, {
      ...address,
      channels: [CHANNEL],
      lastEventId: null,
      pollPauseMs: 0,
      onMessage: ({ event }) => {
        if (event === EVENT) finish('');
      },
      onEnd: finish,
    });
  });
}

function summarise(line: Line, transport: Transport, attempts: readonly Attempt[]): Summary {
  const own = attempts.filter((attempt) => attempt.line === line.name && attempt.transport === transport);
  const good = own.filter(({ connected }) => connected);
  const ms = good.map((attempt) => attempt.ms);
  return {
    line: line.name,
    transport,
    connects: own.length,
    percent: (good.length / own.length) * 100,
    atFirst: (good.filter((attempt) => attempt.attempts === 1).length / own.length) * 100,
    p50: percentile(ms, 50),
    p99: percentile(ms, 99),
    note: line.missing() ?? own.find(({ connected }) => !connected)?.lastReason ?? '',
  };
}

function table(summary: readonly Summary[]): string {
  return formatTable<Summary>(
    [
      { title: 'line', text: (row) => row.line, align: 'left' },
      { title: 'transport', text: (row) => row.transport, align: 'left' },
      { title: 'clients', text: (row) => String(row.connects) },
      { title: 'connected %', text: (row) => fixed(row.percent, 1) },
      { title: 'at first try %', text: (row) => fixed(row.atFirst, 1) },
      { title: 'p50 ms', text: (row) => fixed(row.p50, 0) },
      { title: 'p99 ms', text: (row) => fixed(row.p99, 0) },
      { title: '', text: (row) => row.note, align: 'left' },
    ],
    summary,
  );
}

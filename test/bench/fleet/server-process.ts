/** A process with an event stream that many follow, which says little, and which can go away and come back. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { listen } from '../subjects/listen';
import { BACKLOG } from '../subjects/subject';
import { answerCalls } from '../support/rpc';

export interface Habits {
  /** ms between two comments to one client. */
  readonly heartbeatMs: number;
  /** ms between two events to one client. */
  readonly eventMs: number;
  /** ms before a request is answered: what asking a database for the client's rights takes. */
  readonly answerMs: number;
  /** Events that each client gets at once; none by default. */
  readonly greeting?: number;
}

/** What the server saw after it went away. Epoch ms. */
export interface Arrivals {
  readonly wentAt: number;
  readonly backAt: number;
  /** When each client came back. */
  readonly at: readonly number[];
  /** The most clients that waited for an answer at a time. */
  readonly peakWaiting: number;
}

const DATA = JSON.stringify({ sensor: 'hall 3', temperature: 21.4, humidity: 0.43, text: 'all is well' });

let habits: Habits = { heartbeatMs: 0, eventMs: 0, answerMs: 0 };
let server: Server | null = null;
let port = 0;
let eventId = 0;
const clients = new Set<ServerResponse>();
let waiting = 0;
let arrivals = { wentAt: 0, backAt: 0, at: [] as number[], peakWaiting: 0 };

const calls = {
  async start(how: Habits): Promise<number> {
    habits = how;
    server = make();
    port = await listen(server);
    return port;
  },
  clients: (): number => clients.size,
  /** Cuts all connections and listens again after a while. */
  async leave({ forMs }: { forMs: number }): Promise<void> {
    const before = server!;
    arrivals = { wentAt: Date.now(), backAt: 0, at: [], peakWaiting: 0 };
    before.close();
    before.closeAllConnections();
    clients.clear();
    await delay(forMs);
    server = make();
    await new Promise<void>((resolve, reject) => {
      server!.once('error', reject);
      server!.listen({ host: '127.0.0.1', port, backlog: BACKLOG }, resolve);
    });
    arrivals.backAt = Date.now();
  },
  arrivals: (): Arrivals => arrivals,
};

export type FleetServerCalls = typeof calls;

function make(): Server {
  return createServer((request, response) => {
    arrivals.at.push(Date.now());
    arrivals.peakWaiting = Math.max(arrivals.peakWaiting, ++waiting);
    response.on('error', () => undefined);
    let answered = false;
    const answer = (): void => {
      if (answered) return;
      answered = true;
      waiting--;
    };
    response.once('close', answer);
    setTimeout(() => {
      answer();
      if (!response.destroyed) serve(response);
    }, habits.answerMs);
    request.resume();
  });
}

function serve(response: ServerResponse): void {
  clients.add(response);
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write(':\n\n');
  for (let i = 0; i < (habits.greeting ?? 0); i++) response.write(`event: reading\ndata: ${DATA}\n\n`);
  // Each client at its own times, as those of a server that has run for long.
  const timers = [
    repeat(habits.heartbeatMs, () => response.write(':\n\n')),
    repeat(habits.eventMs, () => response.write(`id: ${++eventId}\nevent: reading\ndata: ${DATA}\n\n`)),
  ];
  response.once('close', () => {
    clients.delete(response);
    for (const stop of timers) stop();
  });
}

/** Every so many ms, the first time after a part of it. */
function repeat(everyMs: number, work: () => void): () => void {
  if (everyMs === 0) return () => undefined;
  let timer = setTimeout(function again() {
    work();
    timer = setTimeout(again, everyMs);
  }, Math.random() * everyMs);
  return () => clearTimeout(timer);
}

answerCalls(calls);

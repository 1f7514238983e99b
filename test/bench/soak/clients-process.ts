/** The clients of the soak. */
import { eventually } from '../../support/eventually';
import type { Transport } from '../clients/client';
import { answerCalls } from '../support/rpc';
import { SUBSCRIPTIONS } from './load';
import { noFindings, SoakClient, type Findings } from './soak-client';

const CLIENTS: Readonly<Record<Transport, number>> = { sse: 200, websocket: 100, polling: 50 };
/** Among the streams, one in so many reads slowly, one in so many not at all. */
const SLOW_ONE_IN = 20;
const FROZEN_ONE_IN = 60;
/** ms for everybody to have what was published last. */
const CATCH_UP_MS = 15_000;
/** ms over which clients come. */
const ARRIVAL_MS = 3_000;

const findings = noFindings();
const clients: SoakClient[] = [];

function mannerOf(transport: Transport, i: number): 'quick' | 'slow' | 'frozen' {
  if (transport === 'polling') return 'quick';
  if (i % FROZEN_ONE_IN === FROZEN_ONE_IN - 1) return 'frozen';
  return i % SLOW_ONE_IN === SLOW_ONE_IN - 1 ? 'slow' : 'quick';
}

const calls = {
  start(port: number): void {
    for (const [transport, count] of Object.entries(CLIENTS) as [Transport, number][]) {
      for (let i = 0; i < count; i++) {
        const channels = SUBSCRIPTIONS[i % SUBSCRIPTIONS.length]!;
        const manner = mannerOf(transport, i);
        const client = new SoakClient({ name: `client ${i}`, port, transport, channels, manner }, findings);
        clients.push(client);
        setTimeout(() => client.come(null), Math.random() * ARRIVAL_MS);
      }
    }
  },
  findings: (): Findings => findings,
  settle(): void {
    for (const client of clients) client.settle();
  },
  /** Waits for all to have everything, then says what the slowest lack. */
  async finish(counts: [string, number][]): Promise<Findings> {
    const known = new Map(counts);
    const behind = (): string[] => clients.flatMap((client) => client.behind(known));
    await eventually(
      () => {
        if (behind().length > 0) throw new Error('Some clients lack events.');
      },
      { timeoutMs: CATCH_UP_MS },
    ).catch(() => {
      findings.lost += behind().length;
      findings.examples.push(`at the end ${behind().length} channels of clients lack their last event`);
    });
    for (const client of clients) client.close();
    return findings;
  },
};

export type SoakClientsCalls = typeof calls;

answerCalls(calls);

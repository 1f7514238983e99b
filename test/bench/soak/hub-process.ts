/** The hub of the soak, with its publisher. */
import { setTimeout as delay } from 'node:timers/promises';
import { createHub } from '../../../src/main/hub/hub';
import { HUB_OPTIONS } from '../subjects/hub';
import { answerCalls } from '../support/rpc';
import { monotonicMicros } from '../support/tick';
import { usage, type Usage } from '../support/usage';
import { LOADS, type Load, type SoakData } from './load';

export interface Sample extends Usage {
  readonly published: number;
  readonly clients: number;
}

const hub = createHub(HUB_OPTIONS);
const counts = new Map<string, number>();
let published = 0;
let running = false;

async function publishLoad({ channels, everyMs, burst, textBytes }: Load): Promise<void> {
  const text = 'x'.repeat(textBytes);
  const began = performance.now();
  for (let step = 1; running; step++) {
    const channel = channels[step % channels.length]!;
    for (let i = 0; i < burst; i++) {
      const n = (counts.get(channel) ?? 0) + 1;
      counts.set(channel, n);
      published++;
      const data: SoakData = { n, at: monotonicMicros(), text };
      hub.publish({ channel, event: 'soak', data });
    }
    await delay(Math.max(0, began + step * everyMs - performance.now()));
  }
}

const calls = {
  async start(): Promise<number> {
    const { port } = await hub.start();
    running = true;
    for (const load of LOADS) void publishLoad(load);
    return port;
  },
  sample(): Sample {
    return { ...usage([], true), published, clients: hub.snapshot().clients.length };
  },
  /** Stops publishing; gives how many events each channel has had. */
  quiet(): [channel: string, count: number][] {
    running = false;
    return [...counts];
  },
  counters: (): unknown => hub.counters(),
  stop: (): Promise<void> => hub.stop(),
};

export type SoakHubCalls = typeof calls;

answerCalls(calls);

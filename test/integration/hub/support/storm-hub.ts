/**
 * A hub in a process of its own, so that its memory can be measured. Argument: options as JSON. Tells its port on
 * standard output. On standard input it takes a line `publish <events per second> <events> <bytes each>`, publishes to
 * the channel `storm`, and answers each line with what became of it.
 */
import { createInterface } from 'node:readline';
import { createHub } from '../../../../src/main/hub/hub';
import type { HubOptions } from '../../../../src/main/hub/options';

const hub = createHub(JSON.parse(process.argv[2] ?? '{}') as HubOptions);
const tell = (value: unknown): boolean => process.stdout.write(`${JSON.stringify(value)}\n`);
const TICK_MS = 10;

function publish(perSecond: number, events: number, bytes: number): Promise<number> {
  const filler = 'x'.repeat(bytes);
  const since = performance.now();
  let published = 0;
  let mostMemory = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(events, ((performance.now() - since) * perSecond) / 1_000);
      for (; published < due; published++) hub.publish({ channel: 'storm', data: `${published} ${filler}` });
      mostMemory = Math.max(mostMemory, process.memoryUsage.rss());
      if (published < events) return;
      clearInterval(timer);
      resolve(mostMemory);
    }, TICK_MS);
  });
}

void hub.start().then(({ port }) => {
  tell({ port });
  createInterface({ input: process.stdin }).on('line', (line) => {
    const [perSecond = 0, events = 0, bytes = 0] = line.split(' ').slice(1).map(Number);
    const before = process.memoryUsage.rss();
    const longest = { queued: 0 };
    const watch = setInterval(() => {
      for (const { queuedBytes } of hub.snapshot().clients)
        longest.queued = Math.max(longest.queued, queuedBytes);
    }, 50);
    void publish(perSecond, events, bytes).then((most) => {
      clearInterval(watch);
      tell({ before, most, queued: longest.queued, counters: hub.counters() });
    });
  });
});

import { cpus, freemem, hostname, loadavg, totalmem, uptime, type CpuInfo } from 'node:os';
import { MAX_CHANNEL_LENGTH } from '@shared/channel';
import { round } from './chance';
import type { Scene } from './scene';

/** Cores that are listed one by one; a sample stays small on large machines. */
const MAX_LISTED_CORES = 16;

/** The system counts processor time in hundredths of a second: closer readings would only be noise. ms. */
const MIN_READING_MS = 100;

const HOST = hostname()
  .replace(/[^A-Za-z0-9._-]/gu, '-')
  .slice(0, MAX_CHANNEL_LENGTH - 'metrics/'.length);
const CHANNEL = `metrics/${HOST === '' ? 'localhost' : HOST}`;

/** Real readings of this machine: processor, memory, load. */
export const metrics: Scene = {
  id: 'metrics',
  title: 'Metrics',
  channels: [CHANNEL],
  defaultRate: 1,
  irregular: false,
  begin: ({ publish, now }) => {
    let before = cpus();
    let readAt = -Infinity;
    let busy: readonly number[] = [];
    return () => {
      const time = now();
      if (Math.abs(time - readAt) >= MIN_READING_MS) {
        const cores = cpus();
        const last = before;
        busy = cores.map((core, i) => busyPercent(last[i], core));
        before = cores;
        readAt = time;
      }
      const [one = 0, five = 0, fifteen = 0] = loadavg();
      const total = totalmem();
      const used = total - freemem();
      publish({
        channel: CHANNEL,
        event: 'metrics',
        data: {
          cpu: {
            percent: round(busy.reduce((sum, percent) => sum + percent, 0) / Math.max(1, busy.length), 1),
            cores: busy.slice(0, MAX_LISTED_CORES),
          },
          memory: { percent: round((used / total) * 100, 1), usedBytes: used, totalBytes: total },
          load: { '1m': round(one, 2), '5m': round(five, 2), '15m': round(fifteen, 2) },
          process: { rssBytes: process.memoryUsage.rss() },
          uptimeSeconds: Math.round(uptime()),
          time: new Date(time).toISOString(),
        },
      });
    };
  },
};

/** Time a core was not idle since the reading before, in percent. */
function busyPercent(before: CpuInfo | undefined, now: CpuInfo): number {
  const idle = now.times.idle - (before?.times.idle ?? 0);
  const all = sum(now) - (before ? sum(before) : 0);
  return all > 0 ? round(Math.min(1, Math.max(0, 1 - idle / all)) * 100, 1) : 0;
}

function sum({ times }: CpuInfo): number {
  return times.user + times.nice + times.sys + times.idle + times.irq;
}

import type { HubSnapshot } from '@shared/hub';
import type { ClientCounters } from './clients';

/** What `GET /metrics` is made from. */
export interface MetricsSource {
  readonly snapshot: HubSnapshot;
  readonly clients: ClientCounters;
  /** Publications that were refused, by code. */
  readonly refusedPublications: ReadonlyMap<string, number>;
  readonly startedAt: number | null;
}

type Kind = 'counter' | 'gauge';
type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

const PREFIX = 'streamgauge_hub';
const LINK_UP = { none: 1, connecting: 0, connected: 1, lost: 0 } as const;

/**
 * The hub's readings in the Prometheus text format 0.0.4. Labels come from fixed sets only: channels and clients, which
 * strangers can make up, are never labels.
 */
export function metricsText({ snapshot, clients, refusedPublications, startedAt }: MetricsSource): string {
  const byTransport = new Map([
    ['sse', 0],
    ['websocket', 0],
    ['polling', 0],
  ]);
  let queued = 0;
  let lagging = 0;
  let lag = 0;
  for (const { transport, queuedBytes, behind, lagMs } of snapshot.clients) {
    byTransport.set(transport, (byTransport.get(transport) ?? 0) + 1);
    queued += queuedBytes;
    if (behind > 0) lagging++;
    lag = Math.max(lag, lagMs);
  }
  const { backplane, history } = snapshot;
  const metrics: (readonly [name: string, kind: Kind, help: string, samples: readonly Sample[]])[] = [
    ['up', 'gauge', 'Whether the hub listens.', one(snapshot.state.phase === 'running' ? 1 : 0)],
    ['start_time_seconds', 'gauge', 'When the hub was started, Unix time.', one((startedAt ?? 0) / 1_000)],
    ['connections', 'gauge', 'Connections now.', labelled('transport', byTransport)],
    ['connections_opened_total', 'counter', 'Connections let in.', one(clients.opened)],
    [
      'connections_refused_total',
      'counter',
      'Connections turned away for want of room.',
      one(clients.refused),
    ],
    [
      'connections_closed_total',
      'counter',
      'Connections ended, by reason.',
      labelled('reason', Object.entries(clients.closed)),
    ],
    ['events_published_total', 'counter', 'Events taken into the log.', one(snapshot.published)],
    [
      'publications_refused_total',
      'counter',
      'Publications refused, by reason.',
      labelled('code', refusedPublications),
    ],
    ['events_delivered_total', 'counter', 'Events written to clients.', one(clients.delivered)],
    [
      'events_skipped_total',
      'counter',
      'Events that had left the log before a client was sent them.',
      one(clients.skipped),
    ],
    ['gaps_total', 'counter', 'Gaps that clients were told.', one(clients.gaps)],
    ['clients_lagging', 'gauge', 'Clients that have not been sent everything yet.', one(lagging)],
    [
      'client_lag_max_seconds',
      'gauge',
      'Age of the oldest event that a client has not been sent.',
      one(lag / 1_000),
    ],
    ['queued_bytes', 'gauge', 'Bytes written that sockets have not taken yet.', one(queued)],
    ['channels', 'gauge', 'Channels known now.', one(snapshot.channels.length)],
    ['log_events', 'gauge', 'Events in the log.', one(history.events)],
    ['log_bytes', 'gauge', 'Bytes in the log.', one(history.bytes)],
    [
      'backplane_up',
      'gauge',
      'Whether the link to other hubs stands, or none is needed.',
      one(LINK_UP[backplane.phase]),
    ],
    [
      'backplane_waiting_events',
      'gauge',
      'Events that wait for that link.',
      one(backplane.phase === 'lost' ? backplane.waiting : 0),
    ],
    ['process_resident_memory_bytes', 'gauge', 'Memory of the process.', one(process.memoryUsage.rss())],
  ];
  return metrics
    .map(([name, kind, help, samples]) => text(`${PREFIX}_${name}`, kind, help, samples))
    .join('');
}

function one(value: number): Sample[] {
  return [[{}, value]];
}

function labelled(label: string, values: Iterable<readonly [string, number]>): Sample[] {
  return [...values].map(([key, value]) => [{ [label]: key }, value]);
}

function text(name: string, kind: Kind, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(([key, label]) => `${key}="${escapeLabel(label)}"`);
    return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n${lines.join('')}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

import { createHub } from '../../../src/main/hub/hub';
import { CHANNEL, EVENT } from '../support/tick';
import { MAX_CLIENTS, type Protocol, type Subject, type SubjectKind } from './subject';

/** Our hub with its defaults, but for the number of clients. */
function hubKind(name: string, title: string, protocol: Protocol): SubjectKind {
  return {
    name,
    title,
    protocol,
    leastEventBytes: 140,
    version: () => 'of this checkout',
    missing: () => null,
    start: startHub,
  };
}

export const hubSse = hubKind('hub-sse', 'hub, SSE', 'sse');
export const hubWebSocket = hubKind('hub-websocket', 'hub, WebSocket', 'websocket');
export const hubPolling = hubKind('hub-polling', 'hub, long-poll', 'polling');

export const HUB_OPTIONS = { maxConnections: MAX_CLIENTS, maxConnectionsPerAddress: MAX_CLIENTS };

async function startHub(): Promise<Subject> {
  const hub = createHub(HUB_OPTIONS);
  const { port } = await hub.start();
  return {
    port,
    path: `/events?channel=${encodeURIComponent(CHANNEL)}`,
    helpers: [],
    publish: ({ data }) => void hub.publish({ channel: CHANNEL, event: EVENT, data }),
    close: () => hub.stop(),
  };
}

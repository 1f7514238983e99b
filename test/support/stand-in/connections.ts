/** The calls of the stand-in that act on connections. */
import type { ConnectionState, Transport } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';

const OPENS_AFTER_MS = 700;

/** @param take puts a changed list in place and pushes it */
export function connectionsStandIn(
  list: () => readonly SourceSnapshot[],
  take: (list: readonly SourceSnapshot[]) => void,
): { readonly handlers: Record<string, (argument: never) => unknown> } {
  const change = (id: string, how: (source: SourceSnapshot) => Partial<SourceSnapshot>): void =>
    take(list().map((source) => (source.config.id === id ? { ...source, ...how(source) } : source)));

  /** Connects by a transport and is open a moment later. */
  function connect(id: string, transport: Transport): void {
    change(id, () => ({ state: { phase: 'connecting', transport, attempt: 1, since: Date.now() } }));
    setTimeout(() => change(id, (source) => opened(source, transport)), OPENS_AFTER_MS);
  }

  const first = (id: string): Transport =>
    list().find(({ config }) => config.id === id)?.config.transports[0] ?? 'sse';
  return {
    handlers: {
      'sources.switchTransport': ({ id, transport }: { id: string; transport: Transport }) =>
        connect(id, transport),
      'sources.retryNow': (id: string) => connect(id, first(id)),
      'sources.resume': (id: string) => connect(id, first(id)),
      'sources.pause': (id: string) => change(id, () => ({ state: { phase: 'paused', since: Date.now() } })),
      'sources.resumeFrom': ({ id, lastEventId }: { id: string; lastEventId: string }) => {
        change(id, () => ({ lastEventId }));
        connect(id, first(id));
      },
      'sources.send': ({ text }: { text: string }) =>
        text.includes('fail') ? Promise.reject(new Error('local demo is not open.')) : undefined,
      'sources.copyAs': ({ id }: { id: string }) => {
        const source = list().find(({ config }) => config.id === id);
        return `curl -N -H 'Accept: text/event-stream' -H 'Authorization: <Authorization>' '${source?.config.url ?? ''}'`;
      },
    },
  };
}

function opened(source: SourceSnapshot, transport: Transport): Partial<SourceSnapshot> {
  const now = Date.now();
  const state: ConnectionState = {
    phase: 'open',
    transport,
    attempt: 1,
    since: now,
    via: {
      status: transport === 'websocket' ? 101 : 200,
      headers: {},
      protocol: 'HTTP/1.1',
      url: source.config.displayUrl,
      remoteAddress: '203.0.113.18:443',
      openedAfterMs: OPENS_AFTER_MS,
    },
  };
  return {
    state,
    ladder: source.ladder.map((rung) =>
      rung.transport === transport ? { ...rung, state: 'carrying', reason: null, since: now } : rung,
    ),
    canSend: transport === 'websocket',
    climbAt: null,
  };
}

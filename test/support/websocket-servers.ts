/** Servers of the `ws` package that hold to a protocol as strictly as the real ones do. */
import { createServer, type Server } from 'node:http';
import type https from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

export interface WebSocketPeer {
  readonly url: string;
  readonly server: Server | https.Server;
  readonly clients: ReadonlySet<WebSocket>;
  /** Ends every connection without a word, as a cut cable does once it is noticed. */
  cut(): void;
  close(): Promise<void>;
}

interface ServeOptions {
  readonly server?: Server | https.Server;
  /** Which of the offered subprotocols it takes; false for none. */
  readonly choose?: (offered: Set<string>) => string | false;
}

/** Listens on a free port of 127.0.0.1. Compresses what is larger than 1 KiB. */
export async function serveWebSockets(
  onClient: (client: WebSocket, path: string) => void,
  { server = createServer(), choose }: ServeOptions = {},
): Promise<WebSocketPeer> {
  const sockets = new WebSocketServer({
    server,
    perMessageDeflate: { threshold: 1024 },
    ...(choose ? { handleProtocols: choose } : {}),
  });
  sockets.on('connection', (client, request) => {
    client.on('error', () => undefined);
    onClient(client, request.url ?? '');
  });
  server.listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const cut = (): void => {
    for (const client of sockets.clients) client.terminate();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    server,
    clients: sockets.clients,
    cut,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      server.closeAllConnections();
      await closed;
    },
  };
}

export interface GraphqlServer extends WebSocketPeer {
  /** Payloads of `subscribe` so far. */
  readonly operations: readonly unknown[];
  /** Brings this result to every subscriber. */
  publish(data: unknown): void;
  /** Says to every subscriber that there is nothing more. */
  complete(): void;
}

interface GraphqlMessage {
  readonly type?: string;
  readonly id?: string;
  readonly payload?: { readonly token?: string; readonly query?: string };
}

/** A server of graphql-transport-ws (github.com/enisdenjo/graphql-ws, PROTOCOL.md), with its close codes. */
export async function startGraphqlServer(token?: string): Promise<GraphqlServer> {
  const operations: unknown[] = [];
  const subscribers = new Map<WebSocket, string>();
  const say = (client: WebSocket, message: object): void => client.send(JSON.stringify(message));
  const peer = await serveWebSockets(
    (client) => {
      if (client.protocol !== 'graphql-transport-ws') return client.close(4406, 'Subprotocol not acceptable');
      let greeted = false;
      client.on('close', () => subscribers.delete(client));
      client.on('message', (bytes: Buffer) => {
        const message = JSON.parse(bytes.toString()) as GraphqlMessage;
        switch (message.type) {
          case 'connection_init':
            if (greeted) return client.close(4429, 'Too many initialisation requests');
            if (token !== undefined && message.payload?.token !== token)
              return client.close(4403, 'Forbidden');
            greeted = true;
            say(client, { type: 'connection_ack' });
            return say(client, { type: 'ping' });
          case 'subscribe': {
            const { id, payload } = message;
            if (!greeted) return client.close(4401, 'Unauthorized');
            if (typeof id !== 'string' || !payload) return client.close(4400, 'Invalid message');
            if (subscribers.has(client)) return client.close(4409, `Subscriber for ${id} already exists`);
            operations.push(payload);
            if (payload.query?.startsWith('subscription') !== true)
              return say(client, {
                id,
                type: 'error',
                payload: [{ message: 'Syntax Error: Unexpected Name' }],
              });
            return void subscribers.set(client, id);
          }
          case 'pong':
            return;
          default:
            return client.close(4400, 'Invalid message');
        }
      });
    },
    { choose: (offered) => offered.has('graphql-transport-ws') && 'graphql-transport-ws' },
  );
  const toAll = (type: string, part: object): void => {
    for (const [client, id] of subscribers) say(client, { id, type, ...part });
  };
  return {
    ...peer,
    operations,
    publish: (data) => toAll('next', { payload: { data } }),
    complete: () => toAll('complete', {}),
  };
}

export interface PhoenixServer extends WebSocketPeer {
  /** Heartbeats so far. */
  heartbeats(): number;
  broadcast(topic: string, event: string, payload: unknown): void;
  /** Lets the channel die on the server. */
  crash(topic: string): void;
}

type PhoenixFrame = [join: string | null, ref: string | null, topic: string, event: string, payload: unknown];

/**
 * A server of Phoenix channels, serializer version 2. Topics that start with `private:` are refused.
 * @param heartbeatTimeoutMs whoever is silent for longer is hung up on
 */
export async function startPhoenixServer(heartbeatTimeoutMs = 60_000): Promise<PhoenixServer> {
  let heartbeats = 0;
  const joined = new Map<WebSocket, Map<string, string>>();
  const say = (client: WebSocket, ...frame: PhoenixFrame): void => client.send(JSON.stringify(frame));
  const toTopic = (topic: string, event: string, payload: unknown): void => {
    for (const [client, topics] of joined) {
      const join = topics.get(topic);
      if (join !== undefined) say(client, event === 'phx_error' ? join : null, null, topic, event, payload);
    }
  };
  const peer = await serveWebSockets((client, path) => {
    if (new URL(path, 'http://any').searchParams.get('vsn') !== '2.0.0') return client.close(1008, 'vsn');
    const topics = new Map<string, string>();
    joined.set(client, topics);
    let idle = setTimeout(() => client.terminate(), heartbeatTimeoutMs);
    client.on('close', () => {
      clearTimeout(idle);
      joined.delete(client);
    });
    client.on('message', (bytes: Buffer) => {
      clearTimeout(idle);
      idle = setTimeout(() => client.terminate(), heartbeatTimeoutMs);
      const [join, ref, topic, event] = JSON.parse(bytes.toString()) as PhoenixFrame;
      const reply = (status: string, response: object): void =>
        say(client, join, ref, topic, 'phx_reply', { status, response });
      if (event === 'heartbeat' && topic === 'phoenix') {
        heartbeats++;
        return reply('ok', {});
      }
      if (event !== 'phx_join' || join === null) return reply('error', { reason: 'unmatched topic' });
      if (topic.startsWith('private:')) return reply('error', { reason: 'unauthorized' });
      topics.set(topic, join);
      reply('ok', {});
    });
  });
  return {
    ...peer,
    heartbeats: () => heartbeats,
    broadcast: toTopic,
    crash: (topic) => toTopic(topic, 'phx_error', {}),
  };
}

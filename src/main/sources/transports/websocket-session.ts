import type { WebSocket } from 'ws';
import { StreamgaugeError } from '@shared/errors';
import type { WebSocketSetup } from '@shared/source-options';
import { ConnectionError } from '../connection-error';
import { wholeText, type MappedEvent } from '../mapping/envelope-mapping';
import type { Outcome, Protocol, ProtocolSession } from '../mapping/protocol';
import type { SendMessage, TransportEnd, TransportSink } from './transport';
import { closeError } from './websocket-close';
import type { OpenedWebSocket } from './websocket-handshake';
import { MAX_MESSAGE_BYTES, type WebSocketLimits } from './websocket-limits';
import { WebSocketPulse } from './websocket-pulse';
import { breakingError } from './websocket-reasons';
import { shownText } from './websocket-secrets';

/** Bytes that may wait to be sent; a person who sends more is refused. */
const MAX_UNSENT_BYTES = 8 * 1024 * 1024;
const CLOSE_NORMAL = 1000;

/** What is spoken on a connection. */
export interface Conversation {
  readonly sourceName: string;
  readonly url: URL;
  /** Resume after this one; `''` for none. */
  readonly lastEventId: string;
  readonly setup: WebSocketSetup;
  readonly limits: WebSocketLimits;
  readonly protocol: Protocol;
  readonly session: ProtocolSession;
}

/** Carries an open WebSocket to its end. Never called for one that is closed already. */
export function carry(
  { client, via, secrets, takeWireBytes }: OpenedWebSocket,
  { sourceName, url, setup, limits, protocol, session, ...start }: Conversation,
  sink: TransportSink,
  signal: AbortSignal,
): Promise<TransportEnd> {
  return new Promise((resolve, reject) => {
    let settled = false;
    let { lastEventId } = start;
    let heartbeat: NodeJS.Timeout | undefined;
    const compressed = client.extensions !== '';
    const received = (bytes: number): void => {
      if (compressed) sink.bytes(bytes, takeWireBytes());
      else sink.bytes(bytes);
    };

    const settle = (finish: () => void): void => {
      if (settled) return;
      settled = true;
      signal.removeEventListener('abort', onAbort);
      pulse.stop();
      clearInterval(heartbeat);
      sink.channel?.(null);
      finish();
    };
    const fail = (error: unknown): void =>
      settle(() => {
        leave(client);
        const limit = limits.maxMessageBytes ?? MAX_MESSAGE_BYTES;
        reject(signal.aborted ? signal.reason : breakingError(sourceName, url, error, limit));
      });
    const onAbort = (): void => fail(signal.reason);

    const send: SendMessage = (message) => {
      if (settled || client.readyState !== client.OPEN) {
        throw new StreamgaugeError('not-open', `The connection to ${sourceName} is not open.`, {
          hint: 'Send it again when it is.',
        });
      }
      const length = typeof message === 'string' ? Buffer.byteLength(message) : message.byteLength;
      if (client.bufferedAmount + length > MAX_UNSENT_BYTES) {
        throw new StreamgaugeError(
          'send-queue-full',
          `More than 8 MiB would wait to be sent to ${sourceName}.`,
          { hint: 'Send less at once, or wait until the server has taken what was sent.' },
        );
      }
      client.send(message);
    };

    const pulse = new WebSocketPulse(client, {
      intervalMs: setup.pingIntervalMs,
      // A sign of life, but nothing of the stream.
      onBytes: (bytes) => sink.bytes(0, compressed ? takeWireBytes() : bytes),
      onRoundTrip: (ms) => sink.roundTrip?.(ms),
      onDead(silentMs) {
        // Nobody is there to say goodbye to.
        client.terminate();
        fail(
          new ConnectionError(
            'silent',
            `${sourceName} has not answered two pings and was silent for ${Math.round(silentMs / 1_000)} s.`,
            { remedy: 'retry', hint: 'The connection may have been dropped without notice.' },
          ),
        );
      },
    });

    const deliver = (raw: Uint8Array, event: MappedEvent): void => {
      // As with event streams, an id with a NUL is no id.
      const id = event.id?.includes('\0') === true ? null : event.id;
      if (id !== null) lastEventId = id;
      const { type, data, channel } = event;
      sink.event({ type: type ?? 'message', data, id, lastEventId, channel, raw });
    };
    const obey = (outcome: Outcome, raw: Uint8Array): void => {
      for (const event of outcome.events) {
        deliver(raw, event);
        // Whoever takes the events may end the run.
        if (settled) return;
      }
      if (outcome.position !== undefined) {
        lastEventId = outcome.position;
        sink.position(outcome.position);
      }
      if (outcome.life !== undefined) sink.comment(outcome.life, raw);
      for (const reply of outcome.replies ?? []) send(reply);
      const { end } = outcome;
      if (!end) return;
      const said = shownText(end.said, secrets);
      fail(
        new ConnectionError(end.code, end.sentence(sourceName), {
          remedy: end.remedy,
          ...(said === '' ? {} : { hint: `It says: “${said}”.` }),
        }),
      );
    };
    const makeRoom = (): void => {
      const room = sink.room();
      if (!room || client.isPaused) return;
      client.pause();
      room.then(() => {
        // Also after the end: a paused socket would never see the other side close.
        client.resume();
        pulse.resumed();
      }, fail);
    };

    client.on('message', (bytes: Buffer, isBinary) => {
      if (settled) return;
      try {
        pulse.heard();
        received(bytes.length);
        // A copy: what `ws` hands out may be a small part of a large piece of network, kept alive by it.
        const raw = new Uint8Array(bytes);
        if (isBinary) deliver(raw, binaryEvent(bytes));
        else obey(session.onMessage(bytes.toString('utf8')), raw);
        if (!settled) makeRoom();
      } catch (error) {
        fail(error);
      }
    });
    client.on('error', fail);
    client.on('close', (code, reason) =>
      settle(() => {
        const said = shownText(reason.toString('utf8'), secrets);
        if (signal.aborted) reject(signal.reason);
        else if (code === CLOSE_NORMAL && said === '') resolve({ incomplete: false });
        else reject(closeError(sourceName, code, said, protocol.closeCodes));
      }),
    );

    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      sink.open(via);
      const own = setup.openMessage === '' ? null : fillTemplate(setup.openMessage, start.lastEventId);
      for (const message of session.onOpen(own)) send(message);
      sink.channel?.(send);
      const beat = session.heartbeat;
      if (beat) {
        heartbeat = setInterval(() => {
          // A server that takes nothing any more is the business of the pings.
          if (client.bufferedAmount === 0) client.send(beat.message());
        }, limits.heartbeatMs ?? beat.everyMs);
      }
      pulse.start();
      client.resume();
    } catch (error) {
      fail(error);
    }
  });
}

/** Bytes as Base64, since a text could not hold them. */
function binaryEvent(bytes: Buffer): MappedEvent {
  return { ...wholeText(bytes.toString('base64')), type: 'binary' };
}

/** Within JSON the id is written as the inside of a JSON string. */
function fillTemplate(template: string, lastEventId: string): string {
  const isJson = /^\s*[[{]/u.test(template);
  const value = isJson ? JSON.stringify(lastEventId).slice(1, -1) : lastEventId;
  return template.replaceAll('{{lastEventId}}', () => value);
}

/** Says goodbye; `ws` cuts the connection when the other side does not within the close timeout. */
function leave(client: WebSocket): void {
  if (client.readyState === client.OPEN) client.close(CLOSE_NORMAL);
  // Without reading, the answer to the goodbye would never be seen.
  if (client.isPaused) client.resume();
}

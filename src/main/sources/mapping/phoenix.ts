import { wholeText } from './envelope-mapping';
import { dataOf, sliceAt } from './json-slice';
import type { Outcome, Protocol } from './protocol';

const HEARTBEAT_MS = 30_000;
const PAYLOAD = ['4'];

/**
 * Phoenix channels, serializer version 2: `[join_ref, ref, topic, event, payload]`
 * (hexdocs.pm/phoenix/writing_a_channels_client.html).
 * @param topics joined on open
 */
export function phoenix(topics: readonly string[]): Protocol {
  return {
    subprotocols: [],
    resumeParameter: null,
    parameters: { vsn: '2.0.0' },
    start() {
      let lastRef = 0;
      const joins = new Map<string, string>();
      return {
        onOpen: (first) => [
          ...(first === null ? [] : [first]),
          ...topics.map((topic) => {
            const ref = String(++lastRef);
            joins.set(ref, topic);
            return JSON.stringify([ref, ref, topic, 'phx_join', {}]);
          }),
        ],
        onMessage: (text) => phoenixOutcome(text, joins),
        heartbeat: {
          everyMs: HEARTBEAT_MS,
          message: () => JSON.stringify([null, String(++lastRef), 'phoenix', 'heartbeat', {}]),
        },
      };
    },
  };
}

function phoenixOutcome(text: string, joins: Map<string, string>): Outcome {
  const message = parseMessage(text);
  if (!message) return { events: [wholeText(text)] };
  const { ref, topic, event, payload } = message;
  const data = dataOf(sliceAt(text, PAYLOAD)!);
  if (event === 'phx_reply') {
    if (topic === 'phoenix') return { events: [], life: 'heartbeat' };
    const joined = ref === null ? undefined : joins.get(ref);
    if (joined !== undefined && ref !== null) {
      joins.delete(ref);
      if (statusOf(payload) === 'ok') return { events: [], life: `joined ${joined.slice(0, 200)}` };
      return {
        events: [],
        end: {
          code: 'refused-subscription',
          sentence: (source) => `${source} refused to let us join a topic.`,
          said: data,
          remedy: 'stop',
        },
      };
    }
  }
  if (event === 'phx_error' || event === 'phx_close') {
    const sentence = (source: string): string =>
      event === 'phx_error'
        ? `${source} lost the channel: it crashed on the server.`
        : `${source} closed the channel.`;
    return { events: [], end: { code: 'channel-closed', sentence, said: topic, remedy: 'retry' } };
  }
  return { events: [{ type: event, id: null, channel: topic, time: null, data }] };
}

interface PhoenixMessage {
  readonly ref: string | null;
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
}

function parseMessage(text: string): PhoenixMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(value) || value.length !== 5) return null;
  const [, ref, topic, event, payload] = value as unknown[];
  if (typeof topic !== 'string' || typeof event !== 'string') return null;
  return { ref: typeof ref === 'string' ? ref : null, topic, event, payload };
}

function statusOf(payload: unknown): unknown {
  return typeof payload === 'object' && payload !== null && 'status' in payload ? payload.status : undefined;
}

import { wholeText } from './envelope-mapping';
import { sliceAt } from './json-slice';
import { parseObject, textOf, type CloseWords, type Outcome, type Protocol } from './protocol';

export interface GraphqlOperation {
  /** The subscription. */
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const SUBSCRIPTION = '1';

const CLOSE_CODES: Readonly<Record<number, CloseWords>> = {
  4400: [
    'stop',
    (s, code) => `${s} could not read a message of ours (${code}).`,
    'Check the operation and the first message of this source.',
  ],
  4406: [
    'stop',
    (s, code) => `${s} does not speak graphql-transport-ws (${code}).`,
    'It may speak the older graphql-ws, or something else.',
  ],
  4408: [
    'retry',
    (s, code) => `${s} waited too long for our first message (${code}).`,
    'It will be opened again.',
  ],
  4409: ['retry', (s, code) => `${s} has this subscription already (${code}).`, 'It will be opened again.'],
  4429: [
    'stop',
    (s, code) => `${s} got more than one first message (${code}).`,
    'Check the first message of this source.',
  ],
};

/**
 * The `graphql-transport-ws` protocol (github.com/enisdenjo/graphql-ws, PROTOCOL.md). What the person sends first takes
 * the place of our `connection_init`: that is where its payload, often a token, goes.
 */
export function graphqlTransportWs(operation: GraphqlOperation): Protocol {
  return {
    subprotocols: ['graphql-transport-ws'],
    resumeParameter: null,
    closeCodes: CLOSE_CODES,
    start: () => {
      let subscribed = false;
      return {
        onOpen: (first) => [first ?? '{"type":"connection_init"}'],
        onMessage(text) {
          const message = parseObject(text);
          const type = message ? textOf(message, 'type') : null;
          if (!message || !type) return { events: [wholeText(text)] };
          if (type !== 'connection_ack') return outcomeOf(type, text);
          // A second acknowledgement would open the subscription twice, which the server ends with 4409.
          if (subscribed) return { events: [], life: type };
          subscribed = true;
          return {
            events: [],
            life: type,
            replies: [JSON.stringify({ id: SUBSCRIPTION, type: 'subscribe', payload: operation })],
          };
        },
      };
    },
  };
}

function outcomeOf(type: string, text: string): Outcome {
  const payload = sliceAt(text, ['payload']) ?? 'null';
  switch (type) {
    case 'ping':
      return { events: [], life: type, replies: [JSON.stringify({ type: 'pong' })] };
    case 'pong':
      return { events: [], life: type };
    case 'next':
      return { events: [{ ...wholeText(payload), type }] };
    case 'error':
      return {
        events: [],
        end: {
          code: 'refused-subscription',
          sentence: (source) => `${source} refused the subscription.`,
          said: payload,
          remedy: 'stop',
        },
      };
    case 'complete':
      return {
        events: [],
        end: {
          code: 'no-content',
          sentence: (source) => `${source} completed the subscription.`,
          said: '',
          remedy: 'stop',
        },
      };
    default:
      return { events: [{ ...wholeText(text), type }] };
  }
}

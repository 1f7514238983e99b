import { dataOf, wholeText } from './envelope-mapping';
import { parseObject, textOf, type Outcome, type Protocol } from './protocol';

export interface GraphqlOptions {
  /** The subscription. */
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  /** Payload of `connection_init`; often carries a token. */
  readonly connectionParams?: Readonly<Record<string, unknown>>;
}

const SUBSCRIPTION = '1';

/** The `graphql-transport-ws` protocol (github.com/enisdenjo/graphql-ws, PROTOCOL.md). */
export function graphqlTransportWs(options: GraphqlOptions): Protocol {
  const { query, variables, operationName, connectionParams } = options;
  return {
    subprotocols: ['graphql-transport-ws'],
    resumeParameter: null,
    start: () => {
      let subscribed = false;
      return {
        onOpen: () => [
          JSON.stringify({
            type: 'connection_init',
            ...(connectionParams ? { payload: connectionParams } : {}),
          }),
        ],
        onMessage(text) {
          const message = parseObject(text);
          const type = message ? textOf(message, 'type') : null;
          if (!message || !type) return { events: [wholeText(text)] };
          if (type !== 'connection_ack') return outcomeOf(type, message, text);
          // A second acknowledgement would open the subscription twice, which the server ends with 4409.
          if (subscribed) return { events: [], life: type };
          subscribed = true;
          const payload = {
            query,
            ...(variables ? { variables } : {}),
            ...(operationName === undefined ? {} : { operationName }),
          };
          return {
            events: [],
            life: type,
            replies: [JSON.stringify({ id: SUBSCRIPTION, type: 'subscribe', payload })],
          };
        },
      };
    },
  };
}

function outcomeOf(type: string, message: Readonly<Record<string, unknown>>, text: string): Outcome {
  switch (type) {
    case 'ping':
      return { events: [], life: type, replies: [JSON.stringify({ type: 'pong' })] };
    case 'pong':
      return { events: [], life: type };
    case 'next':
      return { events: [{ ...wholeText(dataOf(message['payload'] ?? null)), type }] };
    case 'error':
      return {
        events: [],
        end: {
          code: 'refused-subscription',
          words: 'refused the subscription.',
          said: dataOf(message['payload'] ?? null),
          remedy: 'stop',
        },
      };
    case 'complete':
      return {
        events: [],
        end: { code: 'no-content', words: 'completed the subscription.', said: '', remedy: 'stop' },
      };
    default:
      return { events: [{ ...wholeText(text), type }] };
  }
}

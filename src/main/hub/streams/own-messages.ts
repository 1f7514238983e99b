import type { OWN_EVENTS } from './define-stream';
import type { JsonSchema } from './event-schema';

const text = { type: 'string' };
const retryMs = { type: 'integer', minimum: 0, description: 'When to come back, ms.' };

function object(properties: Record<string, JsonSchema>, optional: readonly string[] = []): JsonSchema {
  return {
    type: 'object',
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    properties,
  };
}

/** The messages that the hub itself sends, and the form of their data. docs/hub.md says when. */
export const OWN_MESSAGES: Readonly<
  Record<(typeof OWN_EVENTS)[number], { readonly summary: string; readonly payload: JsonSchema }>
> = {
  connected: {
    summary: 'First on every connection.',
    payload: object(
      {
        clientId: text,
        time: { type: 'string', format: 'date-time' },
        channels: { type: 'array', items: text, description: 'What was subscribed to.' },
        epoch: {
          ...text,
          description: 'The life of the log; another one means that earlier ids are unknown.',
        },
        user: text,
      },
      ['user'],
    ),
  },
  initial_state: {
    summary: 'The state of a channel, for a new client and after a gap.',
    payload: { description: 'Whatever the provider of the channel gives.' },
  },
  gap: {
    summary: 'Events of a subscribed channel are lost.',
    payload: object({
      requested: { ...text, description: 'The id that the client wanted to go on from.' },
      oldest: { type: ['string', 'null'], description: 'The oldest id that is still there.' },
      missed: { type: ['integer', 'null'], description: 'Events lost, when that is known exactly.' },
      missedMax: { type: ['integer', 'null'], description: 'Events lost at most; null when not known.' },
      reason: { type: 'string', enum: ['evicted', 'other-epoch', 'unknown-id'] },
      policy: {
        type: 'string',
        enum: ['lossless', 'skip'],
        description: 'lossless: the stream ends, fetch anew.',
      },
    }),
  },
  heartbeat: {
    summary: 'A sign of life while nothing else happens, with heartbeat=event.',
    payload: object({ time: { type: 'string', format: 'date-time' } }, ['time']),
  },
  'hub.busy': {
    summary: 'There is no room. The stream ends.',
    payload: object({ message: text, retryMs }),
  },
  'hub.shutdown': {
    summary: 'The hub is closing. The stream ends.',
    payload: object({ message: text, retryMs }),
  },
  error: {
    summary: 'Something went wrong inside the hub.',
    payload: object({ code: text, message: text }),
  },
};

import { StreamgaugeError } from '@shared/errors';
import type { Publication } from '@shared/hub';
import type { Principal } from '../auth/principal';
import { dataText } from '../frame';
import { parseChannelTemplate, type ChannelParams } from './channel-template';
import { dataCheck, type DataCheck, type DataOf, type EventSchema, type JsonSchema } from './event-schema';

/** The hub's own messages. No stream can have an event of such a name: clients could not tell them apart. */
export const OWN_EVENTS = [
  'connected',
  'initial_state',
  'gap',
  'heartbeat',
  'hub.busy',
  'hub.shutdown',
  'error',
] as const;

/**
 * Who may read a stream. `open`: whoever the hub lets in. `required`: who has said who they are. A function decides for
 * each subscription; `channel` is what was asked for, which may be a pattern.
 */
export type StreamAuth = 'open' | 'required' | ((principal: Principal, channel: string) => boolean);

export interface StreamLimits {
  /** Connections that may follow one channel of the stream, 1 … 1 000 000. */
  readonly connections?: number;
  /** Connections of one address that may follow one channel of the stream, 1 … 1 000 000. */
  readonly connectionsPerAddress?: number;
  /** Largest data of one event, in bytes of UTF-8, 1 … 4 194 304. */
  readonly maxBytes?: number;
}

export type EventSchemas = Readonly<Record<string, EventSchema>>;

export interface StreamOptions<Events extends EventSchemas, Name extends string, Channel extends string> {
  /** Begins with a letter; letters, digits, _ and - after it; up to 64. Not `hub`. */
  readonly name: Name;
  /** Its channels, `CommentStream:item:{itemId}`; default `<name>:**`. */
  readonly channel?: Channel;
  /** For people. */
  readonly title?: string;
  readonly description?: string;
  /** The form of the data of every event type. */
  readonly events: Events;
  /** Default `open`. */
  readonly auth?: StreamAuth;
  readonly limits?: StreamLimits;
}

/** What a publication may have besides channel, type and data. */
export type PublicationExtras = Omit<Publication, 'channel' | 'event' | 'data'>;

/** One channel of a stream that the same event can be published to as to others; see `fanOut`. */
export interface StreamTarget<Events extends EventSchemas = EventSchemas> {
  readonly channel: string;
  publication<Type extends keyof Events & string>(
    type: Type,
    data: DataOf<Events[Type]>,
    extras?: PublicationExtras,
  ): Publication;
}

/** A stream whose events are known. */
export interface StreamDefinition<
  Events extends EventSchemas = EventSchemas,
  Params extends Readonly<Record<string, string | number>> = Readonly<Record<string, string | number>>,
> {
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  /** The template of its channels. */
  readonly channel: string;
  /** Names of the template's parameters; `rest` for a closing `**`. */
  readonly params: readonly string[];
  /** Event types with the JSON Schema (2020-12) of their data. */
  readonly events: ReadonlyMap<string, JsonSchema>;
  readonly auth: StreamAuth;
  readonly limits: StreamLimits;
  matches(channel: string): boolean;
  /** Whether a name or pattern that somebody subscribes to takes in, or may take in, channels of this stream. */
  overlaps(pattern: string): boolean;
  /** Whether `auth` lets this one read a name or pattern. */
  allows(principal: Principal, pattern: string): boolean;
  /** @throws StreamgaugeError `bad-channel-param`, `bad-channel` */
  channelFor(params: Params): string;
  /**
   * Checks the data of an event as its readers will see it: text that is JSON counts as the value that it says.
   * @param type `message` when left out of a publication
   * @throws StreamgaugeError `unknown-event-type`, `bad-event-data`, `bad-data`, `too-large`
   */
  validate(type: string, data: unknown): void;
  /**
   * An event for `publish`, checked.
   * @throws StreamgaugeError as `channelFor` and `validate`
   */
  publication<Type extends keyof Events & string>(
    type: Type,
    params: Params,
    data: DataOf<Events[Type]>,
    extras?: PublicationExtras,
  ): Publication;
  /** One of its channels, for `fanOut`. @throws StreamgaugeError as `channelFor` */
  at(params: Params): StreamTarget<Events>;
}

const STREAM_NAME = /^(?!hub$)[A-Za-z][A-Za-z0-9_-]{0,63}$/u;
const EVENT_TYPE = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/u;
const MAX_EVENTS = 500;
const MAX_TEXT = 10_000;

/**
 * Defines a stream: its channels, and the form of the data of each of its event types.
 * @throws StreamgaugeError `bad-stream` with a sentence that names the stream and the part
 */
export function defineStream<
  const Events extends EventSchemas,
  const Name extends string,
  const Channel extends string = `${Name}:**`,
>(options: StreamOptions<Events, Name, Channel>): StreamDefinition<Events, ChannelParams<Channel>> {
  const { name, auth = 'open', limits = {} } = options;
  if (typeof name !== 'string' || !STREAM_NAME.test(name)) {
    throw bad(
      `${JSON.stringify(name)?.slice(0, 80) ?? 'nothing'} is no name for a stream.`,
      'Begin with a letter; letters, digits, _ and - may follow, 64 in all. The name hub is taken.',
    );
  }
  const template = parseChannelTemplate(options.channel ?? `${name}:**`, name);
  const title = label(options.title, `title of ${name}`) ?? name;
  const description = label(options.description, `description of ${name}`) ?? null;
  if (auth !== 'open' && auth !== 'required' && typeof auth !== 'function') {
    throw bad(`The auth of ${name} is neither open nor required nor a function.`);
  }
  assertLimits(name, limits);
  const checks = checksOf(name, options.events);

  function validate(type: string, data: unknown): void {
    const check = checks.get(type);
    if (!check) {
      throw new StreamgaugeError(
        'unknown-event-type',
        `${name} has no event type ${JSON.stringify(type.slice(0, 80))}.`,
        {
          hint: `It has ${[...checks.keys()].slice(0, 50).join(', ')}.`,
        },
      );
    }
    const problem = data === undefined ? 'data is missing' : problemOnTheWire(check, data);
    if (problem !== null) {
      throw new StreamgaugeError('bad-event-data', `${type} of ${name} is refused: ${problem}.`, {
        hint: `The form of ${type} is in /asyncapi.json.`,
      });
    }
    if (limits.maxBytes === undefined) return;
    const bytes = Buffer.byteLength(dataText(data));
    if (bytes <= limits.maxBytes) return;
    throw new StreamgaugeError(
      'too-large',
      `${type} of ${name} has ${bytes} bytes of data; ${limits.maxBytes} are allowed.`,
    );
  }

  const publish = (channel: string, type: string, data: unknown, extras?: PublicationExtras): Publication => {
    validate(type, data);
    return { ...extras, channel, event: type, data };
  };

  return {
    name,
    title,
    description,
    channel: template.text,
    params: template.params,
    events: new Map([...checks].map(([type, { schema }]) => [type, schema])),
    auth,
    limits,
    matches: (channel) => template.matches(channel),
    overlaps: (pattern) => template.overlaps(pattern),
    allows(principal, pattern) {
      if (auth === 'open') return true;
      if (auth === 'required') return principal.via !== 'nothing';
      return auth(principal, pattern);
    },
    channelFor: (params) => template.channelFor(params),
    validate,
    publication: (type, params, data, extras) => publish(template.channelFor(params), type, data, extras),
    at(params) {
      const channel = template.channelFor(params);
      return { channel, publication: (type, data, extras) => publish(channel, type, data, extras) };
    },
  };
}

/** A string goes out as it is, so `'{"text":"hi"}'` and `{text: 'hi'}` are the same event. */
function problemOnTheWire(check: DataCheck, data: unknown): string | null {
  const problem = check.problem(data);
  if (problem === null || typeof data !== 'string') return problem;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return problem;
  }
  return check.problem(value);
}

function checksOf(name: string, events: EventSchemas): Map<string, DataCheck> {
  if (typeof events !== 'object' || events === null || Array.isArray(events)) {
    throw bad(`The events of ${name} are not an object of event types.`);
  }
  const types = Object.keys(events);
  if (types.length === 0) throw bad(`${name} has no events.`, 'Give every event type a schema of its data.');
  if (types.length > MAX_EVENTS) throw bad(`${name} has more than ${MAX_EVENTS} events.`);
  return new Map(
    types.map((type) => {
      if (!EVENT_TYPE.test(type)) {
        throw bad(
          `${JSON.stringify(type.slice(0, 80))} is no event type of ${name}.`,
          'Begin with a letter; letters, digits and . _ - may follow, 64 in all.',
        );
      }
      if ((OWN_EVENTS as readonly string[]).includes(type)) {
        throw bad(
          `The event type ${type} of ${name} is one of the hub's own.`,
          `Do not use ${OWN_EVENTS.join(', ')}.`,
        );
      }
      return [type, dataCheck(events[type]!, `${type} of ${name}`)];
    }),
  );
}

function label(text: unknown, what: string): string | undefined {
  if (text === undefined || (typeof text === 'string' && text.length <= MAX_TEXT)) return text;
  throw bad(`The ${what} is not a text of up to ${MAX_TEXT} characters.`);
}

const LIMITS: Readonly<Record<keyof StreamLimits, number>> = {
  connections: 1_000_000,
  connectionsPerAddress: 1_000_000,
  maxBytes: 4 * 1024 * 1024,
};

function assertLimits(name: string, limits: StreamLimits): void {
  if (typeof limits !== 'object' || limits === null) throw bad(`The limits of ${name} are not an object.`);
  for (const [key, value] of Object.entries(limits) as [string, unknown][]) {
    const max = Object.hasOwn(LIMITS, key) ? LIMITS[key as keyof StreamLimits] : undefined;
    if (max === undefined)
      throw bad(
        `There is no limit ${JSON.stringify(key.slice(0, 80))} (${name}).`,
        `There are ${Object.keys(LIMITS).join(', ')}.`,
      );
    if (value === undefined) continue;
    if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > max) {
      throw bad(`The limit ${key} of ${name} is not a whole number from 1 to ${max}.`);
    }
  }
}

function bad(message: string, hint?: string): StreamgaugeError {
  return new StreamgaugeError('bad-stream', message, hint === undefined ? {} : { hint });
}

/**
 * The part of a generated file that is the same in all of them. It is text, because the file stands alone where it is used: in
 * browsers and in Node, with or without the DOM's types.
 */
export const CLIENT_RUNTIME = `
/** What an \`EventSource\` hands over. */
export interface StreamMessage {
  readonly type: string;
  readonly data?: unknown;
  readonly lastEventId?: string;
}

/** What is needed of an \`EventSource\`: the browser's own, or that of the package \`eventsource\`. */
export interface EventSourceLike {
  readonly readyState: number;
  addEventListener(type: string, listener: (message: StreamMessage) => void): void;
  close(): void;
}

export type EventSourceClass = new (url: string, init?: { withCredentials?: boolean }) => EventSourceLike;

export interface SubscribeOptions {
  /** The address of the server, instead of the one in the document. */
  readonly url?: string;
  /** Default: the global one. In Node, that of the package \`eventsource\`; a subclass of it can add headers. */
  readonly EventSource?: EventSourceClass;
  /** Sends cookies to another origin. */
  readonly withCredentials?: boolean;
  /** Sent as \`access_token\` in the query, where logs may keep it; a header or a cookie is better. */
  readonly accessToken?: string;
  /** Where to go on after. */
  readonly lastEventId?: string;
  /** More for the query. */
  readonly query?: Readonly<Record<string, string>>;
  /** Types that \`onUnknown\` gets besides those without a type: an EventSource hears only of what it listens for. */
  readonly otherTypes?: readonly string[];
}

export interface Subscription {
  /** Where it is subscribed; may hold the access token. */
  readonly url: string;
  /** Ends it. No handler is called any more. */
  close(): void;
}

export interface StreamProblem {
  /**
   * \`connection\`: it broke, or was refused. \`bad-data\`: the data of an event is not JSON.
   * \`server\`: the server says that something went wrong, is full or is closing.
   */
  readonly kind: 'connection' | 'bad-data' | 'server';
  readonly message: string;
  /** Whether the connection is there or comes back by itself. When not, subscribe again. */
  readonly goesOn: boolean;
  /** HTTP status, where the EventSource tells it. */
  readonly status?: number;
  /** The text of the event, for \`bad-data\` and \`server\`. */
  readonly data?: string;
}

/** Events are lost: what was requested is no longer there. */
export interface StreamGap {
  readonly reason: string;
  /** How many, when that is known. */
  readonly missed: number | null;
  /** How many at most. */
  readonly missedMax: number | null;
  /** \`lossless\`: fetch the state anew. \`skip\`: the stream goes on with what is there. */
  readonly policy: string;
  readonly requested: string;
  readonly oldest: string | null;
}

/** An event that the document does not describe. Its data is text. */
export interface UnknownEvent {
  readonly type: string;
  readonly data: string;
  readonly id: string;
}

/** The event of a union that has this type. */
export type EventOf<Events extends { readonly type: string }, Type extends Events['type']> = Extract<
  Events,
  { readonly type: Type }
>;

/** Handlers that every stream has. Each may be left out. */
export interface StreamHandlers<Events> {
  /** Gets every event of a known type, after its own handler. */
  onEvent?(event: Events): void;
  onUnknown?(event: UnknownEvent): void;
  onError?(problem: StreamProblem): void;
  /** The connection stands, for the first time. */
  onOpen?(): void;
  /** The connection stands again. */
  onReconnect?(): void;
  onGap?(gap: StreamGap): void;
  /** The current state of the channel, which the server sends at first and after a gap, where it has one. */
  onState?(state: unknown): void;
}

type Form = 'json' | 'text' | 'either';
/** The type on the wire, the type for the program, the form of the data, the name of the handler. */
type EventRow = readonly [wire: string, type: string, form: Form, handler: string];

interface Target {
  readonly server: string;
  /** The channel, which is a value of a query parameter, or a path below the server when there is none. */
  readonly channel: string;
  readonly parameter: string | null;
}

const CLOSED = 2;

function subscribe<Events>(
  target: Target,
  rows: readonly EventRow[],
  handlers: StreamHandlers<Events>,
  options: SubscribeOptions,
): Subscription {
  const Source =
    options.EventSource ?? (globalThis as unknown as { readonly EventSource?: EventSourceClass }).EventSource;
  if (Source === undefined) {
    throw new Error('There is no EventSource here. Pass one in the options, for example that of the package eventsource.');
  }
  const url = addressOf(target, options);
  const source = new Source(url, options.withCredentials === true ? { withCredentials: true } : {});
  const own = handlers as unknown as Readonly<Record<string, ((event: unknown) => void) | undefined>>;
  const known = new Set(rows.map(([wire]) => wire));
  let wasOpen = false;
  let closed = false;

  function listen(type: string, listener: (message: StreamMessage) => void): void {
    source.addEventListener(type, (message) => {
      if (!closed) listener(message);
    });
  }

  function fail(problem: Omit<StreamProblem, 'goesOn'>): void {
    handlers.onError?.({ ...problem, goesOn: source.readyState !== CLOSED });
  }

  for (const [wire, type, form, handler] of rows) {
    listen(wire, (message) => {
      const text = textOf(message);
      if (text === null) {
        if (wire === 'error') fail(connectionProblem(message));
        return;
      }
      const data = read(text, form);
      if (data === NOT_JSON) {
        fail({ kind: 'bad-data', message: 'The data of ' + type + ' is not JSON.', data: text });
        return;
      }
      const event = { type, data, id: message.lastEventId ?? '', channel: target.channel };
      own[handler]?.call(handlers, event);
      // The handler may have ended it.
      if (!closed) handlers.onEvent?.(event as unknown as Events);
    });
  }
  for (const type of new Set(['message', ...(options.otherTypes ?? [])])) {
    if (known.has(type)) continue;
    listen(type, (message) => {
      const text = textOf(message);
      if (text !== null) handlers.onUnknown?.({ type, data: text, id: message.lastEventId ?? '' });
    });
  }
  listen('open', () => {
    if (wasOpen) handlers.onReconnect?.();
    else handlers.onOpen?.();
    wasOpen = true;
  });
  if (!known.has('error')) {
    listen('error', (message) => {
      const text = textOf(message);
      fail(text === null ? connectionProblem(message) : serverProblem(text, 'The server reports an error.'));
    });
  }
  if (target.parameter !== null) {
    listen('hub.busy', (message) => fail(serverProblem(textOf(message) ?? '', 'The server is full.')));
    listen('hub.shutdown', (message) => fail(serverProblem(textOf(message) ?? '', 'The server is closing.')));
    if (!known.has('gap')) listen('gap', (message) => handlers.onGap?.(gapOf(textOf(message) ?? '')));
    if (!known.has('initial_state')) {
      listen('initial_state', (message) => handlers.onState?.(read(textOf(message) ?? '', 'either')));
    }
  }

  return {
    url,
    close() {
      closed = true;
      source.close();
    },
  };
}

const NOT_JSON = Symbol('not JSON');

function read(text: string, form: Form): unknown {
  if (form === 'text') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return form === 'either' ? text : NOT_JSON;
  }
}

function textOf(message: StreamMessage): string | null {
  return typeof message.data === 'string' ? message.data : null;
}

function connectionProblem(message: StreamMessage): Omit<StreamProblem, 'goesOn'> {
  const { message: why, code } = message as { readonly message?: unknown; readonly code?: unknown };
  return {
    kind: 'connection',
    message: typeof why === 'string' && why !== '' ? why : 'The connection broke, or was refused.',
    ...(typeof code === 'number' ? { status: code } : {}),
  };
}

function serverProblem(text: string, otherwise: string): Omit<StreamProblem, 'goesOn'> {
  const message = fieldsOf(text)['message'];
  return { kind: 'server', message: typeof message === 'string' ? message : otherwise, data: text };
}

function gapOf(text: string): StreamGap {
  const { reason, missed, missedMax, policy, requested, oldest } = fieldsOf(text);
  return {
    reason: typeof reason === 'string' ? reason : 'unknown',
    missed: typeof missed === 'number' ? missed : null,
    missedMax: typeof missedMax === 'number' ? missedMax : null,
    policy: typeof policy === 'string' ? policy : 'skip',
    requested: typeof requested === 'string' ? requested : '',
    oldest: typeof oldest === 'string' ? oldest : null,
  };
}

function fieldsOf(text: string): Readonly<Partial<Record<string, unknown>>> {
  const value = read(text, 'either');
  return typeof value === 'object' && value !== null ? (value as Partial<Record<string, unknown>>) : {};
}

function addressOf({ server, channel, parameter }: Target, options: SubscribeOptions): string {
  const given = options.url ?? server;
  if (given === '') throw new Error('The document names no HTTP server. Pass the address as url in the options.');
  const base = parameter === null ? given.replace(/\\/+$/, '') + channel : given;
  const query: (readonly [string, string])[] = parameter === null ? [] : [[parameter, channel]];
  if (options.lastEventId !== undefined) query.push(['lastEventId', options.lastEventId]);
  if (options.accessToken !== undefined) query.push(['access_token', options.accessToken]);
  query.push(...Object.entries(options.query ?? {}));
  if (query.length === 0) return base;
  const pairs = query.map(([name, value]) => encodeURIComponent(name) + '=' + encodeURIComponent(value));
  return base + (base.includes('?') ? '&' : '?') + pairs.join('&');
}
`.trimStart();

/** Checks parameters of channels; only for files that need it, because a compiler may refuse what is not used. */
export const LEVEL_FUNCTION = `/** One level of a channel, or several. */
function level(name: string, value: string | number, isOpen = false): string {
  const text = String(value);
  if (text !== '' && !text.includes(',') && (isOpen || !/[:/]/.test(text))) return text;
  throw new Error('The parameter ' + name + ' is empty, or has a character that would make it another channel.');
}
`;

/** The same for parameters of paths. */
export const SEGMENT_FUNCTION = `/** One part of a path (RFC 3986 §3.3). */
function segment(name: string, value: string | number): string {
  const text = String(value);
  if (text !== '' && text !== '.' && text !== '..') return encodeURIComponent(text);
  throw new Error('The parameter ' + name + ' is empty or would make it another path.');
}
`;

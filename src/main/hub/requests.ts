import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import { StreamgaugeError, toProblem } from '@shared/errors';
import type { BackplaneState, Publication } from '@shared/hub';
import { wantedOf } from './accept';
import { checkAccess, type AccessRules } from './access';
import { answerPublish, type PublishContext } from './answer-publish';
import { AccessError } from './auth/access-error';
import type { Authenticator } from './auth/authenticator';
import { redactTarget, type AuthRequest } from './auth/credentials';
import { assertMay } from './auth/permission';
import type { Principal } from './auth/principal';
import { cameOverTls, clientAddress } from './client-address';
import { addressKey, RateLimiter } from './rate-limit';
import { COMMON_HEADERS, problemBody, sendJson, sendProblem, sendText, type RequestProblem } from './respond';
import { readPollRequest, readStreamRequest } from './stream-request';
import type { StreamRegistry } from './streams/stream-registry';
import { busyAnswer } from './overload';
import { parseSubscription } from './subscription';
import type { StreamRequest, TransportContext } from './transports/context';
import { PollingTransport } from './transports/polling';
import { serveEventStream, SSE_HEADERS } from './transports/sse';
import { WebSocketTransport } from './transports/websocket';

export interface RequestContext extends TransportContext, PublishContext {
  readonly streams: StreamRegistry;
  readonly authenticator: Authenticator;
  /** `{ backplane: 'connected' }` of a hub that has one. */
  readonly linkHealth: () => { readonly backplane?: BackplaneState['phase'] };
  readonly documents: {
    /** What the address is that the client used: `http://127.0.0.1:4870`. */
    readonly openApi: (base: string) => unknown;
    readonly asyncApi: (base: string) => unknown;
    readonly metrics: () => string;
  };
}

export type RequestHandler = (req: IncomingMessage, res: ServerResponse) => void;
export type UpgradeHandler = (req: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface Handlers {
  readonly request: RequestHandler;
  readonly upgrade: UpgradeHandler;
}

/** Methods by path; what is not here does not exist. Paths below `/sse/` are as `/sse`. */
const METHODS = new Map<string, readonly string[]>([
  ['/events', ['GET', 'HEAD', 'POST', 'OPTIONS']],
  ['/sse', ['GET', 'HEAD', 'OPTIONS']],
  ['/ws', ['GET', 'OPTIONS']],
  ['/poll', ['GET', 'HEAD', 'OPTIONS']],
  ['/publish', ['POST', 'OPTIONS']],
  ['/tickets', ['POST', 'OPTIONS']],
  ['/presence', ['GET', 'HEAD', 'OPTIONS']],
  ['/healthz', ['GET', 'HEAD', 'OPTIONS']],
  ['/metrics', ['GET', 'HEAD', 'OPTIONS']],
  ['/openapi.json', ['GET', 'HEAD', 'OPTIONS']],
  ['/asyncapi.json', ['GET', 'HEAD', 'OPTIONS']],
]);
const SSE_PREFIX = '/sse/';

/** How long a body that is too large is read and thrown away, so that its sender sees the answer; ms. */
const DISCARD_MS = 1_000;
/** Seconds after which a browser asks again whether it may. */
const PREFLIGHT_MAX_AGE = '600';
const RETRY_AFTER_SECONDS = '5';
const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/** A request that has passed the first checks. */
interface Request {
  readonly req: IncomingMessage;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly remoteAddress: string;
  readonly auth: AuthRequest;
}

/** Answers requests: access first, then path and method, then who asks, then the work. */
export function createHandlers(context: RequestContext): Handlers {
  return new Requests(context).handlers;
}

class Requests {
  readonly handlers: Handlers;
  readonly #context: RequestContext;
  readonly #rules: AccessRules;
  readonly #polling: PollingTransport;
  readonly #webSockets: WebSocketTransport;
  readonly #connects: RateLimiter;

  constructor(context: RequestContext) {
    const { options } = context;
    this.#context = context;
    this.#rules = {
      allowedOrigins: new Set(options.allowedOrigins),
      allowedHosts: new Set(options.allowedHosts.map((host) => host.toLowerCase())),
      secure: (req) => cameOverTls(req, options.trustedProxies),
    };
    this.#polling = new PollingTransport(context);
    this.#webSockets = new WebSocketTransport(context);
    this.#connects = new RateLimiter(options.connectRate ?? { perSecond: 0 });
    this.handlers = {
      request: (req, res) => {
        this.#answer(req, res).catch((error: unknown) => {
          const { status, problem, headers } = this.#explain(error, req);
          if (res.headersSent) res.destroy();
          else sendProblem(res, status, problem, headers);
        });
      },
      upgrade: (req, socket, head) => {
        // A socket that breaks while it is being let in: there is nobody to tell.
        socket.on('error', () => undefined);
        this.#upgrade(req, socket, head).catch((error: unknown) => {
          const { status, problem, headers } = this.#explain(error, req);
          refuseUpgrade(socket, status, problem, headers);
        });
      },
    };
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { faults } = this.#context;
    if (faults.active && faults.refuses()) return void req.socket.destroy();
    const verdict = checkAccess(req, this.#rules);
    if (!verdict.allowed) return sendProblem(res, verdict.status, verdict.problem);
    if (verdict.corsOrigin !== null) allowOrigin(res, verdict.corsOrigin);

    const request = this.#read(req);
    const methods = METHODS.get(request.path.startsWith(SSE_PREFIX) ? '/sse' : request.path);
    if (!methods) {
      const hint = 'The stream is at /events.';
      return sendProblem(res, 404, { code: 'not-found', message: 'There is nothing at this path.', hint });
    }
    const method = req.method ?? '';
    if (!methods.includes(method)) return refuseMethod(res, methods);
    if (method === 'OPTIONS') return answerOptions(res, methods, verdict.corsOrigin !== null);
    if (request.path === '/healthz') return this.#answerHealth(res);
    const outage = faults.active ? faults.unavailable() : null;
    if (outage) {
      const problem = { code: 'unavailable', message: 'The hub is unavailable: fault injection is on.' };
      return sendProblem(res, 503, problem, { 'retry-after': String(outage.retryAfterSeconds) });
    }
    if (method === 'POST') return this.#answerPost(request, res);
    await this.#answerGet(request, res);
  }

  async #answerPost(request: Request, res: ServerResponse): Promise<void> {
    const { authenticator } = this.#context;
    const { req, path, query, auth, remoteAddress } = request;
    if (path === '/tickets') {
      const channels = query.getAll('channel').flatMap((value) => value.split(','));
      req.resume();
      return sendJson(
        res,
        201,
        await authenticator.issueTicket(
          auth,
          channels.filter((name) => name !== ''),
        ),
      );
    }
    if (!this.#context.accepting()) {
      const problem = { code: 'closing', message: 'The hub is closing and takes no events.' };
      return sendProblem(res, 503, problem, { 'retry-after': RETRY_AFTER_SECONDS });
    }
    const principal = await authenticator.identify(auth, 'publish').catch((error: unknown) => {
      discard(req);
      throw error;
    });
    const fully = await answerPublish(req, res, { principal, remoteAddress }, this.#context);
    if (!fully) discard(req);
  }

  async #answerGet(request: Request, res: ServerResponse): Promise<void> {
    const { documents, options, authenticator } = this.#context;
    const { req, path, query, auth } = request;
    switch (path) {
      case '/ws':
        return sendProblem(
          res,
          426,
          {
            code: 'not-an-upgrade',
            message: 'This path is for WebSocket connections.',
            hint: 'The event stream is at /events.',
          },
          { upgrade: 'websocket', connection: 'upgrade' },
        );
      case '/openapi.json':
        return sendJson(res, 200, documents.openApi(this.#base(req)));
      case '/asyncapi.json':
        return sendJson(res, 200, documents.asyncApi(this.#base(req)));
    }
    const principal = await authenticator.identify(auth, 'subscribe');
    switch (path) {
      case '/metrics':
        if (options.metrics) return sendText(res, PROMETHEUS_TEXT, documents.metrics());
        return sendProblem(res, 404, { code: 'not-found', message: 'This hub does not show its metrics.' });
      case '/presence':
        return this.#answerPresence(principal, query, res);
      default:
        this.#answerStream(request, principal, res);
    }
  }

  #answerStream(request: Request, principal: Principal, res: ServerResponse): void {
    const { req, path, query } = request;
    const wanted =
      path === '/poll' ? 'poll' : path.startsWith('/sse') ? 'stream' : wantedOf(req.headers.accept);
    if (wanted === null) {
      const hint = 'Send Accept: text/event-stream for a stream, application/json to poll.';
      return sendProblem(res, 406, {
        code: 'not-acceptable',
        message: 'The hub has nothing of that type.',
        hint,
      });
    }
    const tooFast = this.#tooFast(request);
    // A browser's EventSource gives up for good after anything but 200: it is told in the stream.
    const isBrowser = req.headers['sec-fetch-mode'] !== undefined;
    if (tooFast > 0 && !(wanted === 'stream' && isBrowser)) return refuseTooFast(res, tooFast);
    const stream = this.#streamRequest(request, principal, tooFast);
    if (wanted === 'poll') {
      const poll = readPollRequest(stream, path, query);
      if (req.method === 'HEAD') return sendJson(res, 200, {});
      this.#polling.serve(res, poll);
    } else if (req.method === 'HEAD') {
      res.writeHead(200, SSE_HEADERS).end();
    } else {
      serveEventStream(req, res, stream, this.#context);
    }
  }

  async #upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { faults, authenticator, clients, options } = this.#context;
    if (faults.active && faults.refuses()) return void socket.destroy();
    const verdict = checkAccess(req, this.#rules);
    if (!verdict.allowed) return refuseUpgrade(socket, verdict.status, verdict.problem);
    const request = this.#read(req);
    if (request.path !== '/events' && request.path !== '/ws') {
      const message = 'There is no WebSocket at this path.';
      return refuseUpgrade(socket, 404, { code: 'not-found', message, hint: 'It is at /events and /ws.' });
    }
    if (req.method !== 'GET' || req.headers.upgrade?.toLowerCase() !== 'websocket') {
      const message = 'The only upgrade that the hub knows is to a WebSocket.';
      return refuseUpgrade(socket, 400, { code: 'bad-upgrade', message });
    }
    const outage = faults.active ? faults.unavailable() : null;
    if (outage) {
      const problem = { code: 'unavailable', message: 'The hub is unavailable: fault injection is on.' };
      return refuseUpgrade(socket, 503, problem, { 'retry-after': String(outage.retryAfterSeconds) });
    }
    const principal = await authenticator.identify(request.auth, 'subscribe');
    const tooFast = this.#tooFast(request);
    if (tooFast > 0) return refuseUpgrade(socket, 429, tooFastProblem(), { 'retry-after': String(tooFast) });
    const stream = this.#streamRequest(request, principal, 0);
    const refusal = this.#context.accepting() ? clients.refusal(stream.visitor) : 'connections';
    if (refusal !== null) {
      const { message, retryAfter } = busyAnswer(refusal, options.random);
      return refuseUpgrade(socket, 503, { code: 'busy', message }, { 'retry-after': retryAfter });
    }
    this.#webSockets.accept(req, socket, head, stream, {
      maySubscribe: (patterns) => assertMay(principal, 'subscribe', patterns),
      publish: (publication) => this.#publishAs(principal, request, publication),
    });
  }

  async #publishAs(
    { via }: Principal,
    { auth, remoteAddress }: Request,
    publication: Publication,
  ): Promise<{ id: string | null; clients: number }> {
    // Tickets are spent by now; what came in the address does not publish.
    if (via === 'ticket' || via === 'query') {
      throw new AccessError('not-allowed', 'This connection may read only: its token came in the address.');
    }
    const publisher = await this.#context.authenticator.identify(auth, 'publish');
    return this.#context.publishAs(publication, { principal: publisher, remoteAddress });
  }

  #streamRequest(
    { req, path, query, remoteAddress }: Request,
    principal: Principal,
    tooFast: number,
  ): StreamRequest {
    const { log, streams } = this.#context;
    const pathChannel = path.startsWith(SSE_PREFIX) ? channelOfPath(path, streams) : null;
    const asked = { req, query, pathChannel, principal, remoteAddress, tooFastSeconds: tooFast };
    return readStreamRequest(asked, log, streams);
  }

  /** Seconds that this address has to wait before it may connect again, 0 for none. */
  #tooFast({ remoteAddress, req, query }: Request): number {
    // The polls of a known client are one connection.
    if (req.method === 'HEAD' || query.has('client')) return 0;
    const taken = this.#connects.take(addressKey(remoteAddress));
    return taken.ok ? 0 : taken.retryAfterSeconds;
  }

  #answerPresence(principal: Principal, query: URLSearchParams, res: ServerResponse): void {
    const asked = query
      .getAll('channel')
      .flatMap((value) => value.split(','))
      .filter((name) => name !== '');
    const { names, patterns } = parseSubscription(asked, []);
    if (names.length === 0 || names.length < patterns.length) {
      const message = 'Presence is told for channels by name.';
      const hint = 'Ask for example /presence?channel=orders/eu.';
      return sendProblem(res, 400, { code: 'bad-channel', message, field: 'channel', hint });
    }
    assertMay(principal, 'subscribe', names);
    const channels = names.map((name) => ({ name, ...this.#context.clients.presence(name) }));
    sendJson(res, 200, { channels });
  }

  #answerHealth(res: ServerResponse): void {
    // A lost link to other hubs is told, but a hub that works alone is in order.
    if (this.#context.accepting()) sendJson(res, 200, { status: 'ok', ...this.#context.linkHealth() });
    else sendJson(res, 503, { status: 'closing' }, { 'retry-after': RETRY_AFTER_SECONDS });
  }

  #read(req: IncomingMessage): Request {
    const target = req.url ?? '';
    const mark = target.indexOf('?');
    const query = new URLSearchParams(mark === -1 ? '' : target.slice(mark + 1));
    const remoteAddress = clientAddress(req, this.#context.options.trustedProxies);
    const { method, headers, rawHeaders } = req;
    return {
      req,
      path: mark === -1 ? target : target.slice(0, mark),
      query,
      remoteAddress,
      auth: { method, headers, rawHeaders, query, remoteAddress },
    };
  }

  /** The address of the hub as this client sees it. */
  #base(req: IncomingMessage): string {
    const host = req.headers.host ?? String(req.headers[':authority'] ?? 'localhost');
    return `${this.#rules.secure(req) ? 'https' : 'http'}://${host}`;
  }

  /** What an error means for whoever asked. */
  #explain(
    error: unknown,
    req: IncomingMessage,
  ): { status: number; problem: RequestProblem; headers: Readonly<Record<string, string>> } {
    const { options } = this.#context;
    if (error instanceof AccessError) {
      const { code } = error;
      options.log({
        level: 'warn',
        event: 'access-refused',
        at: options.now(),
        code,
        target: redactTarget(req.url ?? ''),
      });
      if (error.cause !== undefined) options.onError(error.cause);
      return { status: error.status, problem: toProblem(error), headers: error.headers };
    }
    if (error instanceof StreamgaugeError) {
      const field = FIELDS.get(error.code);
      return { status: 400, problem: { ...toProblem(error), ...(field && { field }) }, headers: {} };
    }
    options.onError(error);
    const problem = { code: 'unexpected', message: 'The hub could not answer this request.' };
    return { status: 500, problem, headers: {} };
  }
}

/** The parameter that an error about a request for events is about. */
const FIELDS = new Map([
  ['bad-channel', 'channel'],
  ['too-many-channels', 'channel'],
  ['bad-heartbeat', 'heartbeat'],
  ['bad-wait', 'wait'],
  ['bad-limit', 'limit'],
]);

/** `/sse/CommentStream/item:7` is the channel `CommentStream:item:7`. */
function channelOfPath(path: string, streams: StreamRegistry): string {
  const rest = path.slice(SSE_PREFIX.length);
  const slash = rest.indexOf('/');
  if (slash <= 0 || slash === rest.length - 1) {
    throw new StreamgaugeError('bad-channel', 'The path does not name a stream and a channel.', {
      hint: 'Use /sse/<stream>/<channel>, for example /sse/orders/eu.',
    });
  }
  return streams.pathChannel(rest.slice(0, slash), rest.slice(slash + 1));
}

function allowOrigin(res: ServerResponse, origin: string): void {
  res.setHeader('access-control-allow-origin', origin);
  res.setHeader('access-control-allow-credentials', 'true');
  res.setHeader('access-control-expose-headers', 'Link, Retry-After');
}

function refuseMethod(res: ServerResponse, methods: readonly string[]): void {
  const allow = methods.join(', ');
  const message = 'This path does not take that method.';
  sendProblem(res, 405, { code: 'bad-method', message, hint: `It takes ${allow}.` }, { allow });
}

function answerOptions(res: ServerResponse, methods: readonly string[], cors: boolean): void {
  res.writeHead(204, {
    ...COMMON_HEADERS,
    allow: methods.join(', '),
    ...(cors && {
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': 'Authorization, Cache-Control, Content-Type, Last-Event-ID',
      'access-control-max-age': PREFLIGHT_MAX_AGE,
    }),
  });
  res.end();
}

function tooFastProblem(): RequestProblem {
  const message = 'This address opens connections faster than it may.';
  return { code: 'too-fast', message, hint: 'Keep one connection open, and wait before the next.' };
}

function refuseTooFast(res: ServerResponse, seconds: number): void {
  sendProblem(res, 429, tooFastProblem(), { 'retry-after': String(seconds) });
}

/** An answer instead of an upgrade, on a socket that no response object belongs to. */
function refuseUpgrade(
  socket: Duplex,
  status: number,
  problem: RequestProblem,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = `${JSON.stringify(problemBody(status, problem))}\n`;
  const all = {
    ...COMMON_HEADERS,
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}

/** Reads on for a moment: a connection cut while its peer still sends would take the answer with it. */
function discard(req: IncomingMessage): void {
  req.resume();
  if (req.complete) return;
  // On HTTP/2 the socket belongs to other requests as well: only this one ends.
  const { stream } = req as IncomingMessage & { readonly stream?: ServerHttp2Stream };
  const cut = setTimeout(() => (stream ? stream.close() : req.socket.destroy()), DISCARD_MS);
  cut.unref();
  req.once('end', () => clearTimeout(cut));
}

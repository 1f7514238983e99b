import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamgaugeError, toProblem } from '@shared/errors';
import type { Publication } from '@shared/hub';
import { checkAccess, type AccessRules } from './access';
import { fieldOf, readPublishRequest } from './publish-request';
import { COMMON_HEADERS, sendJson, sendProblem } from './respond';
import { serveEventStream, type SseContext } from './transports/sse';

export interface RequestContext extends SseContext {
  readonly publish: (publication: Publication) => { readonly id: string; readonly clients: number };
}

export type RequestHandler = (req: IncomingMessage, res: ServerResponse) => void;

/** Methods by path; what is not here does not exist. */
const METHODS = new Map<string, readonly string[]>([
  ['/events', ['GET', 'HEAD', 'POST', 'OPTIONS']],
  ['/publish', ['POST', 'OPTIONS']],
  ['/healthz', ['GET', 'HEAD', 'OPTIONS']],
]);

/** How long a body that is too large is read and thrown away, so that its sender sees the answer; ms. */
const DISCARD_MS = 1_000;
/** Seconds after which a browser asks again whether it may. */
const PREFLIGHT_MAX_AGE = '600';
const RETRY_AFTER_SECONDS = '5';

/** Answers requests: access first, then path and method, then the work. */
export function createRequestHandler(context: RequestContext): RequestHandler {
  const rules: AccessRules = {
    allowedOrigins: new Set(context.options.allowedOrigins),
    allowedHosts: new Set(context.options.allowedHosts.map((host) => host.toLowerCase())),
  };
  return (req, res) => {
    answer(req, res, context, rules).catch((error: unknown) => {
      context.options.onError(error);
      if (res.headersSent) res.destroy();
      else sendProblem(res, 500, { code: 'unexpected', message: 'The hub could not answer this request.' });
    });
  };
}

async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  context: RequestContext,
  rules: AccessRules,
): Promise<void> {
  const verdict = checkAccess(req, rules);
  if (!verdict.allowed) return sendProblem(res, verdict.status, verdict.problem);
  if (verdict.corsOrigin !== null) res.setHeader('access-control-allow-origin', verdict.corsOrigin);

  const [path = '', search = ''] = splitTarget(req.url ?? '');
  const methods = METHODS.get(path);
  if (!methods) {
    const hint = 'The stream is at /events.';
    return sendProblem(res, 404, { code: 'not-found', message: 'There is nothing at this path.', hint });
  }
  const method = req.method ?? '';
  if (!methods.includes(method)) {
    const allow = methods.join(', ');
    const problem = {
      code: 'bad-method',
      message: 'This path does not take that method.',
      hint: `It takes ${allow}.`,
    };
    return sendProblem(res, 405, problem, { allow });
  }
  if (method === 'OPTIONS') return answerOptions(res, methods, verdict.corsOrigin !== null);
  if (path === '/healthz') return answerHealth(res, context);
  if (method === 'POST') return answerPublish(req, res, context);
  serveEventStream(req, res, new URLSearchParams(search), context);
}

function answerOptions(res: ServerResponse, methods: readonly string[], cors: boolean): void {
  res.writeHead(204, {
    ...COMMON_HEADERS,
    allow: methods.join(', '),
    ...(cors && {
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': 'Cache-Control, Content-Type, Last-Event-ID',
      'access-control-max-age': PREFLIGHT_MAX_AGE,
    }),
  });
  res.end();
}

function answerHealth(res: ServerResponse, { accepting }: RequestContext): void {
  if (accepting()) sendJson(res, 200, { status: 'ok' });
  else sendJson(res, 503, { status: 'closing' }, { 'retry-after': RETRY_AFTER_SECONDS });
}

async function answerPublish(
  req: IncomingMessage,
  res: ServerResponse,
  context: RequestContext,
): Promise<void> {
  if (!context.accepting()) {
    const problem = { code: 'closing', message: 'The hub is closing and takes no events.' };
    return sendProblem(res, 503, problem, { 'retry-after': RETRY_AFTER_SECONDS });
  }
  const request = await readPublishRequest(req, context.options.maxBodyBytes);
  if (!request.ok) {
    sendProblem(res, request.status, request.problem);
    if (request.status === 413) discard(req);
    return;
  }
  try {
    sendJson(res, 201, context.publish(request.publication));
  } catch (error) {
    if (!(error instanceof StreamgaugeError)) throw error;
    const field = fieldOf(error);
    const status = error.code === 'id-taken' ? 409 : error.code === 'too-large' ? 413 : 400;
    sendProblem(res, status, { ...toProblem(error), ...(field !== undefined && { field }) });
  }
}

/** Reads on for a moment: a connection cut while its peer still sends would take the answer with it. */
function discard(req: IncomingMessage): void {
  req.resume();
  const cut = setTimeout(() => req.socket.destroy(), DISCARD_MS);
  cut.unref();
  req.once('end', () => clearTimeout(cut));
}

function splitTarget(target: string): [string, string] {
  const mark = target.indexOf('?');
  return mark === -1 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamgaugeError, toProblem } from '@shared/errors';
import type { Publication } from '@shared/hub';
import { AccessError } from './auth/access-error';
import { assertMay } from './auth/permission';
import type { Principal } from './auth/principal';
import type { ResolvedOptions } from './options';
import { fieldOf, readPublishRequest, type PublishLine } from './publish-request';
import { sendJson, sendProblem, type RequestProblem } from './respond';

/** Who publishes, and from where. */
export interface Publisher {
  readonly principal: Principal;
  readonly remoteAddress: string;
}

export interface PublishContext {
  readonly options: ResolvedOptions;
  /** Names this life of the log: `Streamgauge-Via` of a request that has been through it holds it. */
  readonly hubId: () => string;
  /** @throws StreamgaugeError as `Hub.publish`; AccessError; `too-fast` */
  readonly publishAs: (
    publication: Publication,
    publisher: Publisher,
  ) => Promise<{ readonly id: string | null; readonly clients: number }>;
}

/** Where an event has been before: names of hubs, with commas. Whoever passes events on adds the one it came from. */
const VIA_HEADER = 'streamgauge-via';

/**
 * `POST /events` and `POST /publish`: one event (201), or one a line (200 with a result a line).
 * @returns false when the rest of the body is of no interest
 */
export async function answerPublish(
  req: IncomingMessage,
  res: ServerResponse,
  publisher: Publisher,
  context: PublishContext,
): Promise<boolean> {
  const via = String(req.headers[VIA_HEADER] ?? '');
  if (via.split(',').some((name) => name.trim() === context.hubId())) {
    const message = 'This event has been through this hub before.';
    const hint =
      'Something subscribes to the hub and publishes back to it. Publish to another channel it does not read.';
    sendProblem(res, 508, { code: 'loop', message, hint });
    return false;
  }
  const request = await readPublishRequest(req, context.options.maxBodyBytes);
  if (!request.ok) {
    sendProblem(res, request.status, request.problem);
    return request.status !== 413 && request.status !== 408;
  }
  if (request.kind === 'lines') {
    sendJson(res, 200, await publishLines(request.lines, publisher, context));
    return true;
  }
  try {
    sendJson(res, 201, await publishOne(request.publication, publisher, context));
  } catch (error) {
    if (!(error instanceof StreamgaugeError) || error instanceof AccessError) throw error;
    const { status, headers } = answerOf(error);
    sendProblem(res, status, problemOf(error), headers);
  }
  return true;
}

async function publishOne(
  publication: Publication,
  publisher: Publisher,
  { publishAs }: PublishContext,
): Promise<{ readonly id: string | null; readonly clients: number }> {
  assertMay(publisher.principal, 'publish', [publication.channel]);
  return publishAs(publication, publisher);
}

type LineResult = { readonly line: number } & (
  { readonly id: string | null } | { readonly code: string; readonly detail: string; readonly field?: string }
);

/** Line by line, in their order: a bad one keeps none of the others back. */
async function publishLines(
  lines: readonly PublishLine[],
  publisher: Publisher,
  context: PublishContext,
): Promise<{ published: number; refused: number; results: LineResult[] }> {
  const results: LineResult[] = [];
  let published = 0;
  for (const { line, publication } of lines) {
    if ('code' in publication) {
      results.push(refused(line, publication));
      continue;
    }
    try {
      const { id } = await publishOne(publication, publisher, context);
      published++;
      results.push({ line, id });
    } catch (error) {
      if (!(error instanceof StreamgaugeError)) throw error;
      results.push(refused(line, problemOf(error)));
    }
  }
  return { published, refused: lines.length - published, results };
}

function refused(line: number, { code, message, field }: RequestProblem): LineResult {
  return { line, code, detail: message, ...(field !== undefined && { field }) };
}

function problemOf(error: StreamgaugeError): RequestProblem {
  const field = fieldOf(error);
  return { ...toProblem(error), ...(field !== undefined && { field }) };
}

/** A publisher that was told to slow down. */
export class TooFastError extends StreamgaugeError {
  constructor(readonly retryAfterSeconds: number) {
    super('too-fast', 'This publisher sends events faster than it may.', {
      hint: `Wait ${retryAfterSeconds} s, or send fewer.`,
    });
  }
}

function answerOf(error: StreamgaugeError): { status: number; headers: Record<string, string> } {
  if (error instanceof TooFastError) {
    return { status: 429, headers: { 'retry-after': String(error.retryAfterSeconds) } };
  }
  if (error.code === 'backplane-busy' || error.code === 'hub-stopped') {
    return { status: 503, headers: { 'retry-after': '1' } };
  }
  const status = error.code === 'id-taken' ? 409 : error.code === 'too-large' ? 413 : 400;
  return { status, headers: {} };
}

import type { IncomingMessage } from 'node:http';
import { publicationSchema, type Publication } from '@shared/hub';
import { StreamgaugeError } from '@shared/errors';
import * as v from 'valibot';
import type { RequestProblem } from './respond';

/** Deepest nesting of arrays and objects in a body: what clients can be expected to show. */
const MAX_DEPTH = 200;

export type PublishRequest =
  | { readonly ok: true; readonly publication: Publication }
  | { readonly ok: false; readonly status: number; readonly problem: RequestProblem };

/**
 * Reads `POST /events`. Only `application/json` is taken: a page of another site cannot send that without a
 * preflight, so a form or a simple request can never publish.
 */
export async function readPublishRequest(req: IncomingMessage, maxBytes: number): Promise<PublishRequest> {
  const media = mediaProblem(req);
  if (media) return { ok: false, status: 415, problem: media };
  const body = await readBody(req, maxBytes);
  if (body === null) {
    const message = `The body is larger than ${maxBytes} bytes.`;
    const hint = 'Send events one by one, and large content by address.';
    return { ok: false, status: 413, problem: { code: 'body-too-large', message, hint } };
  }
  try {
    return { ok: true, publication: parse(body) };
  } catch (error) {
    if (error instanceof BodyError) return { ok: false, status: 400, problem: error.problem };
    throw error;
  }
}

/** The field of a publication that a publish error is about. */
export function fieldOf(error: StreamgaugeError): string | undefined {
  return FIELDS.get(error.code);
}
const FIELDS = new Map([
  ['bad-channel', 'channel'],
  ['bad-event-type', 'event'],
  ['bad-id', 'id'],
  ['id-taken', 'id'],
  ['bad-data', 'data'],
  ['too-large', 'data'],
  ['bad-retry', 'retry'],
]);

class BodyError extends Error {
  constructor(readonly problem: RequestProblem) {
    super(problem.message);
  }
}

function mediaProblem(req: IncomingMessage): RequestProblem | null {
  const [type = '', ...parameters] = (req.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') {
    const message = 'The body of a publish request is JSON.';
    return { code: 'not-json', message, hint: 'Send it with Content-Type: application/json.' };
  }
  if (!parameters.every((parameter) => /^\s*(?:charset="?utf-8"?)?\s*$/iu.test(parameter))) {
    return { code: 'not-utf-8', message: 'The body of a publish request is UTF-8.' };
  }
  const coding = req.headers['content-encoding'];
  if (coding !== undefined && coding.trim().toLowerCase() !== 'identity') {
    return { code: 'encoded-body', message: 'The body of a publish request is sent uncompressed.' };
  }
  return null;
}

/** The body, or null when it is too large: known as soon as the bound is passed, not at the end. */
function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    if (Number(req.headers['content-length'] ?? 0) > maxBytes) return resolve(null);
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      req.off('data', onData);
      resolve(null);
    };
    req.on('data', onData);
    req.once('end', () => resolve(Buffer.concat(chunks)));
    req.once('error', reject);
    req.once('close', () => reject(new Error('The request ended early.')));
  });
}

function parse(body: Buffer): Publication {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new BodyError({ code: 'not-utf-8', message: 'The body is not valid UTF-8.' });
  }
  if (isTooDeep(text)) {
    const message = `The body is nested deeper than ${MAX_DEPTH} levels.`;
    throw new BodyError({ code: 'too-deep', message, field: 'data' });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const hint = 'Send one object, for example {"channel":"orders/eu/created","data":{"id":1}}.';
    throw new BodyError({ code: 'bad-json', message: 'The body is not valid JSON.', hint });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const hint = 'Send one object with channel and data.';
    throw new BodyError({ code: 'bad-publication', message: 'The body is not a JSON object.', hint });
  }
  const result = v.safeParse(publicationSchema, value);
  if (result.success) return result.output;
  throw new BodyError(schemaProblem(result.issues));
}

const EXPECTED = new Map([
  ['channel', 'a channel name'],
  ['event', 'a string'],
  ['data', 'a string or any other JSON value'],
  ['id', 'a string'],
  ['retry', 'a whole number of milliseconds, 0 to 2,147,483,647'],
]);

function schemaProblem(issues: readonly v.BaseIssue<unknown>[]): RequestProblem {
  const issue = issues[0]!;
  const field = v.getDotPath(issue) ?? '';
  const known = EXPECTED.get(field);
  const name = JSON.stringify(field.slice(0, 64));
  if (known === undefined) {
    const hint = `The fields are ${[...EXPECTED.keys()].join(', ')}.`;
    return {
      code: 'unknown-field',
      message: `There is no field ${name} in an event.`,
      field: field.slice(0, 64),
      hint,
    };
  }
  const problem = issue.received === 'undefined' ? 'is missing' : 'has the wrong form';
  return {
    code: 'bad-publication',
    message: `The field ${name} ${problem}.`,
    field,
    hint: `It is ${known}.`,
  };
}

/** Found in the text, before anything that may recurse sees the value. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (quoted) {
      if (char === 0x5c) i++;
      else if (char === 0x22) quoted = false;
    } else if (char === 0x22) quoted = true;
    else if (char === 0x5b || char === 0x7b) {
      if (++depth > MAX_DEPTH) return true;
    } else if (char === 0x5d || char === 0x7d) depth--;
  }
  return false;
}

import type { IncomingMessage } from 'node:http';
import { publicationSchema, type Publication } from '@shared/hub';
import { StreamgaugeError } from '@shared/errors';
import * as v from 'valibot';
import type { RequestProblem } from './respond';

/** Deepest nesting of arrays and objects in a body: what clients can be expected to show. */
const MAX_DEPTH = 200;

export type PublishRequest =
  | { readonly ok: true; readonly kind: 'one'; readonly publication: Publication }
  /** One a line; a line that cannot be read is a problem in its place. */
  | { readonly ok: true; readonly kind: 'lines'; readonly lines: readonly PublishLine[] }
  | { readonly ok: false; readonly status: number; readonly problem: RequestProblem };

export interface PublishLine {
  /** 1, 2, 3… as editors count. */
  readonly line: number;
  readonly publication: Publication | RequestProblem;
}

const JSON_TYPE = 'application/json';
/** One JSON document a line. */
const LINES_TYPES = new Set(['application/x-ndjson', 'application/ndjson', 'application/jsonl']);
/** Most events in one request. */
const MAX_LINES = 10_000;

/**
 * Reads `POST /events`. Only JSON types are taken: a page of another site cannot send those without a preflight, so a
 * form or a simple request can never publish.
 */
export async function readPublishRequest(req: IncomingMessage, maxBytes: number): Promise<PublishRequest> {
  const type = (req.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  const media = mediaProblem(req, type);
  if (media) return { ok: false, status: 415, problem: media };
  const body = await readBody(req, maxBytes);
  if (body === INCOMPLETE) {
    // Nobody may be left to read this: the publisher went away, or its chunks are malformed.
    const problem = { code: 'body-incomplete', message: 'The body ended before it was complete.' };
    return { ok: false, status: 400, problem };
  }
  if (body === TOO_SLOW) {
    const message = `The body did not arrive within ${BODY_TIMEOUT_MS / 1_000} s.`;
    return { ok: false, status: 408, problem: { code: 'body-too-slow', message } };
  }
  if (body === null) {
    const message = `The body is larger than ${maxBytes} bytes.`;
    const hint = 'Send events one by one, and large content by address.';
    return { ok: false, status: 413, problem: { code: 'body-too-large', message, hint } };
  }
  try {
    const text = decode(body);
    if (type === JSON_TYPE) return { ok: true, kind: 'one', publication: parse(text) };
    return { ok: true, kind: 'lines', lines: parseLines(text) };
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
  ['bad-event-data', 'data'],
  ['unknown-event-type', 'event'],
  ['bad-key', 'key'],
]);

class BodyError extends Error {
  constructor(readonly problem: RequestProblem) {
    super(problem.message);
  }
}

function mediaProblem(req: IncomingMessage, type: string): RequestProblem | null {
  const parameters = (req.headers['content-type'] ?? '').split(';').slice(1);
  if (type !== JSON_TYPE && !LINES_TYPES.has(type)) {
    const message = 'The body of a publish request is JSON.';
    const hint = 'Send one event with Content-Type: application/json, one a line with application/x-ndjson.';
    return { code: 'not-json', message, hint };
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

const INCOMPLETE = Symbol('incomplete');
const TOO_SLOW = Symbol('too slow');
/** Node bounds the time of a whole request on HTTP/1.1 only. */
const BODY_TIMEOUT_MS = 30_000;

/** The body, or null when it is too large: known as soon as the bound is passed, not at the end. */
function readBody(
  req: IncomingMessage,
  maxBytes: number,
): Promise<Buffer | null | typeof INCOMPLETE | typeof TOO_SLOW> {
  return new Promise((resolve) => {
    if (Number(req.headers['content-length'] ?? 0) > maxBytes) return resolve(null);
    const chunks: Buffer[] = [];
    let length = 0;
    const deadline = setTimeout(() => resolve(TOO_SLOW), BODY_TIMEOUT_MS);
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      req.off('data', onData);
      clearTimeout(deadline);
      resolve(null);
    };
    req.on('data', onData);
    req.once('end', () => {
      clearTimeout(deadline);
      resolve(Buffer.concat(chunks));
    });
    req.once('error', () => resolve(INCOMPLETE));
    req.once('close', () => {
      clearTimeout(deadline);
      resolve(INCOMPLETE);
    });
  });
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new BodyError({ code: 'not-utf-8', message: 'The body is not valid UTF-8.' });
  }
}

/** Empty lines say nothing. */
function parseLines(text: string): PublishLine[] {
  const lines: PublishLine[] = [];
  let number = 0;
  for (const line of text.split('\n')) {
    number++;
    if (line.trim() === '') continue;
    if (lines.length === MAX_LINES) {
      const message = `The body holds more than ${MAX_LINES} events.`;
      throw new BodyError({ code: 'too-many-events', message, hint: 'Send them in several requests.' });
    }
    lines.push({ line: number, publication: parseLine(line) });
  }
  return lines;
}

function parseLine(line: string): Publication | RequestProblem {
  try {
    return parse(line);
  } catch (error) {
    if (error instanceof BodyError) return error.problem;
    throw error;
  }
}

function parse(text: string): Publication {
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
  ['priority', 'low, normal or high'],
  ['key', 'a string'],
  ['to', 'an object with userIds, subscriptions or both, each a list of strings'],
]);

function schemaProblem(issues: readonly v.BaseIssue<unknown>[]): RequestProblem {
  const issue = issues[0]!;
  const field = v.getDotPath(issue) ?? '';
  const known = EXPECTED.get(field.split('.')[0]!);
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

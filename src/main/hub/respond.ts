import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Problem } from '@shared/errors';

/**
 * On every answer: nothing is stored, sniffed, framed, run as a page, or read by another site; and caches know
 * that the answer depends on who asks.
 */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  vary: 'Origin, Accept',
};

/** A problem with the part of the request that it is about. */
export interface RequestProblem extends Problem {
  readonly field?: string;
}

/** Answers with a small JSON document. Headers set on `res` before (CORS) stay. */
export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(res, status, 'application/json', body, headers);
}

/** The same with a document that is text already. */
export function sendJsonText(
  res: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  write(res, status, 'application/json', Buffer.from(`${text}\n`, 'utf8'), headers);
}

/** Answers with a text of another kind. */
export function sendText(res: ServerResponse, type: string, text: string): void {
  write(res, 200, type, Buffer.from(text, 'utf8'), {});
}

/** Problem details (RFC 9457): what happened and what to do, nothing of the inside. */
export function problemBody(status: number, problem: RequestProblem): Record<string, unknown> {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail: problem.message,
    code: problem.code,
    ...(problem.field !== undefined && { field: problem.field }),
    ...(problem.hint !== undefined && { hint: problem.hint }),
  };
}

/** Answers with problem details (RFC 9457). */
export function sendProblem(
  res: ServerResponse,
  status: number,
  problem: RequestProblem,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(res, status, 'application/problem+json', problemBody(status, problem), headers);
}

function send(
  res: ServerResponse,
  status: number,
  type: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): void {
  write(res, status, type, Buffer.from(`${JSON.stringify(body)}\n`, 'utf8'), headers);
}

function write(
  res: ServerResponse,
  status: number,
  type: string,
  text: Buffer,
  headers: Readonly<Record<string, string>>,
): void {
  res.writeHead(status, {
    ...COMMON_HEADERS,
    'content-type': type,
    'content-length': text.length,
    ...headers,
  });
  res.end(res.req.method === 'HEAD' ? undefined : text);
}

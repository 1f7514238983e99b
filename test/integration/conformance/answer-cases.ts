/** Heads of answers, and what a client does about them: WHATWG HTML §9.2.2, Fetch §4.4 for redirects. */

/** It opens; it fails for good; or it fails in a way that heals, and is tried again. */
export type Outcome = 'opens' | 'fails' | 'reconnects';

export interface AnswerCase {
  readonly name: string;
  /** Everything up to the body; a stream with one event `a` follows, and then the end of the connection. */
  readonly head: string;
  /** What ends the body before the connection ends, where its framing wants that. */
  readonly tail?: string;
  /** What the standard says. */
  readonly outcome: Outcome;
  /** What we do otherwise, on purpose. */
  readonly ours?: { readonly outcome: Outcome; readonly because: string };
  /** What Chromium does otherwise. */
  readonly chromium?: { readonly outcome: Outcome; readonly because: string };
}

const typed = (contentType: string | null): string =>
  `HTTP/1.1 200 OK\r\n${contentType === null ? '' : `content-type: ${contentType}\r\n`}connection: close\r\n\r\n`;
const status = (code: number): string =>
  `HTTP/1.1 ${code} Some Words\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n`;

const type = (contentType: string | null, outcome: Outcome, more: Partial<AnswerCase> = {}): AnswerCase => ({
  name: `S23: the content type ${contentType === null ? 'left out' : JSON.stringify(contentType)}`,
  head: typed(contentType),
  outcome,
  ...more,
});
const answered = (code: number, outcome: Outcome, more: Partial<AnswerCase> = {}): AnswerCase => ({
  name: `S24: the status ${code}`,
  head: status(code),
  outcome,
  ...more,
});

const OTHER_CHARSET = {
  chromium: {
    outcome: 'fails',
    because: 'Chromium reads no other charset; the standard looks at the type alone and decodes UTF-8.',
  },
} as const;
const HEALS = {
  ours: {
    outcome: 'reconnects',
    because: 'A server or a proxy has trouble that passes: a monitor waits for it, with backoff.',
  },
} as const;

export const ANSWER_CASES: readonly AnswerCase[] = [
  type('text/event-stream', 'opens'),
  type('TEXT/Event-Stream', 'opens'),
  type('text/event-stream;charset=utf-8', 'opens'),
  type('text/event-stream; charset=UTF-8', 'opens'),
  type('text/event-stream; charset="utf-8"', 'opens'),
  type('text/event-stream;', 'opens'),
  type('text/event-stream; x=y', 'opens'),
  type('text/event-stream ; x=y', 'opens'),
  type('text/event-stream;x', 'opens'),
  type('TEXT/EVENT-STREAM ; charset = utf-8', 'opens'),
  type('text/event-stream; charset=windows-1252', 'opens', OTHER_CHARSET),
  type('text/event-stream;charset=utf-16', 'opens', OTHER_CHARSET),
  type('text/event-streams', 'fails'),
  type('text/event-strea', 'fails'),
  type('text/event stream', 'fails'),
  type('text/ event-stream', 'fails'),
  type('x-text/event-stream', 'fails'),
  type('application/event-stream', 'fails'),
  type('text/plain', 'fails'),
  type('text/html; charset=utf-8', 'fails'),
  type('application/json', 'fails'),
  type('', 'fails'),
  type(null, 'fails'),
  {
    name: 'S23: two content types, the stream last',
    head: 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n',
    outcome: 'opens',
  },
  {
    name: 'S23: two content types, the stream first',
    head: 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n',
    outcome: 'fails',
  },
  type('text/html, text/event-stream', 'opens'),
  type('text/event-stream, text/html', 'fails'),

  answered(200, 'opens'),
  answered(407, 'fails', {
    chromium: { outcome: 'reconnects', because: 'Chromium takes it for an error of the network.' },
  }),
  ...[201, 202, 203, 204, 205, 206, 210, 226, 299, 300, 304, 305, 306, 399].map((code) =>
    answered(code, 'fails'),
  ),
  ...[400, 401, 402, 403, 404, 405, 406, 410, 412, 415, 418, 422, 431, 451, 499].map((code) =>
    answered(code, 'fails'),
  ),
  ...[408, 409, 421, 423, 425, 429].map((code) => answered(code, 'fails', HEALS)),
  ...[500, 501, 502, 503, 504, 505, 507, 509, 520, 524, 599].map((code) => answered(code, 'fails', HEALS)),

  {
    name: 'an HTTP/1.0 answer',
    head: 'HTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n\r\n',
    outcome: 'opens',
  },
  {
    name: 'a status without words',
    head: 'HTTP/1.1 200\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n',
    outcome: 'opens',
  },
  {
    name: 'field names in capitals, values without spaces',
    head: 'HTTP/1.1 200 OK\r\nCONTENT-TYPE:text/event-stream\r\nConnection:close\r\n\r\n',
    outcome: 'opens',
  },
  {
    name: 'S30: a hundred early hints before the answer',
    head: 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(100) + typed('text/event-stream'),
    outcome: 'opens',
  },
  {
    name: 'S30: 100 Continue before the answer',
    head: 'HTTP/1.1 100 Continue\r\n\r\n' + typed('text/event-stream'),
    outcome: 'opens',
    ours: {
      outcome: 'reconnects',
      because:
        'Nothing was announced that could be continued: undici takes it for the answer to another request.',
    },
  },
  {
    name: 'S28: a chunked body',
    head: 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n9\r\n',
    tail: '\r\n0\r\n\r\n', // without it Chromium may drop what it has not read yet: the body would be a broken one
    outcome: 'opens',
  },
];

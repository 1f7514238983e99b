import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the service saw it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A stand-in for public services, on this machine: each answers at the path of the real one, as that one does. */
export interface ServiceServer {
  readonly origin: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

type Answer = (asked: Asked, response: ServerResponse) => void;

const frame = (event: string | null, data: unknown): string =>
  `${event === null ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

function streaming(response: ServerResponse, text: string, isOver = false): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(text);
  if (isOver) response.end();
}
function refuse(response: ServerResponse, status: number, error: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  // https://stream.wikimedia.org: refuses clients that do not say who they are.
  'GET /v2/stream/recentchange': ({ headers }, response) =>
    /^Streamgauge\/\S+/u.test(headers['user-agent'] ?? '')
      ? streaming(response, frame(null, { type: 'edit', wiki: 'enwiki', title: 'Stream gauge' }))
      : refuse(response, 403, 'Set a User-Agent'),
  'GET /api/v1/streaming/public': ({ headers }, response) =>
    headers.authorization === 'Bearer mast0don-token'
      ? streaming(response, `:)\n${frame('update', { id: '1', content: '<p>toot</p>' })}`)
      : refuse(response, 401, 'Missing access token'),
  'GET /test': (_, response) => streaming(response, frame(null, { testing: true, msg: 'It works' })),
  'POST /v1/chat/completions': ({ headers, body }, response) => {
    const { model, stream, messages } = JSON.parse(body) as {
      model: string;
      stream: boolean;
      messages: { content: string }[];
    };
    if (headers.authorization !== 'Bearer sk-test' || !stream) {
      refuse(response, 401, 'Incorrect API key');
      return;
    }
    const words = `You asked: ${messages[0]!.content}`.split(' ');
    const chunks = words.map((word) => frame(null, { model, choices: [{ delta: { content: `${word} ` } }] }));
    streaming(response, `${chunks.join('')}${frame(null, '[DONE]')}`, true);
  },
  'POST /v1/messages': ({ headers, body }, response) => {
    const { model, max_tokens: most } = JSON.parse(body) as { model: string; max_tokens: number };
    if (headers['x-api-key'] !== 'sk-ant-test' || headers['anthropic-version'] === undefined || !(most > 0)) {
      refuse(response, 401, 'authentication_error');
      return;
    }
    const delta = { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Hello from afar' } };
    const start = { type: 'message_start', message: { model } };
    streaming(
      response,
      frame('message_start', start) +
        frame('content_block_delta', delta) +
        frame('message_stop', { type: 'message_stop' }),
      true,
    );
  },
};

/** Starts one on any free port of 127.0.0.1. */
export async function startServices(): Promise<ServiceServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const path = url.replace(/\?.*$/u, '');
      const one = { method, path, headers, body };
      asked.push(one);
      const answer = ANSWERS[`${method} ${path}`];
      if (answer) answer(one, response);
      else refuse(response, 404, 'Not found');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

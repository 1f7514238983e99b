import type { IncomingHttpHeaders, RequestListener, ServerResponse } from 'node:http';

/** A request as it came in, body and all. */
export interface NotedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Notes every request and answers it with an event stream that says `hello` and stays open.
 * @param instead answers a request in another way, and says whether it did
 */
export function helloStream(
  note: (request: NotedRequest) => void,
  instead: (request: NotedRequest, response: ServerResponse) => boolean = () => false,
): RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const noted = { method, url, headers, body: Buffer.concat(chunks).toString() };
      note(noted);
      if (instead(noted, response)) return;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: hello\n\n');
    });
  };
}

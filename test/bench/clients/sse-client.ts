import { get, type IncomingMessage } from 'node:http';
import { queryOf, type Client, type ClientOptions, type Message } from './client';

export function openSseClient(options: ClientOptions): Client {
  let lastEventId = options.lastEventId;
  let response: IncomingMessage | null = null;
  let ended = false;
  let paused = false;
  let text = '';
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    options.onEnd(reason);
  };
  const request = get(
    {
      host: '127.0.0.1',
      port: options.port,
      path: `/events?${queryOf({ ...options, lastEventId: null })}`,
      agent: false,
      headers: {
        host: options.authority,
        accept: 'text/event-stream',
        ...(lastEventId !== null && { 'last-event-id': lastEventId }),
      },
    },
    (res) => {
      response = res;
      if (paused) res.pause();
      res.on('error', () => end('cut'));
      res.on('close', () => end('closed'));
      if (res.statusCode !== 200) {
        end(`status ${res.statusCode}`);
        request.destroy();
        return;
      }
      res.setEncoding('utf8');
      res.on('data', (chunk: string) => {
        text += chunk;
        let begin = 0;
        for (let stop = text.indexOf('\n\n'); stop >= 0 && !ended; stop = text.indexOf('\n\n', begin)) {
          const message = parseBlock(text.slice(begin, stop));
          begin = stop + 2;
          if (!message) continue;
          if (message.id !== undefined) lastEventId = message.id;
          options.onMessage(message);
        }
        text = text.slice(begin);
      });
    },
  );
  request.on('error', (error) => end(error.message));
  return {
    get lastEventId() {
      return lastEventId;
    },
    pause() {
      paused = true;
      response?.pause();
    },
    resume() {
      paused = false;
      response?.resume();
    },
    close() {
      ended = true;
      request.destroy();
    },
  };
}

/** One block of the stream; null for one without data, such as a comment. */
function parseBlock(block: string): Message | null {
  const fields: Record<string, string> = {};
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon <= 0) continue;
    const value = line.slice(colon + 2);
    if (line.startsWith('data')) data.push(value);
    else fields[line.slice(0, colon)] = value;
  }
  if (data.length === 0) return null;
  return {
    id: fields['id'],
    channel: fields['channel'],
    event: fields['event'] ?? 'message',
    data: data.join('\n'),
  };
}

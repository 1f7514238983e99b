import { Agent, get } from 'node:http';
import { nextPoll } from '../readers/poll-reader';
import { queryOf, type Client, type ClientOptions, type Message } from './client';

interface Answer {
  readonly events: readonly Message[];
  readonly cursor: string;
  readonly next: string;
}

export function openPollingClient(options: ClientOptions): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let cursor = options.lastEventId;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    agent.destroy();
    options.onEnd(reason);
  };
  const take = (body: string): void => {
    const answer = JSON.parse(body) as Answer;
    for (const message of answer.events) {
      if (ended) return;
      options.onMessage(message);
    }
    cursor = answer.cursor;
    timer = setTimeout(() => ask(nextPoll(answer.next)), options.pollPauseMs);
  };
  const ask = (path: string): void => {
    if (ended) return;
    const address = { host: '127.0.0.1', port: options.port, path, agent };
    const request = get(
      { ...address, headers: { host: options.authority, accept: 'application/json' } },
      (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', () => end('cut'));
        res.on('close', () => {
          if (ended) return;
          if (!res.complete) return end('cut');
          if (res.statusCode !== 200) return end(`status ${res.statusCode}`);
          take(Buffer.concat(chunks).toString('utf8'));
        });
      },
    );
    request.on('error', (error) => end(error.message));
  };
  const first = new URLSearchParams(queryOf({ ...options, lastEventId: null }));
  if (cursor !== null) first.set('cursor', cursor);
  ask(nextPoll(`/events?${first.toString()}`));
  return {
    get lastEventId() {
      return cursor;
    },
    pause: () => undefined,
    resume: () => undefined,
    close() {
      ended = true;
      clearTimeout(timer);
      agent.destroy();
    },
  };
}

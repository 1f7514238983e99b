import { connect, type Socket } from 'node:net';
import type { ReaderAddress } from './stream-reader';
import type { Tally } from './tally';

/** s that one request waits for events. */
const WAIT_SECONDS = 25;

/** Path and query of the poll after an answer, which waits as long as it may. */
export function nextPoll(next: string): string {
  const url = new URL(next, 'http://127.0.0.1');
  url.searchParams.set('wait', String(WAIT_SECONDS));
  return `${url.pathname}${url.search}`;
}

/**
 * Polls for ever on one kept-alive connection: the next request leaves as soon as an answer is complete. Resolves
 * with the first answer, which holds the cursor to go on from.
 */
export function openPolling(
  address: ReaderAddress,
  client: number,
  tally: Tally,
  onClose: () => void,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: address.port, host: '127.0.0.1', noDelay: true });
    let received = Buffer.alloc(0);
    const host = `127.0.0.1:${address.port}`;
    const ask = (path: string): void =>
      void socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: application/json\r\n\r\n`);
    socket.once('connect', () => ask(`${address.path}&wait=0`));
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const headEnd = received.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const head = received.toString('latin1', 0, headEnd);
      const length = /\r\ncontent-length: *(\d+)/iu.exec(head)?.[1];
      if (!head.startsWith('HTTP/1.1 200') || length === undefined) {
        reject(new Error(`The server answers a poll with ${head.slice(0, 40)}`));
        socket.destroy();
        return;
      }
      const end = headEnd + 4 + Number(length);
      if (received.length < end) return;
      const body = received.subarray(headEnd + 4, end);
      received = received.subarray(end);
      tally.take(client, body);
      const answer = JSON.parse(body.toString('utf8')) as { next: string };
      ask(nextPoll(answer.next));
      resolve(socket);
    });
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error('The server closed the connection before it answered.'));
      onClose();
    });
  });
}

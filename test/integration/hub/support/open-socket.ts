import { WebSocket, type ClientOptions } from 'ws';
import { eventually } from '../../../support/eventually';

export interface SocketMessage {
  readonly channel?: string;
  readonly id?: string;
  readonly event: string;
  readonly data: string;
  readonly ref?: string | number;
  readonly ahead?: string;
}

export interface OpenSocket {
  readonly socket: WebSocket;
  readonly messages: readonly SocketMessage[];
  /** Code of the close, null while it is open. */
  closeCode(): number | null;
  send(message: unknown): void;
  close(): void;
  /** Waits until a message with this event has come, and gives the first. */
  first(event: string): Promise<SocketMessage>;
  /** Waits for the answer to what was sent with this `ref`, and gives it with its data parsed. */
  answer(ref: string): Promise<{ event: string; data: Record<string, unknown> }>;
  /** Data of all events of the log, in order. */
  published(): string[];
}

/** A real WebSocket client of the hub. Rejects with the answer's status and problem when it is refused. */
export function openSocket(
  port: number,
  path = '/events',
  options: ClientOptions = {},
  protocols: string[] = [],
): Promise<OpenSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, options);
    const messages: SocketMessage[] = [];
    let code: number | null = null;
    socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString('utf8')) as SocketMessage));
    socket.on('close', (given) => (code = given));
    socket.on('error', reject);
    socket.on('unexpected-response', (_req, res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => {
        const problem = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as { code?: string };
        reject(
          Object.assign(new Error(`refused ${res.statusCode}`), {
            status: res.statusCode,
            problem,
            headers: res.headers,
          }),
        );
      });
    });
    const first = (event: string): Promise<SocketMessage> =>
      eventually(() => {
        const found = messages.find((message) => message.event === event);
        if (!found) throw new Error(`No ${event} yet.`);
        return found;
      });
    socket.on('open', () =>
      resolve({
        socket,
        messages,
        closeCode: () => code,
        send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
        close: () => socket.terminate(),
        first,
        answer: (ref) =>
          eventually(() => {
            const found = messages.find((message) => message.ref === ref);
            if (!found) throw new Error(`No answer to ${ref} yet.`);
            return { event: found.event, data: JSON.parse(found.data) as Record<string, unknown> };
          }),
        published: () =>
          messages
            .filter(({ id, channel }) => id !== undefined && channel !== undefined)
            .map(({ data }) => data),
      }),
    );
  });
}

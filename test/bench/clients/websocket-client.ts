import { WebSocket } from 'ws';
import { queryOf, type Client, type ClientOptions, type Message } from './client';

export function openWebSocketClient(options: ClientOptions): Client {
  let lastEventId = options.lastEventId;
  let ended = false;
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    options.onEnd(reason);
  };
  const socket = new WebSocket(`ws://127.0.0.1:${options.port}/events?${queryOf(options)}`, {
    perMessageDeflate: false,
    headers: { host: options.authority },
  });
  socket.on('message', (bytes: Buffer) => {
    if (ended) return;
    const message = JSON.parse(bytes.toString('utf8')) as Message;
    if (message.id !== undefined) lastEventId = message.id;
    options.onMessage(message);
  });
  socket.on('error', (error) => end(error.message));
  socket.on('close', (code) => end(`closed with ${code}`));
  return {
    get lastEventId() {
      return lastEventId;
    },
    pause() {
      if (socket.readyState === WebSocket.OPEN) socket.pause();
    },
    resume: () => socket.resume(),
    close() {
      ended = true;
      socket.terminate();
    },
  };
}

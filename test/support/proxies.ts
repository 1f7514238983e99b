/** Proxies of the test's own: HTTP with CONNECT and whole requests, and SOCKS 4, 4a, 5. Every name is 127.0.0.1 to them. */
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import type { Pem } from './authority';

export interface TestProxy {
  readonly port: number;
  /** What it was asked for, in its own words: `CONNECT a.test:443`, `GET http://a.test/`, `socks5 a.test:80`. */
  readonly asked: readonly string[];
  /** Every byte of every request's head, for canaries. */
  readonly heads: readonly string[];
  close(): Promise<void>;
}

interface HttpProxyOptions {
  readonly credentials?: string;
  /** TLS to the proxy itself. */
  readonly pem?: Pem;
  /** Answers to CONNECT in place of doing it. */
  readonly refuse?: string;
}

export async function startHttpProxy({
  credentials,
  pem,
  refuse,
}: HttpProxyOptions = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const heads: string[] = [];
  const sockets = new Set<net.Socket>();
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const note = (request: http.IncomingMessage): boolean => {
    asked.push(`${request.method} ${request.url}`);
    heads.push(request.rawHeaders.join('\n'));
    return wanted === undefined || request.headers['proxy-authorization'] === wanted;
  };
  const server = pem ? https.createServer(pem) : http.createServer();
  server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    if (!note(request)) return void response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end();
    const url = new URL(request.url!);
    const headers = { ...request.headers };
    delete headers['proxy-authorization'];
    const onward = http.request(
      { host: '127.0.0.1', port: url.port, path: url.pathname + url.search, method: request.method, headers },
      (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.writeHead(502).end());
    request.pipe(onward);
  });
  server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
    socket.on('error', () => undefined);
    if (!note(request))
      return void socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n',
      );
    if (refuse) return void socket.end(`HTTP/1.1 ${refuse}\r\ncontent-length: 0\r\n\r\n`);
    join(
      socket,
      Number(request.url!.split(':').at(-1)),
      'HTTP/1.1 200 Connection established\r\n\r\n',
      sockets,
      () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'),
    );
  });
  return listening(server, asked, heads, sockets);
}

export async function startSocksProxy({ credentials }: { credentials?: string } = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (hello) => {
      if (hello[0] === 4) return socks4(socket, hello, asked, sockets);
      socket.write(Buffer.from([5, credentials === undefined ? 0 : hello.includes(2, 2) ? 2 : 255]));
      const onRequest = (request: Buffer): void => socks5(socket, request, asked, sockets);
      if (credentials === undefined) return void socket.once('data', onRequest);
      socket.once('data', (login) => {
        const user = login.subarray(2, 2 + login[1]!).toString();
        const password = login.subarray(3 + login[1]!).toString();
        const fits = `${user}:${password}` === credentials;
        socket.write(Buffer.from([1, fits ? 0 : 1]));
        if (fits) socket.once('data', onRequest);
        else socket.end();
      });
    });
  });
  return listening(server, asked, [], sockets);
}

function socks4(socket: net.Socket, request: Buffer, asked: string[], sockets: Set<net.Socket>): void {
  const port = request.readUInt16BE(2);
  const address = [...request.subarray(4, 8)].join('.');
  const [, name = ''] = request.subarray(8).toString('latin1').split('\0');
  asked.push(`socks4 ${address.startsWith('0.0.0.') ? name : address}:${port}`);
  const reply = (code: number): Buffer => Buffer.from([0, code, 0, 0, 0, 0, 0, 0]);
  join(socket, port, reply(90), sockets, () => socket.end(reply(91)));
}

function socks5(socket: net.Socket, request: Buffer, asked: string[], sockets: Set<net.Socket>): void {
  const isName = request[3] === 3;
  const end = isName ? 5 + request[4]! : request[3] === 1 ? 8 : 20;
  const port = request.readUInt16BE(end);
  asked.push(
    `socks5 ${isName ? request.subarray(5, end).toString() : request[3] === 1 ? [...request.subarray(4, 8)].join('.') : 'IPv6'}:${port}`,
  );
  const reply = (code: number): Buffer => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
  join(socket, port, reply(0), sockets, () => socket.end(reply(5)));
}

function join(
  client: net.Socket,
  port: number,
  yes: string | Buffer,
  sockets: Set<net.Socket>,
  refuse: () => void,
): void {
  const onward = net.connect(port, '127.0.0.1');
  sockets.add(onward);
  onward.on('close', () => sockets.delete(onward));
  onward.once('error', refuse);
  onward.once('connect', () => {
    onward.off('error', refuse).on('error', () => client.destroy());
    client.write(yes);
    client.pipe(onward);
    onward.pipe(client);
  });
  client.on('close', () => onward.destroy());
}

async function listening(
  server: net.Server,
  asked: string[],
  heads: string[],
  sockets: Set<net.Socket>,
): Promise<TestProxy> {
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    heads,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

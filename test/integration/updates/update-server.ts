import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../../support/eventually';

/** A release server on this machine: any files, and what was asked for. */
export class UpdateServer {
  readonly files = new Map<string, string | Buffer>();
  readonly asked: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = [];
  readonly #server: Server;
  readonly #key: KeyObject;
  /** SPKI, base64. */
  readonly key: string;
  readonly url: string;
  #held = false;

  private constructor(server: Server) {
    this.#server = server;
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    this.#key = privateKey;
    this.key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    server.on('request', (request, response) => {
      const path = (request.url ?? '').slice(1).split('?')[0] ?? '';
      this.asked.push({ path, headers: request.headers });
      const body = this.files.get(path);
      if (body === undefined) return void response.writeHead(404).end();
      response.writeHead(200, { 'content-length': Buffer.byteLength(body) });
      // A program that is held back: its head, and half of it.
      if (this.#held && path.endsWith('.AppImage')) response.write(body.slice(0, body.length / 2));
      else response.end(body);
    });
  }

  static async start(): Promise<UpdateServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new UpdateServer(server);
  }

  /** Puts a release up, signed with the key of this server. */
  release(
    channel: 'latest' | 'beta',
    version: string,
    content = Buffer.from(`the program ${version}`),
  ): void {
    const file = `streamgauge-${version}.AppImage`;
    const sha512 = createHash('sha512').update(content).digest('base64');
    const list = `version: ${version}
files:
  - url: ${file}
    sha512: ${sha512}
    size: ${content.length}
path: ${file}
sha512: ${sha512}
releaseDate: '2026-03-02T09:30:00.000Z'
`;
    this.files.set(file, content);
    const suffix = process.arch === 'x64' ? '' : `-${process.arch}`;
    const name = `${channel}-linux${suffix}.yml`;
    this.files.set(name, list);
    this.files.set(`${name}.sig`, sign(null, Buffer.from(list), this.#key).toString('base64'));
  }

  /** From here on programs are sent by half only. */
  hold(): void {
    this.#held = true;
  }

  letGo(): void {
    this.#held = false;
  }

  isAskedFor(path: string): Promise<void> {
    return eventually(() => {
      if (!this.asked.some((each) => each.path === path)) throw new Error(`Nobody asked for ${path}.`);
    });
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

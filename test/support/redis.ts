/** A private redis-server with its own folder, as Debian ships it. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { RedisSocket } from '../../src/main/hub/backplane/redis-socket';
import { eventually } from './eventually';
import { freePort } from './free-port';

const REDIS_SERVER = '/usr/bin/redis-server';

export interface RedisServer {
  readonly port: number;
  /** Without the password. */
  readonly url: string;
  /** The certificate to trust, PEM; `''` without TLS. */
  readonly ca: string;
  /** Runs one command over a connection of its own and gives the answer. */
  command(name: string, ...values: string[]): Promise<unknown>;
  /** Kills it as a crash would (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again on the same port with what it had written. */
  start(): Promise<void>;
  /** It hangs: connections stand, nothing is answered (SIGSTOP). */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

export interface RedisServerOptions {
  readonly password?: string;
  /** Speaks TLS only, with a certificate of its own for 127.0.0.1. */
  readonly tls?: boolean;
}

export async function startRedis({ password, tls = false }: RedisServerOptions = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'streamgauge-redis-'));
  const port = await freePort();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  if (tls) await makeCertificate(key, cert);
  const ca = tls ? await readFile(cert, 'utf8') : '';
  let child: ChildProcess | null = null;

  async function start(): Promise<void> {
    const logFile = join(folder, 'redis.log');
    // Every command is handed to the system before it is answered, so that a killed process loses nothing. `fsync`
    // would matter only if the machine died.
    const settings = ['--appendonly', 'yes', '--appendfsync', 'no', '--save', '', '--daemonize', 'no'];
    const plain = ['--port', String(port)];
    const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert];
    const secured = ['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no', ...files];
    const own = [...(tls ? secured : plain), '--bind', '127.0.0.1', '--dir', folder, '--logfile', logFile];
    const secret = password === undefined ? [] : ['--requirepass', password];
    const started = spawn(REDIS_SERVER, [...own, ...settings, ...secret], { stdio: 'ignore' });
    child = started;
    await eventually(
      async () => {
        if (started.exitCode !== null)
          throw new Error(`redis-server ended:\n${await readFile(logFile, 'utf8')}`);
        const pong = await command('PING');
        if (pong !== 'PONG') throw new Error(`redis-server answered ${String(pong)}`);
      },
      { timeoutMs: 20_000 },
    );
  }

  async function command(name: string, ...values: string[]): Promise<unknown> {
    const client = new Redis({
      host: '127.0.0.1',
      port,
      Connector: RedisSocket,
      lazyConnect: true,
      disableClientInfo: true,
      enableReadyCheck: false,
      retryStrategy: () => null,
      ...(password === undefined ? {} : { password }),
      ...(tls ? { tls: { ca } } : {}),
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.call(name, ...values);
    } finally {
      client.disconnect();
    }
  }

  async function kill(): Promise<void> {
    const dying = child;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
    const gone = new Promise((resolve) => dying.once('exit', resolve));
    dying.kill('SIGKILL');
    await gone;
    child = null;
  }

  async function close(): Promise<void> {
    await kill();
    await rm(folder, { recursive: true, force: true });
  }

  try {
    await start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    port,
    url: `${tls ? 'rediss' : 'redis'}://127.0.0.1:${port}`,
    ca,
    command,
    kill,
    start,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    close,
  };
}

async function makeCertificate(key: string, cert: string): Promise<void> {
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1'];
  await promisify(execFile)('openssl', ['req', ...kind, ...names, '-keyout', key, '-out', cert]);
}

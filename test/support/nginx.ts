/** nginx with the configuration of resources/deploy, on loopback: nginx.conf byte for byte, other addresses beside it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from './eventually';

const DEPLOY = resolve(__dirname, '../../resources/deploy/nginx');
const NGINX = '/usr/sbin/nginx';

export interface Nginx {
  readonly url: string;
  /** All that it logged so far, access and errors. */
  log(): Promise<string>;
  close(): Promise<void>;
}

export interface NginxOptions {
  /** Of 127.0.0.1. */
  readonly port: number;
  readonly hubPorts: readonly number[];
}

/** Starts it on loopback in front of hubs; needs Debian's `nginx`. */
export async function startNginx({ port, hubPorts }: NginxOptions): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'streamgauge-nginx-'));
  // Its workers are another user.
  await chmod(folder, 0o755);
  await copyFile(join(DEPLOY, 'nginx.conf'), join(folder, 'nginx.conf'));
  await writeFile(
    join(folder, 'listen.conf'),
    moved(await readFile(join(DEPLOY, 'listen.conf'), 'utf8'), [
      ['listen 8080;', `listen 127.0.0.1:${port};`],
    ]),
  );
  await writeFile(
    join(folder, 'upstream.conf'),
    moved(await readFile(join(DEPLOY, 'upstream.conf'), 'utf8'), [
      [/^resolver .*\n/mu, ''],
      ...hubPorts.map((hubPort, i) => [`hub-${i + 1}:4870 resolve`, `127.0.0.1:${hubPort}`] as const),
    ]),
  );
  // A file, not a pipe: what Node calls a pipe is a socket, which /dev/stdout cannot be opened through.
  const logPath = join(folder, 'log');
  const log = openSync(logPath, 'a');
  const child = spawn(
    NGINX,
    ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr', '-g', 'daemon off;'],
    // Its own group: killing the group takes the workers with the master.
    { detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  await Promise.race([
    failed,
    eventually(async () => {
      if (child.exitCode !== null) throw new Error(`nginx ended: ${await readFile(logPath, 'utf8')}`);
      const answer = await fetch(`http://127.0.0.1:${port}/-/nginx`);
      if (!answer.ok) throw new Error(`nginx answers ${answer.status}`);
      await answer.text();
    }),
  ]);
  return {
    url: `http://127.0.0.1:${port}`,
    log: () => readFile(logPath, 'utf8'),
    async close() {
      await kill(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Replaces each text, which must be there: a changed file must not go unnoticed. */
function moved(text: string, changes: readonly (readonly [string | RegExp, string])[]): string {
  return changes.reduce((current, [from, to]) => {
    const next = current.replace(from, to);
    if (next === current) throw new Error(`There is no ${String(from)} in ${current}`);
    return next;
  }, text);
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  process.kill(-child.pid, 'SIGKILL');
  await gone;
}

/** A private nginx with the nchan module: an event-stream server that is not ours, with headers it insists on. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually';
import { freePort } from './free-port';

const MODULE = '/usr/lib/nginx/modules/ngx_nchan_module.so';
const NGINX = '/usr/sbin/nginx';

/** What the subscriber location wants to see; anything else is 401. */
export const NCHAN_HEADERS = {
  Authorization: 'Bearer s3cr3t-of-the-test',
  'X-Api-Key': 'k-4711-of-the-test',
} as const;

export interface Nchan {
  readonly port: number;
  /** `/sub/<channel>`: event stream, wants `NCHAN_HEADERS`. */
  subscriberUrl(channel: string): string;
  /** `/all/<channel>`: WebSocket, event stream and long poll from one address. */
  anyUrl(channel: string): string;
  /** Publishes through nchan's own publisher endpoint. */
  publish(channel: string, body: string, type?: string): Promise<void>;
  /** Kills it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface NchanOptions {
  /** How long a long poll waits before it is answered with 408, s; nchan's own by default: for ever. */
  readonly heldSeconds?: number;
}

function configuration(folder: string, port: number, heldSeconds: number): string {
  const expected = `${NCHAN_HEADERS.Authorization}|${NCHAN_HEADERS['X-Api-Key']}`;
  return `
load_module ${MODULE};
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  map "$http_authorization|$http_x_api_key" $known { default 0; "${expected}" 1; }
  server {
    listen 127.0.0.1:${port};
    location ~ ^/sub/([a-z]+)$ {
      if ($known = 0) { return 401; }
      nchan_subscriber eventsource;
      nchan_channel_id $1;
      nchan_eventsource_ping_interval 1s;
    }
    location ~ ^/all/([a-z]+)$ {
      nchan_subscriber websocket eventsource longpoll;
      nchan_channel_id $1;
      nchan_subscriber_timeout ${heldSeconds}s;
    }
    location ~ ^/pub/([a-z]+)$ {
      nchan_publisher;
      nchan_channel_id $1;
      nchan_message_buffer_length 1000;
      nchan_message_timeout 10m;
    }
    location = /up { return 204; }
  }
}
`;
}

/** Starts on a free port of 127.0.0.1; needs Debian's `nginx` and `libnginx-mod-nchan`. */
export async function startNchan({ heldSeconds = 0 }: NchanOptions = {}): Promise<Nchan> {
  if (!existsSync(MODULE)) {
    throw new Error(
      'nginx with nchan is missing: apt-get install -y --no-install-recommends nginx libnginx-mod-nchan',
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'streamgauge-nchan-'));
  const port = await freePort();
  await mkdir(join(folder, 'body'));
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port, heldSeconds));
  let server: ChildProcess | null = null;

  async function start(): Promise<void> {
    const child = spawn(
      NGINX,
      ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')],
      {
        // Its own group: killing the group takes the worker with the master.
        detached: true,
        stdio: 'ignore',
      },
    );
    server = child;
    await eventually(async () => {
      if (child.exitCode !== null)
        throw new Error(`nginx ended: ${await readFile(join(folder, 'error.log'), 'utf8')}`);
      await fetch(`http://127.0.0.1:${port}/up`);
    });
  }

  async function kill(): Promise<void> {
    const child = server;
    server = null;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-child.pid, 'SIGKILL');
    await gone;
  }

  await start();
  return {
    port,
    subscriberUrl: (channel) => `http://127.0.0.1:${port}/sub/${channel}`,
    anyUrl: (channel) => `http://127.0.0.1:${port}/all/${channel}`,
    async publish(channel, body, type) {
      const answer = await fetch(`http://127.0.0.1:${port}/pub/${channel}`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          ...(type === undefined ? {} : { 'x-eventsource-event': type }),
        },
      });
      if (!answer.ok) throw new Error(`nchan refused a publication: ${answer.status}`);
      await answer.text();
    },
    start,
    kill,
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { EVENT } from '../support/tick';
import { listen } from './listen';
import { MAX_CLIENTS, type Protocol, type Subject, type SubjectKind } from './subject';

const NGINX = '/usr/sbin/nginx';
const MODULE = '/usr/lib/nginx/modules/ngx_nchan_module.so';

/** nchan numbers the messages of one second with 15 bits; beyond them a channel stands still. */
const maxEventsPerSecond = 30_000;

function nchanKind(name: string, title: string, protocol: Protocol): SubjectKind {
  // A WebSocket message of nchan is the bare data.
  const leastEventBytes = protocol === 'sse' ? 110 : 85;
  return {
    name,
    title,
    protocol,
    leastEventBytes,
    maxEventsPerSecond,
    version,
    missing,
    start: () => start(protocol),
  };
}

export const nchanSse = nchanKind('nchan-sse', 'nginx + nchan, SSE', 'sse');
export const nchanWebSocket = nchanKind('nchan-websocket', 'nginx + nchan, WebSocket', 'websocket');

function missing(): string | null {
  return existsSync(NGINX) && existsSync(MODULE)
    ? null
    : 'apt-get install --no-install-recommends nginx libnginx-mod-nchan';
}

function version(): string {
  return `${spawnSync(NGINX, ['-v'], { encoding: 'utf8' }).stderr.trim()}, nchan as installed`;
}

/** nchan keeps as many messages as a reader may lag behind, or readers would lose some. */
const MESSAGES_KEPT = 10_000;

const configuration = (folder: string, port: number, protocol: Protocol): string => `
load_module ${MODULE};
daemon off;
worker_processes 1;
worker_rlimit_nofile ${MAX_CLIENTS * 2};
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections ${MAX_CLIENTS + 64}; }
http {
  access_log off;
  keepalive_requests 1000000000;
  tcp_nodelay on;
  nchan_shared_memory_size 256m;
  client_body_temp_path ${folder}/temporary;
  proxy_temp_path ${folder}/temporary;
  fastcgi_temp_path ${folder}/temporary;
  uwsgi_temp_path ${folder}/temporary;
  scgi_temp_path ${folder}/temporary;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /subscribe {
      nchan_subscriber ${protocol === 'sse' ? 'eventsource' : 'websocket'};
      nchan_channel_id ticks;
      nchan_subscriber_first_message newest;
    }
    location = /publish {
      nchan_publisher;
      nchan_channel_id ticks;
      nchan_message_buffer_length ${MESSAGES_KEPT};
      nchan_message_timeout 1m;
    }
    location = /up { return 204; }
  }
}
`;

async function start(protocol: Protocol): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-bench-nchan-'));
  const file = join(folder, 'nginx.conf');
  const errors = join(folder, 'error.log');
  mkdirSync(join(folder, 'temporary'));
  const port = await freePort();
  writeFileSync(file, configuration(folder, port, protocol));
  const master = spawn(NGINX, ['-p', folder, '-c', file, '-e', errors], { stdio: 'ignore' });
  const gone = new Promise((resolve) => master.once('exit', resolve));
  process.once('exit', () => master.kill('SIGTERM'));
  await eventually(async () => {
    if (master.exitCode !== null) throw new Error(`nginx ended: ${readFileSync(errors, 'utf8')}`);
    await fetch(`http://127.0.0.1:${port}/up`);
  });
  const pid = master.pid!;
  const workers = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  const publisher = await openPublisher(port);
  return {
    port,
    path: '/subscribe',
    helpers: [pid, ...workers],
    publish({ data }) {
      const body = JSON.stringify(data);
      publisher.write(
        `POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
          `X-EventSource-Event: ${EVENT}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    },
    async close() {
      publisher.destroy();
      master.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One connection, on which requests are sent without waiting for answers: the fastest way in that nchan has. */
async function openPublisher(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  socket.on('error', () => undefined);
  socket.on('data', (answers) => {
    if (answers.includes('HTTP/1.1 4') || answers.includes('HTTP/1.1 5')) {
      throw new Error(`nchan refuses to publish: ${answers.toString('latin1', 0, 200)}`);
    }
  });
  return socket;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await listen(probe);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

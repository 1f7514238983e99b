/** A private nginx with nchan whose subscriber location takes WebSockets. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually';
import { freePort } from './free-port';

export interface NchanWebSocket {
  subscriberUrl(channel: string): string;
  publish(channel: string, body: string): Promise<void>;
  close(): Promise<void>;
}

export async function startNchanWebSocket(): Promise<NchanWebSocket> {
  const folder = await mkdtemp(join(tmpdir(), 'streamgauge-nchan-websocket-'));
  const port = await freePort();
  await writeFile(
    join(folder, 'nginx.conf'),
    `load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    location ~ ^/sub/([a-z]+)$ {
      nchan_subscriber websocket;
      nchan_channel_id $1;
    }
    location ~ ^/pub/([a-z]+)$ {
      nchan_publisher;
      nchan_channel_id $1;
      nchan_message_buffer_length 1000;
    }
    location = /up { return 204; }
  }
}
`,
  );
  // Its own group: killing the group takes the worker with the master.
  const child = spawn(
    '/usr/sbin/nginx',
    ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')],
    { detached: true, stdio: 'ignore' },
  );
  await eventually(() => fetch(`http://127.0.0.1:${port}/up`));
  return {
    subscriberUrl: (channel) => `http://127.0.0.1:${port}/sub/${channel}`,
    async publish(channel, body) {
      const answer = await fetch(`http://127.0.0.1:${port}/pub/${channel}`, { method: 'POST', body });
      if (!answer.ok) throw new Error(`nchan refused a publication: ${answer.status}`);
      await answer.text();
    },
    async close() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      process.kill(-child.pid!, 'SIGKILL');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { listen } from '../subjects/listen';
import type { TcpProxy } from './tcp-proxy';

const NGINX = '/usr/sbin/nginx';

/** What has to be installed; null when all is there. */
export function missingNginx(): string | null {
  return existsSync(NGINX) ? null : 'not installed: apt-get install --no-install-recommends nginx';
}

const configuration = (folder: string, port: number, target: number): string => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${folder}/temporary;
  proxy_temp_path ${folder}/temporary;
  fastcgi_temp_path ${folder}/temporary;
  uwsgi_temp_path ${folder}/temporary;
  scgi_temp_path ${folder}/temporary;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${port};
    location = /up { return 204; }
    location / {
      proxy_pass http://127.0.0.1:${target};
      proxy_http_version 1.1;
      proxy_set_header Host 127.0.0.1:${target};
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_read_timeout 60s;
    }
  }
}
`;

/** nginx before a port of this machine, with no more settings than streams and upgrades need. */
export async function startNginxProxy(target: number): Promise<TcpProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-bench-nginx-'));
  const probe = createServer();
  const port = await listen(probe);
  await new Promise((resolve) => probe.close(resolve));
  const file = join(folder, 'nginx.conf');
  const errors = join(folder, 'error.log');
  mkdirSync(join(folder, 'temporary'));
  writeFileSync(file, configuration(folder, port, target));
  const master = spawn(NGINX, ['-p', folder, '-c', file, '-e', errors], { stdio: 'ignore' });
  const gone = new Promise((resolve) => master.once('exit', resolve));
  process.once('exit', () => master.kill('SIGTERM'));
  await eventually(async () => {
    if (master.exitCode !== null) throw new Error(`nginx ended: ${readFileSync(errors, 'utf8')}`);
    await fetch(`http://127.0.0.1:${port}/up`);
  });
  return {
    port,
    async close() {
      master.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

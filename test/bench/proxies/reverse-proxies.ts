/** Servers in front of a hub, each with no more settings than streams and upgrades need. */
import { startProgram, type Program, type Running } from './program';

export interface Front {
  readonly port: number;
  /** Where the hub is. */
  readonly target: number;
  /** Certificate and key, PEM; then it speaks TLS and HTTP/2. */
  readonly pem?: { readonly cert: string; readonly key: string };
}

export const NGINX: Program = { name: 'nginx', path: '/usr/sbin/nginx' };
export const HAPROXY: Program = { name: 'haproxy', path: '/usr/sbin/haproxy' };
export const VARNISH: Program = { name: 'varnish', path: '/usr/sbin/varnishd' };
export const CADDY: Program = { name: 'caddy', path: '/usr/bin/caddy' };
export const PUSHPIN: Program = { name: 'pushpin', path: '/usr/bin/pushpin' };

/** @param spoils takes `Upgrade` away and holds the answers back until they end, as nginx does without settings */
export function startNginx({ port, target, pem }: Front, { spoils = false } = {}): Promise<Running> {
  const tls = `ssl_certificate cert.pem; ssl_certificate_key key.pem;`;
  const good = `
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_http_version 1.1;`;
  const bad = `
      proxy_ignore_headers X-Accel-Buffering;
      proxy_buffering on;
      gzip off;`;
  return startProgram(NGINX, port, (folder) => ({
    args: ['-p', folder, '-c', `${folder}/nginx.conf`, '-e', `${folder}/error.log`],
    files: {
      ...(pem && { 'cert.pem': pem.cert, 'key.pem': pem.key }),
      'nginx.conf': `
daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log warn;
events { worker_connections 2048; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${port}${pem ? ' ssl http2' : ''};
    ${pem ? tls : ''}
    location / {
      proxy_pass http://127.0.0.1:${target};
      proxy_set_header Host 127.0.0.1:${target};
      proxy_read_timeout 60s;${spoils ? bad : good}
    }
  }
}
`,
    },
  }));
}

export function startHaproxy({ port, target, pem }: Front): Promise<Running> {
  return startProgram(HAPROXY, port, (folder) => ({
    args: ['-db', '-f', `${folder}/haproxy.cfg`],
    files: {
      ...(pem && { 'both.pem': `${pem.cert}\n${pem.key}` }),
      'haproxy.cfg': `
global
  maxconn 2000
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
frontend front
  bind 127.0.0.1:${port}${pem ? ` ssl crt ${folder}/both.pem alpn h2,http/1.1` : ''}
  http-request set-header Host 127.0.0.1:${target}
  default_backend hub
backend hub
  server hub 127.0.0.1:${target}
`,
    },
  }));
}

export function startVarnish({ port, target }: Front): Promise<Running> {
  return startProgram(VARNISH, port, (folder) => ({
    args: [
      ...['-F', '-j', 'none', '-n', `${folder}/work`, '-f', `${folder}/hub.vcl`],
      ...['-a', `127.0.0.1:${port}`, '-s', 'malloc,16m'],
    ],
    files: {
      'hub.vcl': `
vcl 4.1;
backend hub {
  .host = "127.0.0.1";
  .port = "${target}";
  .first_byte_timeout = 60s;
  .between_bytes_timeout = 60s;
}
sub vcl_recv {
  set req.http.Host = "127.0.0.1:${target}";
  if (req.http.Upgrade ~ "(?i)websocket") { return (pipe); }
  return (pass);
}
sub vcl_pipe {
  if (req.http.Upgrade) {
    set bereq.http.Upgrade = req.http.Upgrade;
    set bereq.http.Connection = req.http.Connection;
  }
  return (pipe);
}
`,
    },
  }));
}

export function startCaddy({ port, target }: Front): Promise<Running> {
  return startProgram(CADDY, port, (folder) => ({
    args: ['run', '--adapter', 'caddyfile', '--config', `${folder}/Caddyfile`],
    files: {
      Caddyfile: `{
  admin off
  auto_https off
}
http://127.0.0.1:${port} {
  bind 127.0.0.1
  reverse_proxy 127.0.0.1:${target} {
    header_up Host 127.0.0.1:${target}
  }
}
`,
    },
  }));
}

/**
 * With zurl, which fetches for it, and comes with the package.
 * @param controlPort a free port, for what Pushpin listens on besides
 */
export function startPushpin({ port, target }: Front, controlPort: number): Promise<Running> {
  return startProgram(PUSHPIN, port, (folder) => ({
    args: [`--config=${folder}/pushpin.conf`],
    helper: { path: '/usr/bin/zurl', args: [`--config=${folder}/zurl.conf`] },
    files: {
      'zurl.conf': `
[General]
in_spec=ipc://${folder}/zurl-in
in_stream_spec=ipc://${folder}/zurl-in-stream
out_spec=ipc://${folder}/zurl-out
in_req_spec=ipc://${folder}/zurl-req
defpolicy=allow
allow=
deny=
max_open_requests=2000
buffer_size=200000
timeout=600
`,
      routes: `* 127.0.0.1:${target}\n`,
      'pushpin.conf': `
[global]
include={libdir}/internal.conf
rundir=${folder}
ipc_prefix=bench-
[runner]
services=condure,pushpin-proxy,pushpin-handler
http_port=127.0.0.1:${port}
logdir=${folder}
log_level=2
client_buffer_size=8192
client_maxconn=2000
[proxy]
routesfile=routes
zurl_out_specs=ipc://${folder}/zurl-in
zurl_out_stream_specs=ipc://${folder}/zurl-in-stream
zurl_in_specs=ipc://${folder}/zurl-out
updates_check=off
[handler]
push_in_spec=ipc://${folder}/push
push_in_sub_specs=ipc://${folder}/push-sub
push_in_http_addr=127.0.0.1
push_in_http_port=${controlPort}
stats_spec=ipc://${folder}/stats
command_spec=ipc://${folder}/command
message_rate=2500
message_hwm=25000
`,
    },
  }));
}

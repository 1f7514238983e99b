/** Proxies that clients are told of. */
import { startProgram, type Program, type Running } from './program';

export const SQUID: Program = { name: 'squid', path: '/usr/sbin/squid' };
export const MICROSOCKS: Program = { name: 'microsocks', path: '/usr/bin/microsocks' };

/** Takes whole requests, and makes tunnels to any port. */
export function startSquid(port: number): Promise<Running> {
  return startProgram(SQUID, port, (folder) => ({
    args: ['-N', '-n', `bench${port}`, '-f', `${folder}/squid.conf`],
    files: {
      'squid.conf': `
http_port 127.0.0.1:${port}
http_access allow all
cache deny all
access_log none
cache_log ${folder}/cache.log
pid_filename none
coredump_dir ${folder}
netdb_filename none
pinger_enable off
shutdown_lifetime 0 seconds
`,
    },
  }));
}

/** SOCKS5. */
export function startMicrosocks(port: number): Promise<Running> {
  return startProgram(MICROSOCKS, port, () => ({ args: ['-i', '127.0.0.1', '-p', String(port)], files: {} }));
}

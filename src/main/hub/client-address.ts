import type { IncomingMessage } from 'node:http';
import { isIP, type BlockList } from 'node:net';

/** Most entries of `X-Forwarded-For` that are looked at: a client may have begun the list with anything. */
const MAX_HOPS = 16;

/**
 * The address a request comes from. Behind trusted proxies it is the last one in `X-Forwarded-For` that is not theirs:
 * what stands before that has been written by whoever likes to.
 */
export function clientAddress(req: IncomingMessage, trusted: BlockList | null): string {
  let address = plain(req.socket.remoteAddress ?? 'unknown');
  const hops = String(req.headers['x-forwarded-for'] ?? '')
    .split(',')
    .slice(-MAX_HOPS);
  while (hops.length > 0 && isTrusted(address, trusted)) {
    const hop = plain(hops.pop()!.trim());
    if (isIP(hop) === 0) break;
    address = hop;
  }
  return address;
}

/** Whether the request itself, or the trusted proxy that passed it on, used TLS. */
export function cameOverTls(req: IncomingMessage, trusted: BlockList | null): boolean {
  if ('encrypted' in req.socket) return true;
  if (!isTrusted(plain(req.socket.remoteAddress ?? ''), trusted)) return false;
  return req.headers['x-forwarded-proto'] === 'https';
}

function isTrusted(address: string, trusted: BlockList | null): boolean {
  if (!trusted) return false;
  const version = isIP(address);
  return version !== 0 && trusted.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

/** IPv4 addresses come as IPv6 ones when the server listens on both. */
function plain(address: string): string {
  return address.replace(/^::ffff:/iu, '');
}

import { BlockList, isIP } from 'node:net';

/** Entries that are looked at; a longer list is a mistake. */
const MAX_ENTRIES = 1_000;

/**
 * Whether a list in the format of `NO_PROXY` names the host. Entries are parted by commas or blanks:
 * `example.com` and `.example.com` (the name and all below it), `*.example.com` (below it only), `192.0.2.1`,
 * `[2001:db8::1]`, `10.0.0.0/8` (addresses only), each with `:port` to hold for that port alone; `*` for all.
 * As in curl, names are compared without case and without a dot at their end; nothing is looked up.
 * @param host as in `URL.hostname`
 */
export function bypassesProxy(list: string, host: string, port: number): boolean {
  const name = plainHost(host);
  return list
    .split(/[\s,]+/u, MAX_ENTRIES)
    .some((entry) => entry !== '' && matches(entry.toLowerCase(), name, port));
}

/** Whether it is this machine by name or address. */
export function isLoopback(host: string): boolean {
  const name = plainHost(host);
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return isIP(name) !== 0 && (matchesRange('127.0.0.0/8', name) || name === '::1');
}

function plainHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/gu, '')
    .replace(/\.$/u, '');
}

function matches(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true;
  const [, bracketed, plain, entryPort] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d{1,5}))?$/u.exec(entry) ?? [
    undefined,
    undefined,
    entry,
    undefined,
  ];
  if (entryPort !== undefined && Number(entryPort) !== port) return false;
  const wanted = (bracketed ?? plain ?? '').replace(/\.$/u, '');
  if (wanted === '') return false;
  if (wanted.includes('/')) return isIP(host) !== 0 && matchesRange(wanted, host);
  if (isIP(wanted) !== 0)
    return isIP(host) !== 0 && matchesRange(`${wanted}/${isIP(wanted) === 4 ? 32 : 128}`, host);
  if (wanted.startsWith('*.')) return host.endsWith(wanted.slice(1));
  const suffix = wanted.replace(/^\.+/u, '');
  return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`));
}

function matchesRange(range: string, address: string): boolean {
  const [base = '', bits = ''] = range.split('/');
  const family = isIP(base);
  if (family === 0 || !/^\d{1,3}$/u.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

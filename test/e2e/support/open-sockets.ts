import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * Where sockets of these processes lead besides this machine, as `/proc/net` writes it (`0101A8C0:01BB`). Root sees those of
 * everybody, others only their own.
 */
export function outsideAddresses(pids: readonly number[]): string[] {
  const inodes = new Set(pids.flatMap(socketsOf));
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const columns = line.trim().split(/\s+/u);
        const [remote = '', inode = ''] = [columns[2], columns[9]];
        return inodes.has(inode) && !isHere(remote) ? [remote] : [];
      }),
  );
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const [, inode] = /^socket:\[(\d+)\]$/u.exec(readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? [];
      return inode === undefined ? [] : [inode];
    });
  } catch {
    return []; // gone meanwhile
  }
}

/** Not connected, or to this machine: words of four bytes, each in the order of the processor. */
const isHere = (remote: string): boolean =>
  /^0+:/u.test(remote) ||
  /^[0-9A-F]{6}7F:/u.test(remote) ||
  /^0{24}01000000:/u.test(remote) ||
  /^0{16}FFFF0000[0-9A-F]{6}7F:/u.test(remote);

import { spawn } from 'node:child_process';
import { chmod, mkdir, rm, statfs, symlink, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

/** A folder that stops taking bytes. */
export interface SmallDisk {
  /** What the app says of it when it is full. */
  readonly sentence: RegExp;
  /** Takes all the room that is left. */
  fill(): Promise<void>;
  /** Makes room again. */
  free(): Promise<void>;
  close(): Promise<void>;
}

const SIZE = 96 * 1024 * 1024;
const IN_NAMESPACE = `mount -t tmpfs -o size=${SIZE} none /mnt && echo mounted && exec cat`;

/**
 * Puts a file system of 96 MiB where `folder` is to be: a tmpfs in a mount namespace of its own, which takes no rights that
 * ordinary users lack, as long as the system lets them make namespaces. Elsewhere it is a folder that can be made
 * read-only, which stops a store just as well, at its next file.
 */
export async function makeSmallDisk(folder: string): Promise<SmallDisk> {
  const holder = spawn('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', IN_NAMESPACE], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const mounted = await new Promise<boolean>((done) => {
    holder.once('error', () => done(false));
    holder.once('exit', () => done(false));
    createInterface(holder.stdout).once('line', () => done(true));
  });
  if (!mounted) return readOnlyFolder(folder);
  await symlink(`/proc/${holder.pid}/root/mnt`, folder);
  const filler = join(folder, 'filler');
  return {
    sentence: /The disk that holds the history in .* is full\./u,
    async fill() {
      const { bavail, bsize } = await statfs(folder);
      // What is written there meanwhile leaves less.
      await writeFile(filler, Buffer.alloc(bavail * bsize)).catch(() => undefined);
    },
    free: () => rm(filler),
    async close() {
      holder.stdin.end();
      await new Promise((ended) => holder.once('exit', ended));
    },
  };
}

async function readOnlyFolder(folder: string): Promise<SmallDisk> {
  await mkdir(folder);
  return {
    sentence: /The history in .* cannot be written \(EACCES\)\./u,
    fill: () => chmod(folder, 0o500),
    free: () => chmod(folder, 0o700),
    close: async () => undefined,
  };
}

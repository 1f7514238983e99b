import { readdir, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { CrashDumps } from '@shared/diagnostics';

/** Bounds of what is kept: the newest ones within both. */
export const MAX_DUMPS = 5;
export const MAX_DUMP_BYTES = 50 * 1024 * 1024;
/** Folders of Crashpad lie this deep. */
const DEPTH = 3;

/** The crash dumps in a folder, newest first; none when there is no such folder. */
export async function listCrashDumps(folder: string): Promise<CrashDumps> {
  const paths = await dumpsUnder(folder, DEPTH);
  const dumps = await Promise.all(
    paths.map(async (path) => {
      const facts = await stat(path).catch(() => null);
      return facts && { name: relative(folder, path), bytes: facts.size, at: facts.mtimeMs };
    }),
  );
  return { folder, dumps: dumps.flatMap((dump) => dump ?? []).sort((a, b) => b.at - a.at) };
}

/** Deletes the oldest crash dumps, so that at most 5 and 50 MB stay. Returns how many went. Never throws. */
export async function pruneCrashDumps(folder: string): Promise<number> {
  const { dumps } = await listCrashDumps(folder);
  let bytes = 0;
  const old = dumps.filter((dump, place) => (bytes += dump.bytes) > MAX_DUMP_BYTES || place >= MAX_DUMPS);
  const gone = await Promise.all(
    old.map(({ name }) =>
      Promise.all([
        rm(join(folder, name), { force: true }),
        rm(join(folder, name.replace(/\.dmp$/u, '.meta')), { force: true }),
      ]).then(
        () => 1,
        () => 0,
      ),
    ),
  );
  return gone.reduce<number>((sum, one) => sum + one, 0);
}

async function dumpsUnder(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isFile() && entry.name.endsWith('.dmp')) return [path];
      return entry.isDirectory() && depth > 1 ? dumpsUnder(path, depth - 1) : [];
    }),
  );
  return found.flat();
}

/** ripgrep as the program that people search files with: Debian's package `ripgrep`. */
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/** Its version; null when it is not installed. */
export function ripgrepVersion(): string | null {
  const { stdout, status } = spawnSync('rg', ['--version'], { encoding: 'utf8' });
  return status === 0 ? (/ripgrep (\S+)/u.exec(stdout)?.[1] ?? 'unknown') : null;
}

/** Counts the lines that match. It maps the file into memory, which is its quickest way for one file. */
export function ripgrepCount(file: string, search: readonly string[]): { count: number; ms: number } {
  const began = performance.now();
  const { stdout, status, error } = spawnSync(
    'rg',
    ['--no-config', '--mmap', '--count', ...search.slice(0, -1), '-e', search.at(-1)!, '--', file],
    { encoding: 'utf8' },
  );
  const ms = performance.now() - began;
  if (error) throw error;
  // 1 says that nothing was found.
  if (status !== 0 && status !== 1) throw new Error(`ripgrep ended with ${status}.`);
  return { count: Number(stdout.trim() || 0), ms };
}

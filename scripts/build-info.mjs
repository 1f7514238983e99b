// What a build is made from, for About and for the dates in packages: the same for the same commit.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * The commit, `+` behind it when the checkout differs from it, and when it was made (SOURCE_DATE_EPOCH goes before), ISO 8601.
 * Null for both where there is neither Git nor the variable.
 * @returns {{ commit: string | null, date: string | null }}
 */
export function buildInfo(env = process.env, folder = root) {
  const git = (...args) => {
    const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
    return status === 0 ? stdout.trim() : null;
  };
  // A checkout of its own: an archive that was unpacked inside of another project has no commit.
  const own = fs.existsSync(path.join(folder, '.git'));
  const head = own ? git('log', '-1', '--format=%h %ct', '--abbrev=12') : null;
  const [commit = null, committed = null] = head?.split(' ') ?? [];
  const changed = commit !== null && git('status', '--porcelain', '--untracked-files=no') !== '';
  const seconds = env.SOURCE_DATE_EPOCH || committed;
  return {
    commit: commit === null ? null : `${commit}${changed ? '+' : ''}`,
    date: seconds === null ? null : new Date(Number(seconds) * 1_000).toISOString().replace('.000Z', 'Z'),
  };
}

/** When everything in a package counts as changed, seconds since the epoch: the date of the build, or 1980 where there is none. */
export function buildSeconds(env = process.env, folder = root) {
  const { date } = buildInfo(env, folder);
  return date === null ? 315_532_800 : Date.parse(date) / 1_000;
}

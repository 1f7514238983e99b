import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeTarGz } from '../../../../scripts/tar.mjs';

describe('the archive for Linux', () => {
  let folder: string;
  const long = `${'deep-folder/'.repeat(10)}a-file.txt`;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'streamgauge-tar-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The same files, made in another order, at another time, by somebody with another umask. */
  function files(name: string, names: readonly string[], mode: number): string {
    const made = join(folder, name);
    mkdirSync(join(made, 'deep-folder/'.repeat(10)), { recursive: true });
    for (const file of names) {
      writeFileSync(join(made, file), `content of ${file}\n`, { mode });
      utimesSync(join(made, file), names.indexOf(file), names.indexOf(file));
    }
    symlinkSync('b.txt', join(made, 'link'));
    return made;
  }
  async function archive(from: string, name: string): Promise<string> {
    const file = join(folder, name);
    await writeTarGz({ folder: from, prefix: 'app', file, seconds: 1_700_000_000 });
    return file;
  }
  const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

  it('has the same bytes for the same files', async () => {
    const one = await archive(files('one', ['b.txt', 'Ä.txt', long], 0o644), 'one.tar.gz');
    const two = await archive(files('two', [long, 'Ä.txt', 'b.txt'], 0o600), 'two.tar.gz');
    expect(digest(one)).toBe(digest(two));
  });

  it('is unpacked by tar to what went in, owned by nobody in particular', async () => {
    const file = await archive(files('one', ['b.txt', long], 0o755), 'one.tar.gz');
    const out = join(folder, 'out');
    mkdirSync(out);
    execFileSync('tar', ['-xzf', file, '-C', out]);
    expect(readFileSync(join(out, 'app', long), 'utf8')).toBe(`content of ${long}\n`);
    expect(readFileSync(join(out, 'app/link'), 'utf8')).toBe('content of b.txt\n');
    const list = execFileSync('tar', ['-tvzf', file, '--utc', '--numeric-owner'], { encoding: 'utf8' });
    expect(list).toMatch(/^-rwxr-xr-x 0\/0 +\d+ 2023-11-14 22:13 app\/b\.txt$/mu);
    expect(list).toMatch(/ app\/link -> b\.txt$/mu);
  });

  it('refuses a path that it has no place for', async () => {
    const from = files('one', [], 0o644);
    writeFileSync(join(from, 'x'.repeat(150)), '');
    await expect(archive(from, 'one.tar.gz')).rejects.toThrow(/too long/u);
  });
});

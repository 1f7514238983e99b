import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildInfo, buildSeconds } from '../../../../scripts/build-info.mjs';

describe('what a build says it was made from', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'streamgauge-build-info-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function commit(): void {
    const env = {
      ...process.env,
      GIT_COMMITTER_DATE: '1700000000 +0100',
      GIT_AUTHOR_DATE: '1600000000 +0100',
    };
    const git = (...args: string[]): void =>
      void execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.invalid', ...args], {
        cwd: folder,
        env,
      });
    git('init', '-q');
    writeFileSync(join(folder, 'file'), 'one');
    git('add', '.');
    git('commit', '-q', '-m', 'One');
  }

  it('is the commit and when that was made, not when it was built', () => {
    commit();
    const info = buildInfo({}, folder);
    expect(info.commit).toMatch(/^[0-9a-f]{12}$/u);
    expect(info.date).toBe('2023-11-14T22:13:20Z');
    expect(buildSeconds({}, folder)).toBe(1_700_000_000);
  });

  it('has a mark where files differ from the commit', () => {
    commit();
    writeFileSync(join(folder, 'file'), 'two');
    expect(buildInfo({}, folder).commit).toMatch(/^[0-9a-f]{12}\+$/u);
  });

  it('takes the date that the one who builds gives', () => {
    commit();
    expect(buildInfo({ SOURCE_DATE_EPOCH: '86400' }, folder).date).toBe('1970-01-02T00:00:00Z');
  });

  it('is nothing without Git, also within the checkout of something else', () => {
    expect(buildInfo({}, folder)).toEqual({ commit: null, date: null });
    expect(buildSeconds({}, folder)).toBe(315_532_800);
  });
});

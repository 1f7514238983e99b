import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSignature } from '../../../src/main/shell/updates/update-signature';

const SCRIPT = resolve(__dirname, '../../../scripts/sign-updates.mjs');

/** The script of the release, and the check of the app that gets its lists. */
describe('the lists of a release', () => {
  let folder: string;
  let keyFile: string;
  let key: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'streamgauge-sign-'));
    keyFile = join(folder, 'key.pem');
    key = execFileSync(process.execPath, [SCRIPT, '--new-key', keyFile], { encoding: 'utf8' }).trim();
    mkdirSync(join(folder, 'dist'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const sign = (): ReturnType<typeof spawnSync> & { stdout: string; stderr: string } =>
    spawnSync(process.execPath, [SCRIPT, join(folder, 'dist')], {
      encoding: 'utf8',
      env: { ...process.env, STREAMGAUGE_UPDATE_SIGNING_KEY: keyFile },
    });
  const inDist = (name: string): string => readFileSync(join(folder, 'dist', name), 'utf8');

  it('are signed so that the app takes them, and nothing else is', () => {
    const lists = ['latest.yml', 'latest-mac.yml', 'latest-linux.yml', 'beta-linux-arm64.yml'];
    for (const name of [...lists, 'builder-debug.yml', 'streamgauge.AppImage'])
      writeFileSync(join(folder, 'dist', name), `version: 0.2.0 # ${name}\n`);
    const { status, stdout } = sign();
    expect(status).toBe(0);
    expect(stdout).toContain(`signed for ${key}`);
    const signatures = readdirSync(join(folder, 'dist')).filter((name) => name.endsWith('.sig'));
    expect(signatures.sort()).toEqual(lists.map((name) => `${name}.sig`).sort());
    for (const name of lists) {
      expect(() => checkSignature(inDist(name), inDist(`${name}.sig`), key)).not.toThrow();
      expect(() => checkSignature(`${inDist(name)} `, inDist(`${name}.sig`), key)).toThrow(/not signed/u);
    }
    expect(() => checkSignature(inDist('latest.yml'), inDist('latest-mac.yml.sig'), key)).toThrow(
      /not signed/u,
    );
  });

  it('are missed when there are none', () => {
    const { status, stderr } = sign();
    expect(status).toBe(1);
    expect(stderr).toContain('holds no list of a release');
  });

  it('are signed with a key that only its owner can read, and that is never written over', () => {
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(spawnSync(process.execPath, [SCRIPT, '--new-key', keyFile]).status).not.toBe(0);
  });
});

import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const LAUNCHER = resolve(__dirname, '../../../resources/launcher/streamgauge');
const PATH = '/usr/local/bin:/usr/bin:/bin';

/** The script in an app whose two programs only say what they were given; started by a link, as from /usr/bin. */
describe('the command beside the app', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'streamgauge-launcher-'));
    for (const name of ['app/resources/bin', 'app/resources/headless', 'home'])
      mkdirSync(join(folder, name), { recursive: true });
    copyFileSync(LAUNCHER, join(folder, 'app/resources/bin/streamgauge'));
    script('app/streamgauge', 'echo app "$@"');
    script('node', '[ "$1" = -e ] && exit 0; shift; echo headless "$@"');
    script('old-node', '[ "$1" = -e ] && exit 1; echo v16.0.0');
    writeFileSync(join(folder, 'app/resources/headless/VERSION'), '1.2.3\n');
    symlinkSync('app/resources/bin/streamgauge', join(folder, 'streamgauge'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function script(name: string, text: string): void {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const start = (
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): ReturnType<typeof spawnSync> & { stdout: string; stderr: string } =>
    spawnSync(join(folder, 'streamgauge'), args, {
      cwd: join(folder, 'home'),
      encoding: 'utf8',
      env: { PATH, DISPLAY: ':9', STREAMGAUGE_NODE: join(folder, 'node'), ...env },
    });

  it.each([
    [[], 'app'],
    [['--demo'], 'app --demo'],
    [['streamgauge://connect?url=x'], 'app streamgauge://connect?url=x'],
    [['events.ndjson', '--new-window'], 'app events.ndjson --new-window'],
    [['serve', '--port', '0'], 'headless serve --port 0'],
    [['query', 'level:error  a'], 'headless query level:error  a'],
  ])('%j starts %s', (args, said) => {
    expect(start(args).stdout).toBe(`${said}\n`);
  });

  it('takes a word that is no file for a command that is spelt wrong, and a file for a file', () => {
    expect(start(['sreve']).stdout).toBe('headless sreve\n');
    writeFileSync(join(folder, 'home/events'), '');
    expect(start(['events']).stdout).toBe('app events\n');
  });

  it('says its version, and how the app is started, without Node.js', () => {
    const none = { STREAMGAUGE_NODE: 'no-such-node' };
    expect(start(['--version'], none).stdout).toBe('1.2.3\n');
    const help = start(['--help'], none);
    expect(help.stdout).toMatch(/^streamgauge \[FILE \| LINK \| ADDRESS\] \[options\]\n +Opens the app\./u);
    expect(start(['--help']).stdout).toMatch(/Opens the app[\s\S]*headless --help\n$/u);
    expect(start(['serve', '--help']).stdout).toBe('headless serve --help\n');
  });

  it('says what is missing: Node.js, a newer one, a display', () => {
    const none = start(['tail', 'http://x'], { STREAMGAUGE_NODE: 'no-such-node' });
    expect(none).toMatchObject({ status: 127, stdout: '' });
    expect(none.stderr).toMatch(/^streamgauge tail runs in Node\.js, and there is no no-such-node .*\n$/u);
    const old = start(['tail', 'http://x'], { STREAMGAUGE_NODE: join(folder, 'old-node') });
    expect(old.status).toBe(127);
    expect(old.stderr).toMatch(/needs Node\.js 18\.15 or newer, and \S+old-node is v16\.0\.0\./u);
    const blind = start([], { DISPLAY: '' });
    expect(blind).toMatchObject({ status: 1, stdout: '' });
    expect(blind.stderr).toMatch(/^streamgauge: there is no display to open a window on\./u);
    expect(start([], { DISPLAY: '', WAYLAND_DISPLAY: 'wayland-0' }).stdout).toBe('app\n');
  });
});

/** The installed package as a black box: no inspector, no test build. Runs as root, starts the app as somebody else. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { APP_FOLDER } from './support/launch';

const PROGRAM = '/usr/lib/streamgauge/streamgauge';
const uid = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }));
const gid = Number(execFileSync('id', ['-g', 'nobody'], { encoding: 'utf8' }));
const apt = (...args: string[]): void => {
  execFileSync('apt-get', ['-q', '-y', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
};

let home: string;
let started: ChildProcess | undefined;
let said = '';

test.describe.configure({ mode: 'serial' });

test.beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'streamgauge-home-'));
  const authority = join(home, 'Xauthority');
  if (process.env['XAUTHORITY']) copyFileSync(process.env['XAUTHORITY'], authority);
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  for (const file of [home, join(home, 'run'), authority]) if (existsSync(file)) chownSync(file, uid, gid);
});

test.afterAll(() => {
  started?.kill('SIGKILL');
  if (existsSync(PROGRAM)) apt('purge', 'streamgauge');
  rmSync(home, { recursive: true, force: true });
});

/** Starts the installed program as an ordinary user, as a menu entry or a shell would. */
function start(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const line = [
    '--reuid',
    String(uid),
    '--regid',
    String(gid),
    '--clear-groups',
    '--',
    'streamgauge',
    ...args,
  ];
  return spawn('setpriv', line, {
    cwd: home,
    env: {
      PATH: '/usr/bin:/bin',
      HOME: home,
      USER: 'nobody',
      XDG_RUNTIME_DIR: join(home, 'run'),
      DISPLAY: process.env['DISPLAY'] ?? '',
      XAUTHORITY: join(home, 'Xauthority'),
      ...env,
    },
  });
}

interface Process {
  readonly command: string;
  readonly status: string;
}

function processes(): Process[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (!command.startsWith(PROGRAM)) return [];
      return [{ command, status: readFileSync(`/proc/${name}/status`, 'utf8') }];
    } catch {
      return []; // not a process, or gone meanwhile
    }
  });
}

test('apt installs the package with what it depends on', () => {
  const deb = readdirSync(join(APP_FOLDER, 'dist')).find((name) => name.endsWith('.deb'));
  apt(
    'install',
    '--no-install-recommends',
    join(APP_FOLDER, 'dist', deb ?? 'no .deb in dist: npm run package'),
  );
  expect(existsSync('/usr/bin/streamgauge')).toBe(true);
  const entry = readFileSync('/usr/share/applications/streamgauge.desktop', 'utf8');
  expect(entry).toMatch(/^Exec=streamgauge$/mu);
  expect(entry).not.toContain('sandbox');
});

test('the program opens its window for an ordinary user', async () => {
  // Everything that would let somebody else into the process: all of it must be without effect.
  const marker = join(home, 'loaded-by-environment');
  const intruder = join(home, 'intruder.cjs');
  writeFileSync(intruder, `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`);
  started = start(['--inspect=0', '--remote-debugging-port=0'], { NODE_OPTIONS: `--require ${intruder}` });
  started.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));

  await expect
    .poll(() => spawnSync('xwininfo', ['-name', 'Streamgauge'], { encoding: 'utf8' }).stdout, {
      timeout: 30_000,
    })
    .toMatch(/Map State: IsViewable/u);
  expect(existsSync(join(home, '.config/Streamgauge'))).toBe(true);
  // The history's thread starts from within the archive.
  await expect.poll(() => existsSync(join(home, '.config/Streamgauge/history/lock'))).toBe(true);
  expect(existsSync(marker)).toBe(false);
  expect(said).not.toMatch(/listening on ws:/u);
});

test('its window lives in a sandboxed process of that user', () => {
  const all = processes();
  const renderers = all.filter(({ command }) => command.includes('--type=renderer'));
  expect(renderers.length).toBeGreaterThan(0);
  for (const { status } of renderers) {
    expect(status).toMatch(/^Seccomp:\s+2$/mu);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/mu);
  }
  for (const { command } of all) expect(command).not.toContain('--no-sandbox');
  for (const { status } of all) expect(status).toMatch(new RegExp(`^Uid:\\s+${uid}\\s`, 'mu'));
});

test('the program is no Node for whoever asks', async () => {
  const asked = start(['-e', 'console.log("node" + "js")'], { ELECTRON_RUN_AS_NODE: '1' });
  let answer = '';
  asked.stdout?.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  // Taken for a second start of the app, which ends by itself.
  await once(asked, 'exit');
  expect(answer).not.toContain('nodejs');
});

test('the program ends when it is told to, and leaves no process behind', async () => {
  const ended = once(started!, 'exit');
  started!.kill('SIGTERM');
  const [code] = await ended;
  expect(code).toBe(0);
  await expect.poll(() => processes().length).toBe(0);
});

test('apt takes all of it away again', () => {
  apt('purge', 'streamgauge');
  for (const left of [
    '/usr/bin/streamgauge',
    '/usr/lib/streamgauge',
    '/usr/share/applications/streamgauge.desktop',
  ]) {
    expect(existsSync(left), left).toBe(false);
  }
});

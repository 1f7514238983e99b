import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';

const LAUNCHER = resolve(__dirname, '../../bin/streamgauge.mjs');

/** The headless command, running as a terminal would run it. */
export interface RunningCommand {
  readonly child: ChildProcess;
  /** What it wrote so far. */
  stdout(): string;
  stderr(): string;
  /** Its output as JSON, one value a line; the unfinished last line is left out. */
  lines(): Record<string, unknown>[];
  readonly exit: Promise<number | null>;
}

export function runStreamgauge(...args: string[]): RunningCommand {
  return runStreamgaugeWith({}, ...args);
}

/** @param env variables on top of this process's own, without the `STREAMGAUGE_…` ones it may have */
export function runStreamgaugeWith(env: Readonly<Record<string, string>>, ...args: string[]): RunningCommand {
  const own = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('STREAMGAUGE_')),
  );
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...own, ...env },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  return {
    child,
    stdout: () => out,
    stderr: () => err,
    lines: () =>
      out
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    exit: new Promise((done) => child.on('close', (code) => done(code))),
  };
}

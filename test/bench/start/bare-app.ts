import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { APP_FOLDER } from '../window/app-session';
import { PORT_FILE } from './inspector';

/** The app as a person starts it, with no test driver beside it. */
export interface BareApp {
  /** Of the main process. */
  readonly pid: number;
  /** Ends it, and waits until it is gone. */
  end(): Promise<void>;
}

export interface BareStart {
  /** Folder of settings, sources and history. */
  readonly dataPath: string;
  readonly switches?: readonly string[];
  /** Variables besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The program that the app runs in. @throws Error outside of the runs that bring one */
export function electronProgram(): string {
  const program = process.env['ELECTRON_EXEC_PATH'];
  if (program === undefined) throw new Error('Run this benchmark with: npm run bench -- <name>');
  return program;
}

export function startBareApp({ dataPath, switches = [], env = {} }: BareStart): BareApp {
  // Of the app that was there before.
  rmSync(join(dataPath, PORT_FILE), { force: true });
  const app = spawn(
    electronProgram(),
    [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      APP_FOLDER,
      `--user-data-dir=${dataPath}`,
      ...switches,
    ],
    { stdio: 'ignore', env: { ...process.env, ...env } },
  );
  return {
    pid: app.pid!,
    async end() {
      if (app.exitCode !== null || app.signalCode !== null) return;
      const gone = once(app, 'exit');
      app.kill('SIGTERM');
      await gone;
    },
  };
}

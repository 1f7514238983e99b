import { spawn, type ChildProcess } from 'node:child_process';
import { eventually } from '../../../support/eventually';

export interface HubProcess {
  readonly name: string;
  readonly port: number;
  /** Its log since it was last started, one record a line. */
  records(): Record<string, unknown>[];
  output(): string;
  start(): Promise<void>;
  /** Ends it with this signal and gives the exit code, null when the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/**
 * A hub that `streamgauge serve` runs in a process of its own; not started yet.
 * @param command path of the command
 * @param env all that its environment has besides `PATH`, as in a container; the port is fixed and the log JSON
 */
export function hubProcess(name: string, command: string, env: Readonly<Record<string, string>>): HubProcess {
  const port = Number(env['STREAMGAUGE_PORT']);
  let child: ChildProcess | null = null;
  let output = '';
  return {
    name,
    port,
    output: () => output,
    records: () =>
      output
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    async start() {
      output = '';
      const started = spawn(process.execPath, [command, 'serve'], {
        env: { PATH: process.env['PATH'] ?? '', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      for (const stream of [started.stdout, started.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => (output += text));
      }
      await eventually(
        () => {
          if (started.exitCode !== null) throw new Error(`${name} ended with ${started.exitCode}: ${output}`);
          if (!output.includes('"event":"ready"')) throw new Error(`${name} is not ready: ${output}`);
        },
        { timeoutMs: 20_000 },
      );
    },
    end(signal) {
      const ending = child;
      child = null;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return Promise.resolve(null);
      const code = new Promise<number | null>((resolve) => ending.once('exit', resolve));
      ending.kill(signal);
      return code;
    },
  };
}

/** The `streamgauge` command: reads arguments, calls what they name, writes. Plain Node. */
import { toProblem } from '@shared/errors';
import { version } from '../../package.json';
import { parseCommand, type Command } from './arguments';
import type { CommandIo } from './command-io';
import { EXIT } from './exit-codes';
import { health } from './health';
import { helpFor } from './help';
import { query } from './query';
import { serve } from './serve';
import { tail } from './tail';
import { types } from './types';

/** Exit codes of a process that a signal ended begin here, as in shells. */
const SIGNAL_BASE = 128;
const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;

async function main(): Promise<number> {
  const abort = new AbortController();
  let told = false;
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      // Who asks again does not want to wait.
      if (told) process.exit(SIGNAL_BASE + number);
      told = true;
      abort.abort();
    });
  }
  // Whoever reads our output may leave (`| head -n 1`): that ends the command, quietly.
  process.stdout.on('error', () => abort.abort());
  // A log that nobody reads any more is no reason to end.
  process.stderr.on('error', () => undefined);
  const io: CommandIo = {
    stdout: (output) =>
      new Promise((resolve, reject) => {
        process.stdout.write(output, (error) => (error ? reject(error) : resolve()));
      }),
    stderr: (text) => void process.stderr.write(text),
    signal: abort.signal,
  };

  let command: Command;
  try {
    command = parseCommand(process.argv.slice(2), process.env);
  } catch (error) {
    const { message, hint } = toProblem(error);
    io.stderr(`streamgauge: ${message}${hint ? ` ${hint}` : ''}\n`);
    return EXIT.badArguments;
  }
  switch (command.name) {
    case 'help':
      await io.stdout(helpFor(command.of));
      return EXIT.done;
    case 'version':
      await io.stdout(`${version}\n`);
      return EXIT.done;
    case 'serve':
      return serve(command.args, io);
    case 'tail':
      return tail(command.args, version, io);
    case 'query':
      return query(command.args, io);
    case 'types':
      return types(command.args, io);
    case 'health':
      return health(command.args, io);
  }
}

void main().then((code) => {
  process.exitCode = code;
  // Whatever a socket still holds, the command is done; output has been written by now.
  setImmediate(() => process.exit(code));
});

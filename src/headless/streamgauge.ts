/** The `streamgauge` command: reads arguments, calls `serve` or `tail`, writes. Plain Node. */
import { toProblem } from '@shared/errors';
import { version } from '../../package.json';
import { HELP, parseCommand, type Command } from './arguments';
import type { CommandIo } from './command-io';
import { EXIT } from './exit-codes';
import { serve } from './serve';
import { tail } from './tail';

async function main(): Promise<number> {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());
  // Whoever reads our output may leave (`| head -n 1`): that ends the command, quietly.
  process.stdout.on('error', () => abort.abort());
  const io: CommandIo = {
    stdout: (text) =>
      new Promise((resolve, reject) => {
        process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
      }),
    stderr: (text) => void process.stderr.write(text),
    signal: abort.signal,
  };

  let command: Command;
  try {
    command = parseCommand(process.argv.slice(2));
  } catch (error) {
    const { message, hint } = toProblem(error);
    io.stderr(`streamgauge: ${message}${hint ? ` ${hint}` : ''}\n`);
    return EXIT.badArguments;
  }
  switch (command.name) {
    case 'help':
      await io.stdout(HELP);
      return EXIT.done;
    case 'version':
      await io.stdout(`${version}\n`);
      return EXIT.done;
    case 'serve':
      return serve(command.args, io);
    case 'tail':
      return tail(command.args, version, io);
  }
}

void main().then((code) => {
  process.exitCode = code;
  // Whatever a socket still holds, the command is done; output has been written by now.
  setImmediate(() => process.exit(code));
});

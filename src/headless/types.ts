import { StreamgaugeError } from '@shared/errors';
import writeFileAtomic from 'write-file-atomic';
import { parseDocumentText } from '../main/hub/streams/document-text';
import { readAsyncApi } from '../main/shapes/schema/asyncapi-model';
import { generateClient } from './codegen/generate';
import { loadDocument } from './codegen/load-document';
import { References } from '../main/shapes/typescript/references';
import type { CommandIo } from './command-io';
import { EXIT } from './exit-codes';

export interface TypesArguments {
  /** An AsyncAPI document: a file, or an address of http or https. */
  readonly from: string;
  /** Where the TypeScript goes; left out: to the terminal. */
  readonly out?: string;
}

/**
 * `streamgauge types`: writes TypeScript for the streams of an AsyncAPI document: the types of their events, and a typed
 * `subscribeTo…` function for each of them.
 * @returns the exit code: 0 when it is written, 1 when the document is no good or the file cannot be written, 3 when the
 * address does not answer with it, 4 when it wants credentials
 */
export async function types({ from, out }: TypesArguments, io: CommandIo): Promise<number> {
  try {
    const { text, name } = await loadDocument(from, io.signal);
    const document = parseDocumentText(text, name);
    const references = new References(document);
    const model = readAsyncApi(document, references, name);
    const source = generateClient(model, references);
    if (model.streams.length === 0) io.stderr(`${name} describes no stream with events.\n`);
    if (out === undefined) {
      await io.stdout(source);
      return EXIT.done;
    }
    await write(out, source);
    const events = model.streams.reduce((count, { messages }) => count + messages.length, 0);
    io.stderr(
      `Wrote ${count(model.streams.length, 'stream')} and ${count(events, 'type')} of events to ${out}.\n`,
    );
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof StreamgaugeError)) throw error;
    io.stderr(`streamgauge: ${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}\n`);
    if (error.code === 'no-answer') return EXIT.couldNotConnect;
    return error.code === 'refused-credentials' ? EXIT.refusedCredentials : EXIT.failed;
  }
}

/** All of it or nothing: a half-written file would break whoever compiles meanwhile. */
async function write(file: string, source: string): Promise<void> {
  try {
    await writeFileAtomic(file, source);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
    throw new StreamgaugeError('not-written', `${file} cannot be written (${reason}).`, { cause });
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

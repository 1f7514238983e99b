import { app } from 'electron';
import * as v from 'valibot';
import { ownArguments, readStartArguments, type StartRequest } from './start-arguments';

/**
 * Most bytes of the arguments of one start. Chromium hands them to the app that runs already, over a socket that takes
 * 32 KiB: what is longer gets no answer, whereupon the app that runs counts as hung and is killed.
 */
export const MAX_LINE_BYTES = 12 * 1024;

/** The command line of a start, as one process hands it to the other. */
const startLineSchema = v.object({
  arguments: v.array(v.string()),
  folder: v.string(),
});
export type StartLine = v.InferOutput<typeof startLineSchema>;

/** That of this process. */
export function startLine(): StartLine {
  const appFolder = process.defaultApp ? app.getAppPath() : null;
  return { arguments: [...ownArguments(process.argv, appFolder)], folder: process.cwd() };
}

/** Whether a start may be handed on at all. */
export const fitsOneStart = (argv: readonly string[]): boolean =>
  argv.reduce((sum, argument) => sum + Buffer.byteLength(argument) + 1, 0) <= MAX_LINE_BYTES;

/** What a further start asks for. Not understood (it may be of another version), it asks for nothing but the window. */
export function requestOf(line: unknown): StartRequest {
  const { success, output } = v.safeParse(startLineSchema, line);
  return success ? readStartArguments(output.arguments, output.folder) : readStartArguments([], '/');
}

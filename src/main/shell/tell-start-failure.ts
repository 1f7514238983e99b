import { dialog } from 'electron';
import { toProblem } from '@shared/errors';
import type { Language } from '@shared/language';
import { sentencesOf } from '@shared/sentences/sentences-of';
import { shellWords } from './words/shell-words';

/** Says in a box of the system why the app cannot start: there is no window to say it in. Waits until it was read. */
export async function tellStartFailure(error: unknown, language: Language): Promise<void> {
  const { message, hint } = toProblem(error);
  // Without its translation the problem is still worth reading.
  const sentences = await sentencesOf(language).catch(() => null);
  const text = [message, ...(hint === undefined ? [] : [hint])]
    .map((sentence) => sentences?.word(sentence) ?? sentence)
    .join('\n\n');
  dialog.showErrorBox(shellWords(language).startFailed, text);
}

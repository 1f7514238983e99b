import { basename } from 'node:path';
import { phrase } from '@shared/sentences/phrase';
import { MAX_SCHEMA_TEXT } from '@shared/shape';
import { MAX_BODY } from '@shared/source-options';
import type { BrowserWindow, FileFilter } from 'electron';
import { readTextFile } from '../settings/read-text-file';
import { askForFile } from './ask-for-file';
import type { ShellWords } from './words/en';

/** What a text is for that the window asks for. */
export type TextKind = 'certificate' | 'private-key' | 'authorities' | 'body' | 'schema';

const MAX_PEM = 64 * 1024;

/** What each is called in a sentence that says it cannot be read, and the most of it that is read, in bytes. */
const TEXTS: Readonly<Record<TextKind, { readonly what: string; readonly max: number }>> = {
  certificate: { what: phrase('The client certificate'), max: MAX_PEM },
  'private-key': { what: 'The private key', max: MAX_PEM },
  authorities: { what: phrase('The certificate authorities'), max: MAX_PEM },
  body: { what: phrase('The body'), max: MAX_BODY },
  schema: { what: phrase('The schema'), max: MAX_SCHEMA_TEXT },
};

/**
 * Asks for a file of text and reads it; null when the person thought better of it.
 * @throws StreamgaugeError `unreadable-file`
 */
export async function pickText(
  window: BrowserWindow,
  kind: TextKind,
  words: ShellWords,
): Promise<{ name: string; text: string } | null> {
  const { what, max } = TEXTS[kind];
  const path = await askForFile(window, { title: words.ask[kind], filters: [filterOf(kind, words)] }, words);
  return path === null ? null : { name: basename(path), text: await readTextFile(path, what, max) };
}

function filterOf(kind: TextKind, { files }: ShellWords): FileFilter {
  if (kind === 'body') return { name: files.text, extensions: ['json', 'txt', 'graphql', 'xml'] };
  if (kind === 'schema') return { name: 'JSON, YAML', extensions: ['json', 'yaml', 'yml'] };
  return { name: 'PEM', extensions: ['pem', 'crt', 'cer', 'cert', 'key'] };
}

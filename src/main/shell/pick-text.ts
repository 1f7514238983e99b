import { basename } from 'node:path';
import { MAX_BODY } from '@shared/source-options';
import type { BrowserWindow } from 'electron';
import { readTextFile } from '../settings/read-text-file';
import { askForFile, type FileQuestion } from './ask-for-file';

/** What a text is for that the window asks for. */
export type TextKind = 'certificate' | 'private-key' | 'authorities' | 'body';

const PEM_FILES = { name: 'PEM', extensions: ['pem', 'crt', 'cer', 'cert', 'key'] };
const MAX_PEM = 64 * 1024;

const QUESTIONS: Readonly<Record<TextKind, FileQuestion & { readonly what: string; readonly max: number }>> =
  {
    certificate: {
      title: 'Choose a client certificate',
      filters: [PEM_FILES],
      what: 'The client certificate',
      max: MAX_PEM,
    },
    'private-key': {
      title: 'Choose a private key',
      filters: [PEM_FILES],
      what: 'The private key',
      max: MAX_PEM,
    },
    authorities: {
      title: 'Choose certificates to trust',
      filters: [PEM_FILES],
      what: 'The certificate authorities',
      max: MAX_PEM,
    },
    body: {
      title: 'Choose a body to send',
      filters: [{ name: 'Text', extensions: ['json', 'txt', 'graphql', 'xml'] }],
      what: 'The body',
      max: MAX_BODY,
    },
  };

/**
 * Asks for a file of text and reads it; null when the person thought better of it.
 * @throws StreamgaugeError `unreadable-file`
 */
export async function pickText(
  window: BrowserWindow,
  kind: TextKind,
): Promise<{ name: string; text: string } | null> {
  const { what, max, ...question } = QUESTIONS[kind];
  const path = await askForFile(window, question);
  return path === null ? null : { name: basename(path), text: await readTextFile(path, what, max) };
}

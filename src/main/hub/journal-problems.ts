import type { Problem } from '@shared/errors';

const FORBIDDEN = { why: 'this user may not write there' };

const REASONS: Readonly<Record<string, { readonly why: string }>> = {
  ENOSPC: { why: 'the disk is full' },
  EDQUOT: { why: 'the disk quota is used up' },
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: { why: 'the disk is read-only' },
  EIO: { why: 'the disk reports an error' },
  ENOENT: { why: 'the folder is gone' },
};

export function notWritten(folder: string, error: unknown): Problem {
  const { code, message } = error as NodeJS.ErrnoException;
  const why = REASONS[code ?? '']?.why ?? code ?? message;
  return {
    code: 'journal-not-written',
    message: `The log cannot be written to ${folder}: ${why}.`,
    hint: 'Events are delivered all the same. Those that do not fit into memory until it works again will be missing after a restart.',
  };
}

export function taken(folder: string): Problem {
  return {
    code: 'journal-taken',
    message: `Another hub has begun to keep its log in ${folder}, so this one no longer does.`,
    hint: 'Give each hub a folder of its own, then restart this one.',
  };
}

/** @param damaged records left out in the middle @param tornBytes bytes cut off at ends; not both 0 */
export function notWhole(folder: string, damaged: number, tornBytes: number): Problem {
  return {
    code: 'journal-damaged',
    message: whatWasFound(folder, damaged, tornBytes),
    hint: 'Clients that lack those events are told so. A torn end is normal after a crash; damaged records point at the disk.',
  };
}

/** Each a whole sentence, so that it can be translated. */
function whatWasFound(folder: string, damaged: number, tornBytes: number): string {
  if (damaged === 0)
    return `The log kept in ${folder} was not whole: a torn end of ${tornBytes} bytes was cut off.`;
  if (tornBytes === 0) {
    return damaged === 1
      ? `The log kept in ${folder} was not whole: 1 damaged record was left out.`
      : `The log kept in ${folder} was not whole: ${damaged} damaged records were left out.`;
  }
  return damaged === 1
    ? `The log kept in ${folder} was not whole: 1 damaged record was left out, and a torn end of ${tornBytes} bytes was cut off.`
    : `The log kept in ${folder} was not whole: ${damaged} damaged records were left out, and a torn end of ${tornBytes} bytes was cut off.`;
}

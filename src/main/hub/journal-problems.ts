import type { Problem } from '@shared/errors';

const REASONS = new Map([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EACCES', 'this user may not write there'],
  ['EPERM', 'this user may not write there'],
  ['EROFS', 'the disk is read-only'],
  ['EIO', 'the disk reports an error'],
  ['ENOENT', 'the folder is gone'],
]);

export function notWritten(folder: string, error: unknown): Problem {
  const { code, message } = error as NodeJS.ErrnoException;
  const why = REASONS.get(code ?? '') ?? code ?? message;
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
  const found = [
    ...(damaged > 0 ? [`${damaged} damaged ${damaged === 1 ? 'record was' : 'records were'} left out`] : []),
    ...(tornBytes > 0 ? [`a torn end of ${tornBytes} bytes was cut off`] : []),
  ];
  return {
    code: 'journal-damaged',
    message: `The log kept in ${folder} was not whole: ${found.join(', and ')}.`,
    hint: 'Clients that lack those events are told so. A torn end is normal after a crash; damaged records point at the disk.',
  };
}

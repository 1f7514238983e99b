import { StreamgaugeError, toProblem } from '@shared/errors';

const PERMISSION = {
  why: 'the system does not allow it',
  hint: 'Choose a folder that you may write in.',
};
const FULL = { why: 'the disk is full', hint: 'Make room on it, or choose another place.' };

/** What the codes of the system mean, and what to do. */
const CAUSES: Readonly<Record<string, { readonly why: string; readonly hint: string }>> = {
  ENOSPC: FULL,
  EDQUOT: { why: 'your quota on this disk is used up', hint: FULL.hint },
  EFBIG: {
    why: 'the disk takes no file as large as that',
    hint: 'Choose another place, or export fewer events.',
  },
  EACCES: PERMISSION,
  EPERM: PERMISSION,
  EROFS: { why: 'the disk can only be read', hint: 'Choose another place.' },
  ENOENT: { why: 'its folder is not there', hint: 'Choose a folder that is there.' },
  EIO: { why: 'the disk does not work as it should', hint: 'Choose another place, and check the disk.' },
};

/** The file of an export cannot be made: `export-not-written`. */
export function notWritten(path: string, cause: unknown): StreamgaugeError {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  const { why, hint } = CAUSES[code] ?? {
    why: toProblem(cause).message,
    hint: 'Check that there is room on the disk, and permission to write in this folder.',
  };
  return new StreamgaugeError('export-not-written', `${path} cannot be written: ${why}.`, { hint, cause });
}

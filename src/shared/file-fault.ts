import { toProblem } from './errors';

const FORBIDDEN = { why: 'this user may not do that' };

const FAULTS: Readonly<Record<string, { readonly why: string }>> = {
  ENOENT: { why: 'it is not there' },
  EEXIST: { why: 'there is something else with its name' },
  EISDIR: { why: 'it is no file, but a folder' },
  ENOTDIR: { why: 'a part of its path is no folder' },
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EBUSY: { why: 'another program uses it' },
  EMFILE: { why: 'too many files are open' },
  ENFILE: { why: 'too many files are open' },
  ENAMETOOLONG: { why: 'its name is too long' },
  ENOSPC: { why: 'the disk is full' },
  EDQUOT: { why: 'the disk quota is used up' },
  EROFS: { why: 'the disk is read-only' },
  EIO: { why: 'the disk reports an error' },
};

/**
 * Why the system did not read or write a file, for the end of a sentence and without its full stop: words for what happens
 * to people, the system's code for what hardly ever does, and the message of what is no error of the system.
 */
export function fileFault(cause: unknown): string {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : null;
  if (typeof code !== 'string' || code === '') return toProblem(cause).message;
  return FAULTS[code]?.why ?? code;
}

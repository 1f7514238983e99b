import { StreamgaugeError } from '@shared/errors';

/** What is to be said when the system does not take a write to the history. */
export function writeError(folder: string, cause: unknown): StreamgaugeError {
  if (cause instanceof StreamgaugeError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new StreamgaugeError(
      'history-disk-full',
      `The disk that holds the history in ${folder} is full.`,
      {
        hint: 'Free some space on it, or lower the limits of the history. Events are shown but not kept until then.',
        cause,
      },
    );
  }
  return new StreamgaugeError(
    'history-not-written',
    `The history in ${folder} cannot be written${code === '' ? '' : ` (${code})`}.`,
    {
      hint: 'Check that the folder exists and can be written. Events are shown but not kept until then.',
      cause,
    },
  );
}

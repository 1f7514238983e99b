import type { Problem } from '@shared/errors';
import type { Notice } from '@shared/ipc';

/** A problem as a notice over the window. There is one of its kind at a time: a further one takes its place. */
export function warningNotice({ code, message, hint }: Problem): Notice {
  return { id: code, level: 'warning', code, message, ...(hint !== undefined && { hint }) };
}

import { StreamgaugeError, toProblem } from '@shared/errors';

/** Errors of electron-updater hold stacks and addresses: what is shown is ours, with the first line of theirs as a hint. */
export function updateFailure(error: unknown, code: string, sentence: string): StreamgaugeError {
  if (error instanceof StreamgaugeError) return error;
  const { message } = toProblem(error);
  const first = message.split('\n', 1)[0]?.slice(0, 200) ?? '';
  return new StreamgaugeError(code, sentence, {
    hint: /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|timed out/u.test(message)
      ? 'The update server cannot be reached. Try again later.'
      : first,
    cause: error,
  });
}

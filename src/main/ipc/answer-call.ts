import { StreamgaugeError, toProblem } from '@shared/errors';
import { callSchemas, type CallAnswer, type CallName, type CallResult } from '@shared/ipc';
import { phrase } from '@shared/sentences/phrase';
import * as v from 'valibot';
import { isWithin, MAX_ARGUMENT_SIZE, MAX_COPY_SIZE } from './argument-size';

/** One function a call; the argument is validated before it gets there. `Context` says who calls. */
export type CallHandlers<Context> = {
  readonly [N in CallName]: (
    argument: v.InferOutput<(typeof callSchemas)[N]>,
    context: Context,
  ) => CallResult<N> | Promise<CallResult<N>>;
};

/**
 * Answers one call from the window. Never throws: an exception would cross IPC without its code and hint.
 * `name` and `argument` are untrusted.
 *
 * @param onUnexpected told of errors that are no `StreamgaugeError`: a mistake of ours
 */
export async function answerCall<Context>(
  handlers: CallHandlers<Context>,
  name: unknown,
  argument: unknown,
  context: Context,
  onUnexpected: (name: unknown, error: unknown) => void = () => undefined,
): Promise<CallAnswer<CallName>> {
  try {
    if (typeof name !== 'string' || !Object.hasOwn(callSchemas, name)) {
      throw new StreamgaugeError('unknown-call', 'The window asked for something that does not exist.');
    }
    return { ok: true, value: await run(handlers, name as CallName, argument, context) };
  } catch (error) {
    if (!(error instanceof StreamgaugeError)) onUnexpected(name, error);
    return { ok: false, problem: toProblem(error) };
  }
}

/** Calls that take whole events, or a chart with all its points. */
const LARGE: ReadonlySet<CallName> = new Set(['app.copy', 'app.saveChart']);

function run<Context, N extends CallName>(
  handlers: CallHandlers<Context>,
  name: N,
  argument: unknown,
  context: Context,
): CallResult<N> | Promise<CallResult<N>> {
  if (!isWithin(argument, LARGE.has(name) ? MAX_COPY_SIZE : MAX_ARGUMENT_SIZE)) {
    throw new StreamgaugeError('invalid-argument', `What was given to ${name} is too large.`);
  }
  const parsed = v.safeParse(callSchemas[name], argument, { abortEarly: true });
  if (!parsed.success) {
    // Says where and what was expected, never what was received: that may be a secret.
    const [issue] = parsed.issues;
    const where = v.getDotPath(issue) ?? phrase('the argument');
    const expected = issue.expected === null ? phrase('another value') : issue.expected;
    throw new StreamgaugeError(
      'invalid-argument',
      `${name} does not accept ${where}: it expects ${expected}.`,
    );
  }
  return handlers[name](parsed.output as v.InferOutput<(typeof callSchemas)[N]>, context);
}

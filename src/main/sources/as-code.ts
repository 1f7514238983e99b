import type { CodeFormat } from '@shared/code-format';
import type { SourceConfig } from '@shared/source';
import { asCurl } from './as-curl';
import { asJavaScript } from './as-javascript';
import { asPython } from './as-python';

export interface CodeOptions {
  /** Writes secrets out; otherwise names stand where they belong, to be filled in by whoever runs it. */
  readonly secrets: boolean;
  /** Types of events that the stream has, most frequent first: an EventSource has to be told of them. */
  readonly types?: readonly string[];
}

/**
 * The source as something to run that asks for the same and prints what comes.
 * @throws StreamgaugeError `not-for-a-shell` for a command that cannot be written
 */
export function asCode(
  config: SourceConfig,
  format: CodeFormat,
  { secrets, types = [] }: CodeOptions,
): string {
  if (format === 'curl') return asCurl(config, { secrets });
  return format === 'javascript' ? asJavaScript(config, { secrets, types }) : asPython(config, { secrets });
}

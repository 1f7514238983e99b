import { toProblem, type Problem } from '@shared/errors';
import type { SourceConfig } from '@shared/source';
import { missingSecrets, type SourceEntry } from '../settings/source-entry';
import type { VariableScope } from '../sources/credentials/variables';
import { withVariables } from '../sources/variable-texts';

/** The secrets that have to be entered again before the source can be connected; null for none. */
export function missingSecretProblem(entry: SourceEntry): Problem | null {
  const missing = missingSecrets(entry);
  if (missing.length === 0) return null;
  return {
    code: 'secret-missing',
    message: `${entry.name} needs ${new Intl.ListFormat('en').format(missing)} again, so it was not connected.`,
    hint: 'What is secret was kept for the last session only, or belongs to another computer or user. Edit the source to enter it.',
  };
}

/** The variables that nobody has set; null for none. */
export function unsetVariableProblem(config: SourceConfig, scope: VariableScope): Problem | null {
  try {
    withVariables(config, scope);
    return null;
  } catch (error) {
    const { code, message, hint } = toProblem(error);
    const sentence = `${config.name} was not connected. ${message}`;
    return { code, message: sentence, ...(hint !== undefined && { hint }) };
  }
}

import { StreamgaugeError } from '@shared/errors';
import type { Rule } from '@shared/rule';
import { isJsonObject } from './read-json';
import { readRuleList } from './rule-list';

/** What a file of rules says it is. */
export const RULES_FORMAT = 'rules';
/** Raised when an older Streamgauge would read a newer file wrongly. */
export const RULES_VERSION = 1;
/** Largest file that is read, bytes. */
export const MAX_RULES_BYTES = 2 * 1024 * 1024;

/** Rules as the text of a file, without any secret. */
export function writeRules(rules: readonly Rule[]): string {
  return `${JSON.stringify({ streamgauge: RULES_FORMAT, version: RULES_VERSION, rules }, null, 2)}\n`;
}

/**
 * Reads the text of a file of rules. What cannot be used is left out and told in `problems`.
 * @param room so many are read at most
 * @throws StreamgaugeError `not-rules`, `newer-rules`
 */
export function readRules(
  text: string,
  file: string,
  room: number,
): { readonly rules: Rule[]; readonly problems: string[] } {
  const hint = 'Choose a file that was written by Export rules.';
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new StreamgaugeError('not-rules', `The file ${file} is not complete JSON.`, { cause, hint });
  }
  if (!isJsonObject(document) || document['streamgauge'] !== RULES_FORMAT) {
    throw new StreamgaugeError('not-rules', `${file} does not hold rules of Streamgauge.`, { hint });
  }
  const { version, rules } = document;
  if (typeof version !== 'number' || version > RULES_VERSION) {
    throw new StreamgaugeError('newer-rules', `${file} was written by a newer Streamgauge.`, {
      hint: 'Update Streamgauge on this computer, then import it again.',
    });
  }
  if (!Array.isArray(rules)) {
    throw new StreamgaugeError('not-rules', `${file} has no list of rules.`, { hint });
  }
  return readRuleList(rules, room);
}

import { StreamgaugeError } from '@shared/errors';
import { parseDocument } from 'yaml';

/** Deepest nesting of a document that is taken. */
const MAX_DEPTH = 100;
/** Values in a document, aliases followed: beyond it, it is a bomb rather than a description. */
const MAX_VALUES = 500_000;
/** Aliases that YAML may resolve, weighted by what they stand for (the `yaml` package's own guard). */
const MAX_ALIASES = 1_000;

/**
 * Reads JSON or YAML 1.2 (core schema). `name` is the file or address, for the sentences.
 * @throws StreamgaugeError `bad-document`, with line and column when the text itself is at fault
 */
export function parseDocumentText(text: string, name: string): unknown {
  const value = fromJson(text) ?? fromYaml(text, name);
  assertBounded(value, name);
  return value;
}

/** Undefined when it is not JSON: then it is YAML, or YAML's parser says what is wrong and where. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/u, '')) as unknown;
  } catch {
    return undefined;
  }
}

function fromYaml(text: string, name: string): unknown {
  let message: string;
  try {
    const document = parseDocument(text, {
      logLevel: 'error',
      strict: true,
      uniqueKeys: true,
      schema: 'core',
    });
    const [error] = document.errors;
    if (error === undefined) return document.toJS({ maxAliasCount: MAX_ALIASES });
    // The first line says what and where; the lines after it show the text.
    message = error.message.split('\n')[0]!.replace(/[:.]$/u, '');
  } catch (cause) {
    message = (cause as Error).message;
  }
  throw new StreamgaugeError('bad-document', `${name} is neither JSON nor YAML: ${message}.`);
}

function assertBounded(root: unknown, name: string): void {
  let values = 0;
  const walk = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null) return;
    if (depth > MAX_DEPTH) {
      throw new StreamgaugeError('bad-document', `${name} is nested deeper than ${MAX_DEPTH} levels.`);
    }
    for (const child of Object.values(value)) {
      if (++values > MAX_VALUES) {
        throw new StreamgaugeError('bad-document', `${name} holds more than ${MAX_VALUES} values.`);
      }
      walk(child, depth + 1);
    }
  };
  walk(root, 0);
}

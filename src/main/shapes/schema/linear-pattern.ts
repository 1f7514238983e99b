import { RE2JS } from 're2js';

/** What the validator needs of an expression. */
interface Pattern {
  test(text: string): boolean;
  /** What tells it from others. */
  toString(): string;
}

/** Makes expressions for the validator; the name is what it would be called in code that is written to a file. */
interface PatternEngine {
  (pattern: string, flags: string): Pattern;
  code: string;
}

/** Longest text that is held against an expression, in UTF-16 code units: longer ones pass. */
const REACH = 16 * 1_024;

/**
 * Expressions that take linear time whatever the text is. What RE2 does not have (looking around, references back) passes every
 * text, and `onUnusable` is told.
 */
export function linearPatterns(onUnusable: (pattern: string, why: string) => void): PatternEngine {
  const make = (pattern: string): Pattern => {
    let compiled: RE2JS | null = null;
    try {
      compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    } catch (error) {
      onUnusable(pattern, (error as Error).message);
    }
    return {
      test: (text) => compiled === null || text.length > REACH || compiled.matcher(text).find(),
      toString: () => pattern,
    };
  };
  return Object.assign(make, { code: 'linearPattern' });
}

import { backtrackingLimit } from '@shared/query/regex-cost';
import { parseRegex } from '@shared/query/regex-syntax';
import type { RegexNode } from '@shared/query/regex-syntax';
import { printRegex } from '../query/regex-test';

/** A part of an expression that only fits letters and digits of ASCII that stand side by side: within one word. */
export interface WordRun {
  /** Finds words in the list of folded ones, each on a line: global, without case. */
  readonly find: RegExp;
  /** Whether a word that is as it was written fits; null where case makes no difference. */
  readonly fits: RegExp | null;
}

/** What an expression asks of the words of a text. */
export type WordDemand =
  /** A word for every run. `enough`: a text with such a word matches. */
  | { readonly kind: 'words'; readonly runs: readonly WordRun[]; readonly enough: boolean }
  | { readonly kind: 'either'; readonly parts: readonly WordDemand[] };

/** Most words have a letter or two: looking for these costs more than it saves, unless they are all that is asked for. */
const TELLING_LENGTH = 3;

/** Only expressions that take few steps on a word of 64 letters are run over all words. */
const LEAST_LIMIT = 2_000;

/**
 * What every text that an expression is found in has for words: `user[0-9]+"` asks for a word that ends in `user` and
 * digits. Null when the expression could take long or tells nothing about words.
 *
 * @throws QuerySyntaxError as `parseRegex` does
 */
export function wordDemand(source: string, flags: string): WordDemand | null {
  return demandOf(parseRegex(source, flags, 0), flags.includes('i'));
}

function demandOf(node: RegexNode, anyCase: boolean): WordDemand | null {
  const items = flat(node);
  const [only] = items;
  if (items.length === 1 && only?.kind === 'choice' && !isWordPart(only)) {
    const parts = only.nodes.map((part) => demandOf(part, anyCase));
    return parts.every((part) => part !== null) ? { kind: 'either', parts } : null;
  }
  const runs: WordRun[] = [];
  let run: RegexNode[] = [];
  let starts = false;
  let enough = true;
  const close = (ends: boolean): void => {
    const length = leastLength({ kind: 'sequence', nodes: run }) + (starts ? 1 : 0) + (ends ? 1 : 0);
    const worth = run.length > 0 && (enough || length >= TELLING_LENGTH);
    const made = worth ? wordRun(run, starts, ends, anyCase) : null;
    if (made) runs.push(made);
    else if (run.length > 0) enough = false;
    run = [];
  };
  for (const item of items) {
    if (item.kind === 'assert') enough = false;
    else if (isWordPart(item)) run.push(item);
    else {
      enough = false;
      const separates = isSeparator(item);
      close(separates);
      starts = separates;
    }
  }
  close(false);
  return runs.length > 0 ? { kind: 'words', runs, enough: enough && runs.length === 1 } : null;
}

function wordRun(
  nodes: readonly RegexNode[],
  starts: boolean,
  ends: boolean,
  anyCase: boolean,
): WordRun | null {
  const node: RegexNode = { kind: 'sequence', nodes };
  if (leastLength(node) === 0 || backtrackingLimit(node, false) < LEAST_LIMIT) return null;
  const part = printRegex(node, 'native', false);
  const source = `${starts ? '^' : ''}(?:${part})${ends ? '$' : ''}`;
  return { find: new RegExp(source, 'gimu'), fits: anyCase ? null : new RegExp(source, 'mu') };
}

/** The parts that follow each other, without the groups around them. */
function flat(node: RegexNode): RegexNode[] {
  return node.kind === 'sequence' ? node.nodes.flatMap(flat) : [node];
}

/** Whether all that it fits is ASCII letters, digits and underscores, and what folds to these. */
function isWordPart(node: RegexNode): boolean {
  switch (node.kind) {
    case 'char':
      return isWordCode(node.code);
    case 'set':
      return (
        !node.negated &&
        node.categories.length === 0 &&
        node.ranges.every(([low, high]) => isWordRange(low, high))
      );
    case 'assert':
      return false;
    case 'repeat':
      return isWordPart(node.node);
    case 'sequence':
    case 'choice':
      return node.nodes.every(isWordPart);
  }
}

function isSeparator(node: RegexNode): boolean {
  if (node.kind === 'char') return node.code < 0x80 && !isWordCode(node.code);
  if (node.kind !== 'set' || node.negated || node.categories.length > 0) return false;
  return node.ranges.every(([low, high]) => {
    if (high >= 0x80) return false;
    for (let code = low; code <= high; code++) if (isWordCode(code)) return false;
    return true;
  });
}

function isWordCode(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x5f ||
    (code >= 0x61 && code <= 0x7a)
  );
}

/** The long s and the Kelvin sign are `s` and `k` in the list of words, which `\w` has as well. */
function isWordRange(low: number, high: number): boolean {
  if (low === high && (low === 0x17f || low === 0x212a)) return true;
  if (high >= 0x80) return false;
  for (let code = low; code <= high; code++) if (!isWordCode(code)) return false;
  return true;
}

function leastLength(node: RegexNode): number {
  switch (node.kind) {
    case 'char':
    case 'set':
      return 1;
    case 'assert':
      return 0;
    case 'repeat':
      return node.min * leastLength(node.node);
    case 'sequence':
      return node.nodes.reduce((sum, part) => sum + leastLength(part), 0);
    case 'choice':
      return Math.min(...node.nodes.map(leastLength));
  }
}

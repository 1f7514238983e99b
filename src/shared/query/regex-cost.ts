import type { RegexNode } from './regex-syntax';

/**
 * How often a backtracking engine tries again at worst, from one starting point: `lengthᵈᵉᵍʳᵉᵉ × 2ᶠᵃᶜᵗᵒʳ`. An upper
 * bound: what is ambiguous only in appearance counts too.
 */
interface Retries {
  readonly degree: number;
  readonly factor: number;
}

/** Steps that take about 0.1 s in V8's engine. */
const STEP_BUDGET = 5e7;

/**
 * The longest text, in UTF-16 code units, over which a backtracking engine is certain to end within about 0.1 s: 0 for
 * expressions that take exponential time, as `(a+)+` does; Infinity for those that look at a bounded part of any text.
 */
export function backtrackingLimit(node: RegexNode, multiline: boolean): number {
  const retries = retriesOf(node);
  if (!retries) return 0;
  const degree = retries.degree + (!multiline && startsAtStart(node) ? 0 : 1);
  if (degree === 0) return retries.factor < 25 ? Infinity : 0;
  let factorial = 1;
  for (let i = 2; i <= degree; i++) factorial *= i;
  return Math.floor(((STEP_BUDGET * factorial) / 2 ** retries.factor) ** (1 / degree));
}

/** Null where the number of tries is not bounded by a power of the length. */
function retriesOf(node: RegexNode): Retries | null {
  if (node.kind === 'sequence') {
    let degree = 0;
    let factor = 0;
    for (const part of node.nodes) {
      const retries = retriesOf(part);
      if (!retries) return null;
      degree += retries.degree;
      factor += retries.factor;
    }
    return { degree, factor };
  }
  if (node.kind === 'choice') return retriesOfChoice(node.nodes);
  if (node.kind !== 'repeat') return { degree: 0, factor: 0 };
  const inner = retriesOf(node.node);
  if (!inner) return null;
  const { min, max } = node;
  // Also where it cannot be cut shorter, a counted repetition is gone through from every starting point.
  if (min === max) return { degree: inner.degree * min, factor: inner.factor * min + Math.log2(min + 1) };
  const rigid = inner.degree === 0 && inner.factor === 0;
  if (max === Infinity) return rigid ? { degree: 1, factor: Math.log2(min + 1) } : null;
  return { degree: inner.degree * max, factor: inner.factor * max + Math.log2(max + 1) };
}

function retriesOfChoice(nodes: readonly RegexNode[]): Retries | null {
  let degree = 0;
  let factor = 0;
  const firsts = new Set<string>();
  for (const node of nodes) {
    const retries = retriesOf(node);
    if (!retries) return null;
    degree = Math.max(degree, retries.degree);
    factor = Math.max(factor, retries.factor);
    const first = firstCharacter(node);
    if (first !== null) firsts.add(first.toLowerCase());
  }
  // Where each branch begins with a character of its own, at most one of them can be taken.
  const distinct = firsts.size === nodes.length;
  return { degree, factor: distinct ? factor : factor + Math.log2(nodes.length) };
}

function firstCharacter(node: RegexNode): string | null {
  if (node.kind === 'char') return String.fromCodePoint(node.code);
  if (node.kind === 'sequence' && node.nodes[0]) return firstCharacter(node.nodes[0]);
  if (node.kind === 'repeat' && node.min > 0) return firstCharacter(node.node);
  return null;
}

function startsAtStart(node: RegexNode): boolean {
  if (node.kind === 'assert') return node.what === 'start';
  return node.kind === 'sequence' && node.nodes[0] !== undefined && startsAtStart(node.nodes[0]);
}

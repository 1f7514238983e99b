import type { RegexNode } from './regex-syntax';

/** The most copies that counted repetitions make of one part, and how many parts there are then. */
export function regexExtent(node: RegexNode): [copies: number, size: number] {
  if (node.kind === 'repeat') {
    const times = Math.max(node.max === Infinity ? node.min : node.max, 1);
    const [copies, size] = regexExtent(node.node);
    return [copies * times, size * times + 1];
  }
  if (node.kind !== 'sequence' && node.kind !== 'choice') return [1, 1];
  let copies = 1;
  let size = 1;
  for (const part of node.nodes) {
    const [partCopies, partSize] = regexExtent(part);
    copies = Math.max(copies, partCopies);
    size += partSize;
  }
  return [copies, size];
}

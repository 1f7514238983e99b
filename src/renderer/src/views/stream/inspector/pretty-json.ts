import { isContainer, readJson, sourceOf } from './json-document';

/** A JSON text with each value on a line of its own, its numbers and strings as they were sent; null for what is none. */
export function prettyJson(text: string): string | null {
  const result = readJson(text);
  if (!result.ok) return null;
  const { document: doc } = result;
  const lines: string[] = [];
  const open: number[] = [];
  const close = (upTo: number): void => {
    while (open.length > upTo) {
      const node = open.pop()!;
      lines.push(`${'  '.repeat(doc.depth[node]!)}${doc.kind[node] === 0 ? '}' : ']'}${commaAfter(node)}`);
    }
  };
  const commaAfter = (node: number): string => {
    const parent = doc.parent[node]!;
    return parent >= 0 && doc.position[node]! < doc.children[parent]! - 1 ? ',' : '';
  };
  for (let node = 0; node < doc.count; node++) {
    close(doc.depth[node]!);
    const key =
      doc.keyStart[node] === -1 ? '' : `${doc.source.slice(doc.keyStart[node], doc.keyEnd[node])}: `;
    const start = `${'  '.repeat(doc.depth[node]!)}${key}`;
    if (!isContainer(doc, node)) lines.push(`${start}${sourceOf(doc, node)}${commaAfter(node)}`);
    else if (doc.children[node] === 0)
      lines.push(`${start}${doc.kind[node] === 0 ? '{}' : '[]'}${commaAfter(node)}`);
    else {
      lines.push(`${start}${doc.kind[node] === 0 ? '{' : '['}`);
      open.push(node);
    }
  }
  close(0);
  return lines.join('\n');
}

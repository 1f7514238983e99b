import { childrenOf, keyOf, type JsonDocument } from './json-document';

export type JsonPath = readonly (string | number)[];

/** Keys and indexes from the root to a node; none for a node that the document does not have. */
export function pathOf(doc: JsonDocument, node: number): JsonPath {
  const path: (string | number)[] = [];
  for (let at = node; at > 0 && at < doc.count; at = doc.parent[at]!) path.unshift(keyOf(doc, at)!);
  return path;
}

/** A path as JSONPath (RFC 9535): `$.order.total`, `$.items[3]`, `$["two words"]`. */
export function pathText(path: JsonPath): string {
  return `$${path
    .map((key) => {
      if (typeof key === 'number') return `[${key}]`;
      return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    })
    .join('')}`;
}

/** The node at a path, or null: so that the same value stays chosen from event to event. */
export function nodeAt(doc: JsonDocument, path: JsonPath): number | null {
  let node = 0;
  for (const key of path) {
    let found: number | null = null;
    for (const child of childrenOf(doc, node)) {
      if (keyOf(doc, child) === key) {
        found = child;
        break;
      }
    }
    if (found === null) return null;
    node = found;
  }
  return node;
}

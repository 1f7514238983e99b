import { JSON_TYPES } from '@shared/shape';
import { ANY_KEY, fieldPath, FieldNode } from './field-node';
import { MAX_DEPTH } from './field-tree';
import type { KeptType, LearntType } from './learnt-type';

type Kept = Readonly<Record<string, unknown>>;

/** A type as it stands in shapes.json. */
export function writeType(learnt: LearntType): Record<string, unknown> {
  const { type, looked, notJson, firstSeen, lastSeen, wasJson, tree } = learnt;
  return {
    type,
    looked,
    notJson,
    firstSeen,
    lastSeen,
    ...(wasJson && { wasJson }),
    more: tree.more,
    payload: writeNode(tree.root, null),
  };
}

function writeNode(node: FieldNode, above: FieldNode | null): Record<string, unknown> {
  const types = JSON_TYPES.flatMap((type, i) =>
    node.counts[i]! > 0 ? [[type, node.counts[i]] as const] : [],
  );
  return {
    types: Object.fromEntries(types),
    seen: node.seen,
    times: node.times,
    ...(above && { since: node.since, missing: Math.max(0, above.objectEvents - node.lastIn) }),
    ...(node.gap > 0 && { gap: node.gap }),
    ...(node.changed !== 0 && { changed: JSON_TYPES.filter((_, i) => (node.changed & (1 << i)) !== 0) }),
    ...(node.objects > 0 && { objects: node.objects, objectEvents: node.objectEvents }),
    ...(node.isMap && { isMap: true }),
    // A list: a key may be called __proto__.
    ...(node.fields && {
      fields: [...node.fields].map(([key, field]) => ({ key, ...writeNode(field, node) })),
    }),
    ...(node.items && { items: writeNode(node.items, null) }),
  };
}

/** What `writeType` wrote; null when nothing can be used. */
export function readType(value: unknown): (KeptType & { readonly type: string }) | null {
  if (!isKept(value) || typeof value['type'] !== 'string') return null;
  const root = new FieldNode('', 0);
  if (!readNode(root, value['payload'])) return null;
  return {
    type: value['type'],
    looked: count(value['looked']),
    notJson: count(value['notJson']),
    firstSeen: count(value['firstSeen']),
    lastSeen: count(value['lastSeen']),
    wasJson: value['wasJson'] === true,
    more: count(value['more']),
    root,
  };
}

function readNode(node: FieldNode, value: unknown): boolean {
  if (!isKept(value) || node.depth > MAX_DEPTH) return false;
  const types = isKept(value['types']) ? value['types'] : {};
  JSON_TYPES.forEach((type, i) => {
    node.counts[i] = Object.hasOwn(types, type) ? count(types[type]) : 0;
    if (node.counts[i]! > 0) node.mask |= 1 << i;
  });
  const changed = Array.isArray(value['changed']) ? (value['changed'] as unknown[]) : [];
  JSON_TYPES.forEach((type, i) => {
    if (changed.includes(type)) node.changed |= node.mask & (1 << i);
  });
  node.seen = count(value['seen']);
  node.times = count(value['times']);
  node.objects = count(value['objects']);
  node.objectEvents = count(value['objectEvents']);
  node.gap = count(value['gap']);
  node.isMap = value['isMap'] === true;
  const fields = Array.isArray(value['fields']) ? (value['fields'] as unknown[]) : [];
  for (const each of fields) {
    if (!isKept(each) || typeof each['key'] !== 'string') continue;
    if (node.isMap && each['key'] !== ANY_KEY) continue;
    const field = new FieldNode(fieldPath(node.path, each['key']), node.depth + 1, count(each['since']));
    if (!readNode(field, each)) continue;
    field.lastIn = node.objectEvents - Math.min(node.objectEvents, count(each['missing']));
    node.fields ??= new Map();
    node.fields.set(each['key'], field);
  }
  if (value['items'] !== undefined) {
    const items = new FieldNode(`${node.path}[]`, node.depth + 1);
    if (readNode(items, value['items'])) node.items = items;
  }
  return true;
}

const count = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import { JSON_TYPES, type ShapeField, type TypeShape } from '@shared/shape';
import { FieldTree, type FieldRoom } from './field-tree';
import type { FieldNode } from './field-node';
import { Pace } from './look-budget';

/** What was kept of a type, to go on with. */
export interface KeptType {
  readonly looked: number;
  readonly notJson: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly more: number;
  readonly root: FieldNode;
}

/** One type of a source, as far as it was learnt. */
export class LearntType {
  readonly type: string;
  readonly tree: FieldTree;
  readonly pace = new Pace();
  readonly firstSeen: number;
  lastSeen: number;
  looked: number;
  notJson: number;
  /** Events whose data is longer than is looked into. */
  tooLarge = 0;

  constructor(type: string, at: number, room: FieldRoom, kept: KeptType | null = null) {
    this.type = type;
    this.tree = new FieldTree(room, kept);
    this.firstSeen = kept?.firstSeen ?? at;
    this.lastSeen = kept?.lastSeen ?? at;
    this.looked = kept?.looked ?? 0;
    this.notJson = kept?.notJson ?? 0;
  }

  shape(): TypeShape {
    const fields: ShapeField[] = [];
    for (const { node, above } of this.tree.root.all()) {
      if (node.seen === 0) continue;
      const of = above === null ? node.seen : node === above.items ? node.seen : above.objectEvents;
      fields.push({ path: node.path, types: typesOf(node), seen: node.seen, of });
    }
    return {
      type: this.type,
      looked: this.looked,
      notJson: this.notJson,
      firstSeen: this.firstSeen,
      lastSeen: this.lastSeen,
      fields,
      more: this.tree.more,
      ...(this.tooLarge > 0 && { tooLarge: this.tooLarge }),
    };
  }
}

function typesOf(node: FieldNode): ShapeField['types'] {
  return JSON_TYPES.flatMap((type, index) => {
    const count = node.counts[index]!;
    return count > 0 ? [{ type, count }] : [];
  });
}

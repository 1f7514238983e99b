import { phrase } from '@shared/sentences/phrase';
import { JSON_TYPES, type ShapeField, type TypeShape } from '@shared/shape';
import type { FieldNode } from './field-node';
import { FieldTree, KNOWN_AFTER, type FieldChange, type FieldRoom } from './field-tree';
import { typeWords } from './json-types';
import { Pace } from './look-budget';
import { isEndMark, NOT_JSON } from './payload';

/** What was kept of a type, to go on with. */
export interface KeptType {
  readonly looked: number;
  readonly notJson: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly wasJson: boolean;
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
  /** It was known to be JSON before some of it was not. */
  wasJson: boolean;
  /** Events whose data is longer than is looked into. */
  tooLarge = 0;

  constructor(type: string, at: number, room: FieldRoom, kept: KeptType | null = null) {
    this.type = type;
    this.tree = new FieldTree(room, kept);
    this.firstSeen = kept?.firstSeen ?? at;
    this.lastSeen = kept?.lastSeen ?? at;
    this.looked = kept?.looked ?? 0;
    this.notJson = kept?.notJson ?? 0;
    this.wasJson = kept?.wasJson ?? false;
  }

  /**
   * Learns what an event brings; what of it does not fit what is known.
   *
   * @param payload as `readPayload` read it
   */
  take(payload: unknown, data: string): readonly FieldChange[] {
    this.looked++;
    if (payload !== NOT_JSON) return this.tree.take(payload);
    const isFirst = this.notJson++ === 0;
    if (isEndMark(data)) return [];
    const { root } = this.tree;
    if (isFirst && root.seen > KNOWN_AFTER) this.wasJson = true;
    if (!this.wasJson) return [];
    const sentence = `${phrase('the payload')} was ${typeWords(root.mask)} and is no JSON.`;
    return [{ turn: 'changed-type', path: '', sentence, again: !isFirst, events: 1, gentle: false }];
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

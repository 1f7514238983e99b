import type { AttachedSchemaDraft, ShapeFinding, SourceShapes } from '@shared/shape';
import type { StreamEvent } from '@shared/stream-event';
import { parseDocumentText } from '../../../../src/main/hub/streams/document-text';
import { ShapeWatch } from '../../../../src/main/shapes/shape-watch';

const START = 1_800_000_000_000;

/** A watch with a clock of its own, and what it told. */
export class Watching {
  readonly watch: ShapeWatch;
  readonly told: ShapeFinding[] = [];
  readonly rows: string[] = [];
  changes = 0;
  /** ms since the start. */
  now = 0;
  #seq = 0;

  constructor(kept: readonly { readonly id: string; readonly value: unknown }[] = []) {
    this.watch = new ShapeWatch(
      {
        read: parseDocumentText,
        onFinding: (finding) => this.told.push(finding),
        onViolation: (_event, sentence) => this.rows.push(sentence),
        onChange: () => this.changes++,
        clock: () => this.now,
      },
      kept,
    );
  }

  event(type: string, data: unknown, parts: Partial<StreamEvent> = {}): StreamEvent {
    return {
      seq: ++this.#seq,
      kind: 'event',
      sourceId: 'orders',
      transport: 'sse',
      receivedAt: START + this.now,
      type,
      id: null,
      lastEventId: '',
      channel: '',
      data: typeof data === 'string' ? data : JSON.stringify(data),
      raw: new Uint8Array(),
      level: null,
      gap: null,
      ...parts,
    };
  }

  take(...batch: readonly StreamEvent[]): void {
    this.watch.take(batch);
    this.watch.flush();
  }

  /** Events one after the other, half a second apart: a slow stream. */
  slowly(type: string, ...payloads: readonly unknown[]): void {
    for (const payload of payloads) {
      this.now += 500;
      this.take(this.event(type, payload));
    }
  }

  /** The same often enough to be known. */
  learn(type: string, payload: unknown, times = 100): void {
    this.slowly(type, ...Array.from({ length: times }, () => payload));
  }

  attach(schema: unknown, parts: Partial<AttachedSchemaDraft> = {}): void {
    const text = typeof schema === 'string' ? schema : JSON.stringify(schema);
    this.watch.attach({ sourceId: 'orders', type: '', name: 'order.schema.json', text, ...parts });
  }

  get shapes(): SourceShapes {
    return this.watch.of('orders');
  }

  get sentences(): string[] {
    return this.shapes.findings.map(({ type, sentence }) => `${type}: ${sentence}`);
  }

  fields(type: string): Record<string, string> {
    const shape = this.shapes.types.find((each) => each.type === type)!;
    return Object.fromEntries(
      shape.fields.map(({ path, types, seen, of }) => [
        path,
        `${types.map((each) => each.type).join('|')} ${seen}/${of}`,
      ]),
    );
  }
}

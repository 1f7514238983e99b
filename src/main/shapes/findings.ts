import { createHash } from 'node:crypto';
import { MAX_FINDINGS, type ShapeFinding, type ShapeTurn } from '@shared/shape';

/** What was accepted that is remembered. */
const MAX_ACCEPTED = 500;
/** As the contract bounds them: `shapes.accept`, `shapes.forget`. */
const MAX_ID = 2_400;
const MAX_TYPE_NAME = 1_024;
/** A finding is told again after so long, ms. */
const TOLD_AGAIN_MS = 60_000;

/** One event that did not fit. */
export interface Misfit {
  readonly turn: ShapeTurn;
  readonly type: string;
  /** As it is shown. */
  readonly path: string;
  /** What tells it from others: the path without positions in arrays. */
  readonly place: string;
  readonly sentence: string;
  readonly seq: number;
  readonly at: number;
  readonly gentle: boolean;
  /** Events that did it, up to this one. */
  readonly events: number;
}

export interface Recorded {
  readonly finding: ShapeFinding;
  /** It is new, or was last told a minute ago. */
  readonly isDue: boolean;
}

/** What did not fit in one source: each thing once, counted; bounded, the oldest goes. */
export class Findings {
  readonly #sourceId: string;
  /** In the order of their last event. */
  readonly #byId = new Map<string, ShapeFinding>();
  readonly #accepted: Set<string>;
  readonly #toldAt = new Map<string, number>();
  #dropped = 0;

  constructor(sourceId: string, kept: readonly ShapeFinding[], accepted: readonly string[]) {
    this.#sourceId = sourceId;
    for (const finding of kept) this.#byId.set(finding.id, finding);
    this.#accepted = new Set(accepted.slice(-MAX_ACCEPTED));
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Those that went to make room. */
  get dropped(): number {
    return this.#dropped;
  }

  get accepted(): readonly string[] {
    return [...this.#accepted];
  }

  newestFirst(): ShapeFinding[] {
    return [...this.#byId.values()].reverse();
  }

  /** Null when a person said that it is right so. */
  record(misfit: Misfit): Recorded | null {
    const { turn, type, place, path, sentence, seq, at, gentle, events } = misfit;
    const id = findingId(turn, type, place);
    if (this.#accepted.has(id)) return null;
    const known = this.#byId.get(id);
    const finding: ShapeFinding = {
      id,
      sourceId: this.#sourceId,
      turn,
      type,
      path,
      sentence,
      seq,
      firstAt: known?.firstAt ?? at,
      lastAt: at,
      count: (known?.count ?? 0) + events,
      ...(gentle && { gentle }),
    };
    this.#byId.delete(id);
    this.#byId.set(id, finding);
    if (this.#byId.size > MAX_FINDINGS) {
      const [oldest] = this.#byId.keys();
      this.#drop(oldest!);
      this.#dropped++;
    }
    const toldAt = this.#toldAt.get(id);
    const isDue = toldAt === undefined || at - toldAt >= TOLD_AGAIN_MS || at < toldAt;
    if (isDue) this.#toldAt.set(id, at);
    return { finding, isDue };
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** How to take it back; null when there is none of this id. @param id null for all */
  accept(id: string | null): (() => void) | null {
    const findings = [...this.#byId.values()].filter((finding) => id === null || finding.id === id);
    if (findings.length === 0) return null;
    const putBack = this.#takeOut(findings);
    const forget = findings.map((finding) => this.expect(finding.id));
    return () => {
      for (const forgetIt of forget) forgetIt();
      putBack();
    };
  }

  /** From now on this is no finding. Answers how to take that back. */
  expect(id: string): () => void {
    if (this.#accepted.has(id)) return () => undefined;
    this.#accepted.add(id);
    if (this.#accepted.size > MAX_ACCEPTED) {
      const [oldest] = this.#accepted;
      this.#accepted.delete(oldest!);
    }
    return () => void this.#accepted.delete(id);
  }

  /** Takes away what fits; what was accepted of it counts as new again. Answers how to take that back. */
  remove(fits: (finding: { readonly turn: ShapeTurn; readonly type: string }) => boolean): () => void {
    const putBack = this.#takeOut([...this.#byId.values()].filter(fits));
    const accepted = [...this.#accepted].filter((id) => {
      const [turn, type] = JSON.parse(id) as [ShapeTurn, string];
      return fits({ turn, type });
    });
    for (const id of accepted) this.#accepted.delete(id);
    return () => {
      for (const id of accepted) {
        this.#drop(id);
        this.expect(id);
      }
      putBack();
    };
  }

  /** Answers how to put these back at their places, with what came of the same meanwhile. */
  #takeOut(findings: readonly ShapeFinding[]): () => void {
    const taken = findings.map((finding) => ({ finding, toldAt: this.#toldAt.get(finding.id) }));
    for (const { id } of findings) this.#drop(id);
    return () => {
      for (const { finding, toldAt } of taken) {
        const since = this.#byId.get(finding.id);
        this.#byId.set(
          finding.id,
          since ? { ...since, firstAt: finding.firstAt, count: finding.count + since.count } : finding,
        );
        if (toldAt !== undefined && !this.#toldAt.has(finding.id)) this.#toldAt.set(finding.id, toldAt);
      }
      const inOrder = [...this.#byId.values()].sort((a, b) => a.lastAt - b.lastAt);
      this.#byId.clear();
      for (const finding of inOrder) this.#byId.set(finding.id, finding);
      for (const { id } of inOrder.slice(0, -MAX_FINDINGS)) {
        this.#drop(id);
        this.#dropped++;
      }
    };
  }

  #drop(id: string): void {
    this.#byId.delete(id);
    this.#toldAt.delete(id);
  }
}

/** The same for the same thing, over restarts; at most `MAX_ID` long. @param type of at most `MAX_TYPE_NAME` */
export function findingId(turn: ShapeTurn, type: string, place: string): string {
  const id = JSON.stringify([turn, type, place]);
  if (id.length <= MAX_ID) return id;
  return JSON.stringify([turn, type, createHash('sha256').update(place).digest('hex')]);
}

/** Whether an id can be made of a type's name: control characters take six places each. */
export const isNameable = (type: string): boolean =>
  type.length <= MAX_TYPE_NAME && JSON.stringify(type).length <= 2 * MAX_TYPE_NAME;

/** Whether a text is the id of a finding. */
export function isFindingId(text: unknown): text is string {
  if (typeof text !== 'string' || text.length > MAX_ID) return false;
  try {
    const parts: unknown = JSON.parse(text);
    return Array.isArray(parts) && parts.length === 3 && parts.every((part) => typeof part === 'string');
  } catch {
    return false;
  }
}

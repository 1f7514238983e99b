import type { EventRow } from '@shared/stream-event';
import { EventFace } from './event-face';
import type { Face } from './face';
import { FindingFace } from './finding-face';
import { GapFace } from './gap-face';
import type { Line, RowLook } from './line';
import { make, patchAttribute, patchClass } from './patch';
import { QuietFace } from './quiet-face';

const FACES = { event: EventFace, gap: GapFace, finding: FindingFace, quiet: QuietFace } as const;
type FaceName = keyof typeof FACES;

/** The id of the row at a position, for `aria-activedescendant`. */
export const rowId = (position: number): string => `ev-${position}`;

/** One row of the table: it shows any event, one after the other. */
export class RowElement {
  readonly element = make('div', { name: 'tb-row', role: 'row' });
  readonly #faces: Partial<Record<FaceName, Face>> = {};
  #waits: HTMLElement | null = null;
  #line: Line | null = null;
  #look: RowLook | null = null;
  #top = NaN;
  #plain = false;

  get position(): number | null {
    return this.#line?.position ?? null;
  }

  /** Rows with the same kin differ in little more than their texts. */
  get kin(): string {
    return this.#line ? kinOf(this.#line) : '';
  }

  /** Whether `show` of this line would write a cell anew. */
  differs(line: Line, look: RowLook): boolean {
    return !this.#line || this.#look !== look || !looksSame(this.#line, line);
  }

  /** @param inColour whether there is time for the colours of the data */
  show(line: Line, look: RowLook, inColour: boolean): void {
    const before = this.#line;
    if (before?.position !== line.position) {
      this.element.id = rowId(line.position);
      this.element.dataset['position'] = String(line.position);
    }
    patchAttribute(this.element, 'aria-rowindex', String(line.rowIndex));
    patchAttribute(this.element, 'aria-selected', String(line.selected));
    patchClass(this.element, line.chosen ? 'tb-row is-chosen' : 'tb-row');
    if (line.top !== this.#top) {
      this.#top = line.top;
      this.element.style.top = `${line.top}px`;
    }
    const isSame = !this.differs(line, look) && (!this.#plain || !inColour);
    this.#line = line;
    this.#look = look;
    if (isSame) return;
    this.#plain = !inColour && line.row !== undefined;
    this.#put(this.#faceOf(line, look, inColour));
  }

  #faceOf(line: Line, look: RowLook, inColour: boolean): HTMLElement {
    if (!line.row) return this.#waiting(line.position, look.words.loading);
    const name = nameOf(line.row);
    const face = (this.#faces[name] ??= new FACES[name]());
    face.show(line.row, line, look, inColour);
    return face.element;
  }

  /** Writes anew how long ago the row came, and nothing else. */
  showAge(): void {
    const { row } = this.#line ?? {};
    if (row) this.#faces[nameOf(row)]?.showAge?.(row, this.#line!, this.#look!);
  }

  /** When the row came, epoch ms; null while nobody knows. */
  get receivedAt(): number | null {
    const { row } = this.#line ?? {};
    return row && row.kind !== 'missing' ? row.receivedAt : null;
  }

  #waiting(position: number, label: string): HTMLElement {
    this.#waits ??= make('div', { name: 'ev ev-wait', role: 'gridcell' });
    patchAttribute(this.#waits, 'aria-label', label);
    this.#waits.style.setProperty('--wait', waitWidth(position));
    return this.#waits;
  }

  #put(face: HTMLElement): void {
    const current = this.element.firstChild;
    if (current === face) return;
    if (current) current.replaceWith(face);
    else this.element.append(face);
  }
}

/** What a row looks like beside its texts. */
export const kinOf = ({ row, hue, sourceHue }: Line): string =>
  row ? `${row.kind} ${hue} ${sourceHue} ${row.level} ${row.gap === null}` : '';

function looksSame(before: Line, line: Line): boolean {
  if (!line.row) return !before.row && before.position === line.position;
  return (
    before.row === line.row &&
    before.previousAt === line.previousAt &&
    before.current === line.current &&
    before.source === line.source &&
    before.sourceHue === line.sourceHue &&
    before.hue === line.hue
  );
}

function nameOf({ gap, kind }: EventRow): FaceName {
  if (gap) return 'gap';
  if (kind === 'finding') return 'finding';
  return kind === 'state' || kind === 'missing' ? 'quiet' : 'event';
}

/** Lines that wait are of different length, so that they do not look like a fence. */
const waitWidth = (position: number): string => `${30 + ((Math.imul(position, 0x9e3779b1) >>> 8) % 45)}%`;

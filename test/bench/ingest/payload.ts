/** Events of three sizes, many to a chunk that is written as it is: making them must not be what is measured. */

export interface Payload {
  readonly name: string;
  readonly title: string;
  /** Bytes of one event, with its blank line. */
  readonly eventBytes: number;
}

export const EVENT_TYPE = 'tick';
const ID_DIGITS = 12;
/** Of the first event: no zero in front, as in ids that count. */
export const FIRST_ID = 10 ** (ID_DIGITS - 1);
const HEAD = `id: ${'0'.repeat(ID_DIGITS)}\nevent: ${EVENT_TYPE}\ndata: `;
const ID_OFFSET = 'id: '.length;

/** About as much as one read of a socket brings. */
const CHUNK_BYTES = 64 * 1024;

const FRAMES: Readonly<Record<string, string>> = {
  small: `${HEAD}${fill('{"price":101.25,"text":"', 100 - HEAD.length - 4)}"}\n\n`,
  json: `${HEAD}${record(1_024 - HEAD.length - 2)}\n\n`,
  'multi-line': multiLine(10 * 1_024),
};

export const PAYLOADS: readonly Payload[] = [
  { name: 'small', title: '100 B', eventBytes: FRAMES['small']!.length },
  { name: 'json', title: '1 KB JSON', eventBytes: FRAMES['json']!.length },
  { name: 'multi-line', title: '10 KB, 100 lines', eventBytes: FRAMES['multi-line']!.length },
];

/** Whole events behind one another, as one chunk of `Transfer-Encoding: chunked`, whose ids can be set anew. */
export class EventChunk {
  readonly bytes: Buffer;
  readonly events: number;
  readonly #eventBytes: number;
  readonly #start: number;

  constructor(payload: string) {
    const frame = FRAMES[payload]!;
    this.events = Math.max(1, Math.floor(CHUNK_BYTES / frame.length));
    this.#eventBytes = frame.length;
    const body = frame.repeat(this.events);
    const head = `${body.length.toString(16)}\r\n`;
    this.#start = head.length + ID_OFFSET;
    this.bytes = Buffer.from(`${head}${body}\r\n`, 'latin1');
  }

  /** Numbers the events from `first` on. */
  number(first: number): void {
    for (let i = 0; i < this.events; i++) {
      let rest = first + i;
      const end = this.#start + i * this.#eventBytes + ID_DIGITS;
      // The digits in front of the last non-zero one change rarely, but have to be right.
      for (let at = end - 1; at >= end - ID_DIGITS; at--) {
        const tens = Math.floor(rest / 10);
        this.bytes[at] = 0x30 + rest - tens * 10;
        rest = tens;
      }
    }
  }
}

function fill(text: string, bytes: number): string {
  return text.padEnd(bytes, 'event stream ');
}

/** JSON as an interface of a shop or a bank sends it. */
function record(bytes: number): string {
  const value = {
    order: 4_711,
    customer: { name: 'Ada Byron', city: 'London', since: '2019-04-01T08:30:00Z' },
    lines: Array.from({ length: 6 }, (_, i) => ({
      article: `A-${1_000 + i}`,
      count: i + 1,
      price: 12.5 * i,
    })),
    paid: true,
    note: '',
  };
  const room = bytes - JSON.stringify(value).length;
  return JSON.stringify({ ...value, note: fill('', room) });
}

function multiLine(bytes: number): string {
  const line = `${fill('', 96)}\n`;
  let frame = HEAD + line;
  while (frame.length + 'data: '.length + line.length < bytes) frame += `data: ${line}`;
  return `${frame}\n`;
}

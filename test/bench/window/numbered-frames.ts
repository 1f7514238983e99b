import { Random } from '../queries/random';
import { WORDS } from '../queries/vocabulary';

const TYPES = ['price', 'order.created', 'order.paid', 'log', 'notification'] as const;
const LEVELS = ['debug', 'info', 'info', 'info', 'warn', 'error'] as const;
/** Different frames that come in turn: enough that an index of their words has something to do. */
const VARIETY = 4_096;
/** Every number has as many digits, so that frames keep their length. */
const DIGITS = 12;
const FIRST = 10 ** (DIGITS - 1);
const SEED = 20_261_121;

/** The number of the first event as it stands in its frame; the next one's is one more. */
export const FIRST_NUMBER = FIRST + 1;

/** Finds the number of an event in its data as the table shows it, where it comes first. */
export const SHOWN_NUMBER = /\d{12}/u;

interface Template {
  readonly bytes: Buffer;
  /** Where the number stands in the id and in the data. */
  readonly offsets: readonly [number, number];
}

/** Frames of an event stream: JSON of one size, of thousands of different texts, each with its number in id and data. */
export class NumberedFrames {
  readonly frameBytes: number;
  readonly #templates: readonly Template[];
  #next = FIRST_NUMBER;

  /** @param frameBytes of a frame with its blank line, from 100 on */
  constructor(frameBytes: number) {
    const random = new Random(SEED);
    this.frameBytes = frameBytes;
    this.#templates = Array.from({ length: VARIETY }, () => template(random, frameBytes));
  }

  /** The number that the next event gets. */
  get next(): number {
    return this.#next;
  }

  /** The next `count` frames behind one another. */
  take(count: number): Buffer {
    const size = this.frameBytes;
    const chunk = Buffer.allocUnsafe(count * size);
    for (let i = 0; i < count; i++) {
      const number = this.#next++;
      const { bytes, offsets } = this.#templates[number % VARIETY]!;
      const at = i * size;
      bytes.copy(chunk, at);
      for (const offset of offsets) writeNumber(chunk, at + offset, number);
    }
    return chunk;
  }
}

function template(random: Random, frameBytes: number): Template {
  const type = frameBytes < 200 ? 'price' : random.pick(TYPES);
  const head = `id: ${FIRST}\nevent: ${type}\ndata: `;
  const start = frameBytes < 200 ? `{"n":${FIRST},"text":"` : `${detailed(random)},"text":"`;
  const room = frameBytes - head.length - start.length - '"}\n\n'.length;
  const frame = `${head}${start}${words(random, room)}"}\n\n`;
  if (frame.length !== frameBytes) throw new Error(`A frame of ${frameBytes} bytes cannot be made.`);
  return { bytes: Buffer.from(frame, 'latin1'), offsets: ['id: '.length, head.length + '{"n":'.length] };
}

function detailed(random: Random): string {
  const fields = {
    n: FIRST,
    level: random.pick(LEVELS),
    orderId: `ord_${random.hex(8)}`,
    amount: random.below(100_000) / 100,
  };
  return JSON.stringify(fields).slice(0, -1);
}

function words(random: Random, length: number): string {
  let text = '';
  while (text.length < length) text += `${random.pickFrequentFirst(WORDS)} `;
  return text.slice(0, length);
}

function writeNumber(bytes: Buffer, end: number, number: number): void {
  let rest = number;
  for (let at = end + DIGITS - 1; at >= end; at--) {
    const tens = Math.floor(rest / 10);
    bytes[at] = 0x30 + rest - tens * 10;
    rest = tens;
  }
}

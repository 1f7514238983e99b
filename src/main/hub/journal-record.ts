import type { Priority } from '@shared/notification';

/** An event as the journal keeps it: all that is needed to encode it again. */
export interface JournalRecord {
  /** Its number on the wire: `epoch.seq`. Grows from record to record, within and over epochs. */
  readonly seq: number;
  /** The publisher's own id; absent when the hub gave it. */
  readonly id?: string;
  readonly channel: string;
  /** Epoch ms. */
  readonly at: number;
  readonly event: string;
  readonly data: string;
  /** ms. */
  readonly retry?: number;
  readonly priority?: Priority;
  readonly key?: string;
  readonly to?: { readonly userIds?: readonly string[]; readonly subscriptions?: readonly string[] };
}

/** What a line of a journal file says. */
export type JournalLine =
  /** The first line of every segment. */
  | { readonly kind: 'opened'; readonly version: number }
  | { readonly kind: 'record'; readonly record: JournalRecord }
  /** The last line of a journal that was closed properly: `next` is the number that the next event gets. */
  | { readonly kind: 'closed'; readonly next: number };

export const JOURNAL_VERSION = 1;

/**
 * A line is a line end, the CRC-32 of the JSON in eight hexadecimal digits, a space, the JSON, and a line end.
 *
 * Text rather than a binary format, since JSON never holds a raw line end: after any damage reading goes on at the next
 * line, where a damaged length field would lose everything behind it. The line end on both sides keeps a damaged one
 * from joining two records into one bad line. And a person can read it: `cut -c10- <file> | jq`.
 */
export function encodeLine(line: JournalLine): Buffer {
  const json = Buffer.from(JSON.stringify(bodyOf(line)), 'utf8');
  const bytes = Buffer.allocUnsafe(json.length + 11);
  bytes[0] = LF;
  bytes.write(crc32(json).toString(16).padStart(8, '0'), 1, 'latin1');
  bytes[9] = SPACE;
  json.copy(bytes, 10);
  bytes[bytes.length - 1] = LF;
  return bytes;
}

/** Reads a line without its line ends; undefined when it is damaged or torn. */
export function decodeLine(line: Buffer): JournalLine | undefined {
  if (line.length < 11 || line[8] !== SPACE) return undefined;
  const json = line.subarray(9);
  if (line.toString('latin1', 0, 8) !== crc32(json).toString(16).padStart(8, '0')) return undefined;
  try {
    return read(JSON.parse(json.toString('utf8')) as unknown);
  } catch {
    return undefined;
  }
}

const LF = 0x0a;
const SPACE = 0x20;

function bodyOf(line: JournalLine): object {
  if (line.kind === 'record') return line.record;
  return line.kind === 'opened' ? { journal: line.version } : { end: line.next };
}

function read(value: unknown): JournalLine | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const body = value as Record<string, unknown>;
  if (isCount(body['journal'])) return { kind: 'opened', version: body['journal'] };
  if (isCount(body['end'])) return { kind: 'closed', next: body['end'] };
  const whole =
    isCount(body['seq']) &&
    typeof body['at'] === 'number' &&
    ['channel', 'event', 'data'].every((name) => typeof body[name] === 'string');
  return whole ? { kind: 'record', record: value as JournalRecord } : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 of IEEE 802.3, as `zlib.crc32` has it in later versions of Node. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

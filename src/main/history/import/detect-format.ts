import { beginsWithCurlNotes } from './curl-notes';
import type { ImportFormat } from './import-report';

/**
 * What the first bytes of a file say. `curl-i`: the head of an HTTP answer, `curl-v`: what curl says on its way; what stands
 * behind them is to be looked at in turn.
 */
export type Detected = ImportFormat | 'curl-i' | 'curl-v' | 'compressed' | 'empty' | null;

const TAIL_KINDS = new Set([
  'event',
  'comment',
  'gap',
  'state',
  'open',
  'retry',
  'closed',
  'ladder',
  'audit',
]);
const STREAM_FIELD = /^(?:data|event|id|retry)(?::|$)/u;
/** Lines that are looked at for the sign of an event stream. */
const LOOKED_AT = 200;

/**
 * The format of a file by its first bytes, at least 64 KiB of them where it is that long; a byte order mark is passed over.
 * Null when it is none that can be read.
 */
export function detectFormat(start: Buffer): Detected {
  if (isCompressed(start)) return 'compressed';
  const text = start.toString('utf8').replace(/^\ufeff/u, '');
  const lead = text.trimStart();
  if (lead === '') return 'empty';
  if (/^HTTP\/[0-9.]{1,3} [0-9]{3}/u.test(lead)) return 'curl-i';
  if (beginsWithCurlNotes(text)) return 'curl-v';
  if (lead.startsWith('{')) return jsonFormat(lead);
  return streamOrNull(text);
}

function isCompressed(start: Buffer): boolean {
  const magic = start.subarray(0, 4).toString('hex');
  return magic.startsWith('1f8b') || magic === '28b52ffd' || magic === '504b0304';
}

function jsonFormat(text: string): ImportFormat | null {
  const end = text.search(/[\r\n]/u);
  const first = end === -1 ? text : text.slice(0, end);
  const value = objectOf(first);
  if (value?.streamgauge === 'events') return 'events';
  if (value?.streamgauge === 'recording') return 'recording';
  if (/^\{\s*"log"\s*:\s*\{\s*"(?:version|creator|browser|pages|entries|comment|_)/u.test(text)) return 'har';
  if (value && isTailLine(value)) return 'tail';
  // A first line that does not end yet may well be one: it is longer than what was looked at.
  return value || (end === -1 && /^\{\s*"/u.test(text)) ? 'json-lines' : null;
}

/** `kind` is an everyday name: an event of ours has its time too. */
function isTailLine({ kind, receivedAt }: Readonly<Record<string, unknown>>): boolean {
  return TAIL_KINDS.has(String(kind)) && (kind !== 'event' || typeof receivedAt === 'number');
}

function streamOrNull(text: string): 'event-stream' | null {
  const lines = text.split(/\r\n|\r|\n/u, LOOKED_AT);
  const first = lines.find((line) => line !== '');
  if (first === undefined) return null;
  return first.startsWith(':') || lines.some((line) => STREAM_FIELD.test(line)) ? 'event-stream' : null;
}

function objectOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

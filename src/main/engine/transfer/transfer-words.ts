import { basename } from 'node:path';
import type { ExportPreview } from '@shared/history';
import { cutText } from '@shared/text';
import type { ExportResult } from '../../history/export/export-events';
import type { RedactionSample } from '../../history/export/preview-redaction';
import type { ImportProblemCode, ImportReport } from '../../history/import/import-report';

const thousands = new Intl.NumberFormat('en');
/** Problems of one kind that are told one by one. */
const NAMED_OF_A_KIND = 3;
const MAX_FILE_NAME = 120;
const MAX_SENTENCE = 400;

/** `1 event`, `18,003 events`. */
function plural(count: number, one: string): string {
  return `${thousands.format(count)} ${one}${count === 1 ? '' : 's'}`;
}

function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 999_950_000 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** Name of a file without what would break a line or turn its direction. */
export function fileName(path: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this takes out
  const controls = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/gu;
  const name = basename(path).replace(controls, ' ').trim();
  return name.length <= MAX_FILE_NAME ? name : `${cutText(name, MAX_FILE_NAME - 1)}…`;
}

/** What became of an export. */
export function exportDone(file: string, { events, bytes, redacted, leftOut }: ExportResult): string {
  const written = events - leftOut;
  const parts = [`Wrote ${plural(written, 'event')} to ${file} (${size(bytes)})`];
  if (redacted > 0) parts.push(`took out ${plural(redacted, 'secret')}`);
  const sentence = `${parts.join(' and ')}.`;
  if (leftOut === 0) return sentence;
  return `${sentence} ${plural(leftOut, 'comment or state row')} had no place in the format.`;
}

/** What became of an import that has made a capture. */
export function importDone(
  file: string,
  report: ImportReport,
  sources: number,
  madeRoom: string | null,
): string {
  const of = sources > 1 ? ` of ${plural(sources, 'source')}` : '';
  const room = madeRoom === null ? '' : ` ${madeRoom}`;
  return `Read ${plural(report.events, 'event')}${of} from ${file}.${passedOver(report)}${room}`;
}

/** What a history that was full let go of meanwhile, in a whole sentence; null when it had room. */
export function roomMade(letGo: number): string | null {
  if (letGo <= 0) return null;
  return `To stay within its limits the history let go of ${plural(letGo, 'event')} meanwhile, the oldest first. Raise the limits in Settings, History, to keep more.`;
}

export function importCancelled(file: string, report: ImportReport): string {
  return `The import of ${file} was cancelled: the ${plural(report.events, 'event')} read until then ${
    report.events === 1 ? 'is' : 'are'
  } kept.`;
}

function passedOver(report: ImportReport): string {
  const count = problemCount(report);
  return count === 0
    ? ''
    : ` ${plural(count, 'thing')} in it could not be read as ${count === 1 ? 'it stands' : 'they stand'}.`;
}

function problemCount({ problemCounts }: ImportReport): number {
  return Object.values(problemCounts).reduce((sum, count) => sum + count, 0);
}

const MORE: Readonly<Record<ImportProblemCode, (count: string) => string>> = {
  'not-an-event': (count) => `${count} more lines or messages are no events and were passed over.`,
  'too-long': (count) => `${count} more events are longer than Streamgauge takes and were passed over.`,
  'invalid-utf8': (count) => `${count} more lines hold bytes that are no UTF-8: they became U+FFFD.`,
  'incomplete-event': (count) => `${count} more events have no end and were passed over.`,
  truncated: (count) => `${count} more parts are cut or damaged and were passed over.`,
  'other-content': (count) => `${count} more bodies could not be read and were passed over.`,
  'curl-meter': (count) => `The progress meter of curl stands in ${count} more places.`,
  'no-address': (count) =>
    `${count} more entries have no address in time: their events have no channel of their own.`,
};

/** What a capture says about its reading, in whole sentences: what was passed over, by kind. */
export function captureProblems(report: ImportReport, end: string | null = null): string[] {
  const sentences: string[] = [];
  for (const [code, count] of Object.entries(report.problemCounts) as [ImportProblemCode, number][]) {
    const named = report.problems.filter((problem) => problem.code === code).slice(0, NAMED_OF_A_KIND);
    sentences.push(...named.map(({ message }) => cutText(message, MAX_SENTENCE)));
    if (count > named.length) sentences.push(MORE[code](thousands.format(count - named.length)));
  }
  if (end !== null) sentences.push(cutText(end, MAX_SENTENCE));
  return sentences;
}

const PARTS: Readonly<Record<RedactionSample['part'], string>> = {
  data: 'data',
  id: 'id',
  lastEventId: 'last event id',
  channel: 'channel',
  type: 'type',
  raw: 'frame',
  gap: 'gap',
};
const REASONS: Readonly<Record<RedactionSample['reason'], string>> = {
  field: 'field named like a secret',
  address: 'secret in an address',
  header: 'authorization or cookie',
  jwt: 'JSON Web Token',
  key: 'key of a well-known kind',
  'private-key': 'private key',
};

export function sampleOf({ seq, part, reason, excerpt }: RedactionSample): ExportPreview['samples'][number] {
  return { seq, part: PARTS[part], reason: REASONS[reason], excerpt };
}

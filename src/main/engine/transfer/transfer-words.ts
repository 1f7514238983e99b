import { basename } from 'node:path';
import type { ExportPreview } from '@shared/history';
import { phrase } from '@shared/sentences/phrase';
import { cutText } from '@shared/text';
import type { ExportResult } from '../../history/export/export-events';
import type { RedactionSample } from '../../history/export/preview-redaction';
import type { ImportProblemCode, ImportReport } from '../../history/import/import-report';

const thousands = new Intl.NumberFormat('en');
/** Problems of one kind that are told one by one. */
const NAMED_OF_A_KIND = 3;
const MAX_FILE_NAME = 120;
const MAX_SENTENCE = 400;

const whole = (count: number): string => thousands.format(count);

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
  const sentence = wrote(written, redacted, file, size(bytes));
  if (leftOut === 0) return sentence;
  const rest =
    leftOut === 1
      ? '1 comment or state row had no place in the format.'
      : `${whole(leftOut)} comment or state rows had no place in the format.`;
  return [sentence, rest].join(' ');
}

function wrote(events: number, secrets: number, file: string, sized: string): string {
  const n = whole(events);
  if (secrets === 0) {
    return events === 1 ? `Wrote 1 event to ${file} (${sized}).` : `Wrote ${n} events to ${file} (${sized}).`;
  }
  if (secrets === 1) {
    return events === 1
      ? `Wrote 1 event to ${file} (${sized}) and took out 1 secret.`
      : `Wrote ${n} events to ${file} (${sized}) and took out 1 secret.`;
  }
  const out = whole(secrets);
  return events === 1
    ? `Wrote 1 event to ${file} (${sized}) and took out ${out} secrets.`
    : `Wrote ${n} events to ${file} (${sized}) and took out ${out} secrets.`;
}

/** What became of an import that has made a capture. */
export function importDone(
  file: string,
  report: ImportReport,
  sources: number,
  madeRoom: string | null,
): string {
  return [read(report.events, sources, file), passedOver(report), madeRoom]
    .filter((sentence) => sentence !== null)
    .join(' ');
}

function read(events: number, sources: number, file: string): string {
  const n = whole(events);
  if (sources <= 1) return events === 1 ? `Read 1 event from ${file}.` : `Read ${n} events from ${file}.`;
  return events === 1
    ? `Read 1 event of ${whole(sources)} sources from ${file}.`
    : `Read ${n} events of ${whole(sources)} sources from ${file}.`;
}

/** What a history that was full let go of meanwhile, in a whole sentence; null when it had room. */
export function roomMade(letGo: number): string | null {
  if (letGo <= 0) return null;
  return letGo === 1
    ? 'To stay within its limits the history let go of 1 event meanwhile, the oldest first. Raise the limits in Settings, History, to keep more.'
    : `To stay within its limits the history let go of ${whole(letGo)} events meanwhile, the oldest first. Raise the limits in Settings, History, to keep more.`;
}

export function importCancelled(file: string, report: ImportReport): string {
  return report.events === 1
    ? `The import of ${file} was cancelled: the 1 event read until then is kept.`
    : `The import of ${file} was cancelled: the ${whole(report.events)} events read until then are kept.`;
}

function passedOver(report: ImportReport): string | null {
  const count = problemCount(report);
  if (count === 0) return null;
  return count === 1
    ? '1 thing in it could not be read as it stands.'
    : `${whole(count)} things in it could not be read as they stand.`;
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
    if (count > named.length) sentences.push(MORE[code](whole(count - named.length)));
  }
  if (end !== null) sentences.push(cutText(end, MAX_SENTENCE));
  return sentences;
}

const REASONS: Readonly<Record<RedactionSample['reason'], string>> = {
  field: phrase('field named like a secret'),
  address: phrase('secret in an address'),
  header: phrase('authorization or cookie'),
  jwt: 'JSON Web Token',
  key: phrase('key of a well-known kind'),
  'private-key': phrase('private key'),
};

export function sampleOf({ seq, part, reason, excerpt }: RedactionSample): ExportPreview['samples'][number] {
  return { seq, part, reason: REASONS[reason], excerpt };
}

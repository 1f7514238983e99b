import { FileBraces, FileSpreadsheet, Globe, Waves } from '@lucide/vue';
import type { Component } from 'vue';
import type { ExportFormat, ExportPreview } from '@shared/history';
import { plural, whole } from '../../ui/format';

export interface FormatCard {
  readonly value: ExportFormat;
  readonly label: string;
  /** What it is good for, in a line. */
  readonly line: string;
  readonly icon: Component;
}

export const FORMAT_CARDS: readonly FormatCard[] = [
  {
    value: 'ndjson',
    label: 'NDJSON',
    line: 'One event a line, all of it. Streamgauge opens it again as it was.',
    icon: FileBraces,
  },
  {
    value: 'csv',
    label: 'CSV',
    line: 'A table for spreadsheets. Formulas in it become text.',
    icon: FileSpreadsheet,
  },
  {
    value: 'raw',
    label: 'Event stream',
    line: 'The frames as they were received, for curl and parsers.',
    icon: Waves,
  },
  {
    value: 'har',
    label: 'HAR',
    line: "For browsers' developer tools. Comments and states have no place in it.",
    icon: Globe,
  },
];

/** What an export would take out, or leave in, as a sentence. */
export function redactionSentence(
  { events, looked, redactions, affected }: ExportPreview,
  redact: boolean,
): string {
  const where = looked < events ? ` in the first ${whole(looked)} events` : '';
  if (redactions === 0) return `Nothing that looks like a secret was found${where}.`;
  const what = `${plural(redactions, 'secret')} in ${plural(affected, 'event')}`;
  const more = looked < events ? ` of the first ${whole(looked)}, and any in the others,` : '';
  const are = redactions === 1 && more === '' ? 'is' : 'are';
  return redact ? `${what}${more} ${are} taken out.` : `${what}${more} ${are} written as they stand.`;
}

import { FileBraces, FileSpreadsheet, Globe, Waves } from '@lucide/vue';
import type { Component } from 'vue';
import type { ExportFormat, ExportPreview } from '@shared/history';
import { t } from '../../i18n/i18n';
import { whole } from '../../ui/format';

export interface FormatCard {
  readonly value: ExportFormat;
  readonly label: string;
  /** What it is good for, in a line. */
  readonly line: string;
  readonly icon: Component;
}

export const formatCards = (): readonly FormatCard[] => [
  {
    value: 'ndjson',
    label: 'NDJSON',
    line: t('shell.transfer.ndjson'),
    icon: FileBraces,
  },
  {
    value: 'csv',
    label: 'CSV',
    line: t('shell.transfer.csv'),
    icon: FileSpreadsheet,
  },
  {
    value: 'raw',
    label: t('shell.transfer.rawName'),
    line: t('shell.transfer.raw'),
    icon: Waves,
  },
  {
    value: 'har',
    label: 'HAR',
    line: t('shell.transfer.har'),
    icon: Globe,
  },
];

/** What an export would take out, or leave in, as a sentence. */
export function redactionSentence(
  { events, looked, redactions, affected }: ExportPreview,
  redact: boolean,
): string {
  const isPart = looked < events;
  if (redactions === 0)
    return isPart ? t('shell.transfer.noSecretIn', { n: whole(looked) }) : t('shell.transfer.noSecret');
  const values = {
    secrets: t('shell.transfer.secretCount', { n: whole(redactions) }, redactions),
    events: t('common.events', { n: whole(affected) }, affected),
    n: whole(looked),
  };
  if (isPart) return t(redact ? 'shell.transfer.outFirst' : 'shell.transfer.stayFirst', values);
  return t(redact ? 'shell.transfer.out' : 'shell.transfer.stay', values, redactions);
}

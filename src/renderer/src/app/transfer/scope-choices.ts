import type { ViewFilter } from '@shared/feed';
import type { ExportScope } from '@shared/history';
import { t } from '../../i18n/i18n';
import type { ExportStart } from '../../stores/jobs';

/** Something that can be exported. */
export interface ScopeChoice {
  readonly id: 'given' | 'selection' | 'filter' | 'all';
  readonly label: string;
  readonly scope: ExportScope;
  /** Events as far as the window knows them; null while it does not. */
  readonly events: number | null;
}

export interface ScopeFacts {
  /** Of the stream view. */
  readonly filter: ViewFilter;
  readonly filtered: boolean;
  /** Events that pass it; null while the history is being searched. */
  readonly matched: number | null;
  readonly stored: number;
  /** The name of a source or capture. */
  nameOf(sourceId: string): string | null;
}

/** What the export dialog offers, the likeliest first: what it was opened for, what the table shows, everything. */
export function scopeChoices(start: ExportStart, facts: ScopeFacts): ScopeChoice[] {
  const all: ScopeChoice = {
    id: 'all',
    label: t('shell.transfer.all'),
    scope: { kind: 'all' },
    events: facts.stored,
  };
  const filter: ScopeChoice = {
    id: 'filter',
    label: t(facts.filtered ? 'shell.transfer.filterShows' : 'shell.transfer.listShows'),
    scope: { kind: 'filter', filter: facts.filter },
    events: facts.matched,
  };
  switch (start.kind) {
    case 'selection':
      return [
        { id: 'selection', label: t('shell.transfer.selection'), scope: start, events: start.seqs.length },
        filter,
        all,
      ];
    case 'stretch':
      return [
        { id: 'selection', label: t('shell.transfer.selection'), scope: start, events: null },
        filter,
        all,
      ];
    case 'filter':
      return [
        { id: 'given', label: givenLabel(start.filter, facts), scope: start, events: null },
        filter,
        all,
      ];
    default:
      return facts.filtered ? [filter, all] : [all, filter];
  }
}

function givenLabel({ sources }: ViewFilter, { nameOf }: ScopeFacts): string {
  const name = sources.length === 1 ? nameOf(sources[0]!) : null;
  return name === null ? t('shell.transfer.chosen') : t('shell.transfer.allOf', { name });
}

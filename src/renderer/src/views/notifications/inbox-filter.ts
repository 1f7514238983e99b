import type { Level, NotificationItem, Priority } from '@shared/notification';

/** One thing that the inbox can be narrowed to. */
export type InboxCriterion =
  | { readonly kind: 'unread' }
  | { readonly kind: 'pinned' }
  | { readonly kind: 'level'; readonly level: Level }
  | { readonly kind: 'priority'; readonly priority: Priority }
  | { readonly kind: 'source'; readonly sourceId: string }
  | { readonly kind: 'channel'; readonly sourceId: string; readonly channel: string }
  | { readonly kind: 'rule'; readonly ruleId: string };

/** What of the inbox is shown: what meets one criterion of each facet that has any. Empty: everything. */
export type InboxFilter = readonly InboxCriterion[];

/** Criteria of one facet widen what is shown, those of several facets narrow it. */
export type InboxFacet = 'unread' | 'pinned' | 'level' | 'priority' | 'place' | 'rule';

const facetOf = ({ kind }: InboxCriterion): InboxFacet =>
  kind === 'source' || kind === 'channel' ? 'place' : kind;

export const isSame = (a: InboxCriterion, b: InboxCriterion): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
export const isChosen = (filter: InboxFilter, criterion: InboxCriterion): boolean =>
  filter.some((one) => isSame(one, criterion));
/** Whether this is all that is chosen of its facet. */
export const isOnly = (filter: InboxFilter, criterion: InboxCriterion): boolean =>
  isChosen(filter, criterion) && filter.filter((one) => facetOf(one) === facetOf(criterion)).length === 1;

function meets(item: NotificationItem, criterion: InboxCriterion): boolean {
  switch (criterion.kind) {
    case 'unread':
      return !item.read;
    case 'pinned':
      return item.pinned;
    case 'rule':
      return item.rule?.id === criterion.ruleId;
    case 'level':
      return item.level === criterion.level;
    case 'priority':
      return item.priority === criterion.priority;
    case 'source':
      return item.sourceId === criterion.sourceId;
    case 'channel':
      return item.sourceId === criterion.sourceId && item.channel === criterion.channel;
  }
}

/** The facets of a filter that a notification does not pass. */
export function missedFacets(item: NotificationItem, filter: InboxFilter): ReadonlySet<InboxFacet> {
  const missed = new Set(filter.map(facetOf));
  for (const criterion of filter) if (meets(item, criterion)) missed.delete(facetOf(criterion));
  return missed;
}

export const passes = (item: NotificationItem, filter: InboxFilter): boolean =>
  missedFacets(item, filter).size === 0;

/** Only this of its facet; without it when it was that already. What is chosen of other facets stays. */
export function withOnly(filter: InboxFilter, criterion: InboxCriterion): InboxFilter {
  const others = filter.filter((one) => facetOf(one) !== facetOf(criterion));
  return isOnly(filter, criterion) ? others : [...others, criterion];
}

/** This too, or without it when it was there. A channel takes the place of its whole source, and the other way round. */
export function withAlso(filter: InboxFilter, criterion: InboxCriterion): InboxFilter {
  if (isChosen(filter, criterion)) return filter.filter((one) => !isSame(one, criterion));
  return [...filter.filter((one) => !overlaps(one, criterion)), criterion];
}

function overlaps(a: InboxCriterion, b: InboxCriterion): boolean {
  if (a.kind === 'source' && b.kind === 'channel') return a.sourceId === b.sourceId;
  return a.kind === 'channel' && b.kind === 'source' && a.sourceId === b.sourceId;
}

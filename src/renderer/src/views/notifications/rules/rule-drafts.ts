import type { NotificationItem } from '@shared/notification';
import { printPath, printValue } from '@shared/query/print';
import type { Action, Condition, RuleDraft } from '@shared/rule';
import { t } from '../../../i18n/i18n';
import { titleOf } from '../item-words';
import { visibleExcerpt } from '../../../ui/visible-text';

const LONGEST_NAME = 60;

const draft = (name: string, when: Condition, then: Action[]): RuleDraft => ({
  name,
  enabled: true,
  when,
  then,
  cooldownSeconds: 10,
  groupSeconds: 0,
  always: false,
  secret: null,
});
const term = (field: string, value: string): string => `${printPath([field])}:${printValue(value, [field])}`;

export const READY_RULES = ['errors', 'silence', 'loss'] as const;
export type ReadyRule = (typeof READY_RULES)[number];

/** Rules to begin with. */
export function readyRule(id: ReadyRule): RuleDraft {
  const name = t(`notifications.rules.ready.${id}`);
  switch (id) {
    case 'errors':
      return {
        ...draft(name, { kind: 'event', query: 'level:error', sources: [] }, [
          { do: 'inbox', level: 'error', priority: 'normal' },
          { do: 'desktop' },
          { do: 'sound', sound: 'low-bell' },
        ]),
        groupSeconds: 5,
      };
    case 'silence':
      return draft(name, { kind: 'silence', sources: [], longerThan: 'usual' }, [
        { do: 'inbox', level: 'warning', priority: 'normal' },
        { do: 'desktop' },
      ]);
    case 'loss':
      return draft(name, { kind: 'loss', sources: [] }, [
        { do: 'inbox', level: 'warning', priority: 'high' },
        { do: 'flash' },
      ]);
  }
}

/** A rule about what a query finds. */
export function queryDraft(query: string): RuleDraft {
  const text = query.trim();
  return draft(visibleExcerpt(text, LONGEST_NAME - 1), { kind: 'event', query: text, sources: [] }, [
    { do: 'inbox', level: 'warning', priority: 'normal' },
    { do: 'desktop' },
  ]);
}

/** A rule about events as the one that a notification is from: of its source, its channel and its level. */
export function itemDraft(item: NotificationItem): RuleDraft {
  const { sourceId, channel, level, priority, rule } = item;
  const query = [
    ...(channel === '' ? [] : [term('channel', channel)]),
    // An event that says no level is told as information.
    ...(rule || level === 'info' ? [] : [term('level', level)]),
  ].join(' AND ');
  return draft(
    visibleExcerpt(titleOf(item), LONGEST_NAME - 1),
    { kind: 'event', query, sources: sourceId === '' ? [] : [sourceId] },
    [{ do: 'inbox', level, priority }, { do: 'desktop' }],
  );
}

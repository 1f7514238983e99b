import { expect, it } from 'vitest';
import type { NotificationItem } from '@shared/notification';
import type { Action, Rule } from '@shared/rule';
import { UnreadBadge } from '../../../../src/main/rules/unread-badge';
import { alert } from './alert';

function badge(rules: Readonly<Record<string, readonly Action['do'][]>>): {
  badge: UnreadBadge;
  shown: number[];
  switchOff(): void;
} {
  const shown: number[] = [];
  let enabled = true;
  return {
    shown,
    switchOff: () => (enabled = false),
    badge: new UnreadBadge({
      rule: (id) =>
        id in rules ? ({ id, then: rules[id]?.map((action) => ({ do: action })) } as unknown as Rule) : null,
      enabled: () => enabled,
      show: (unread) => shown.push(unread),
    }),
  };
}

const item = (rule: string | null, read = false): NotificationItem =>
  ({ read, rule: rule === null ? null : { id: rule, name: rule } }) as NotificationItem;

it('counts what is unread: of rules, only those that ask for it', () => {
  const { badge: it, shown } = badge({ loud: ['inbox', 'badge'], soft: ['inbox'] });
  it.setInbox([item(null), item('loud'), item('soft'), item('gone'), item(null, true)]);
  expect(shown).toEqual([2]);
  it.setInbox([item(null, true)]);
  expect(shown).toEqual([2, 0]);
});

it('counts alerts that no inbox holds until a window is used', () => {
  const { badge: it, shown } = badge({ bare: ['badge'], loud: ['inbox', 'badge'] });
  it.setInbox([item(null)]);
  it.add(alert({ rule: { id: 'bare', name: 'Bare' } }));
  it.add(alert({ rule: { id: 'loud', name: 'Loud' } }));
  expect(shown).toEqual([1, 2]);
  it.seen();
  expect(shown).toEqual([1, 2, 1]);
});

it('goes when it is switched off', () => {
  const { badge: it, shown, switchOff } = badge({});
  it.setInbox([item(null)]);
  switchOff();
  it.update();
  expect(shown).toEqual([1, 0]);
});

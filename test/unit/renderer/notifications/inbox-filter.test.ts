import { describe, expect, it } from 'vitest';
import { passes, withAlso, withOnly, type InboxFilter } from '@/views/notifications/inbox-filter';
import { anItem } from './an-item';

const error = { kind: 'level', level: 'error' } as const;
const warning = { kind: 'level', level: 'warning' } as const;
const unread = { kind: 'unread' } as const;
const notify = { kind: 'source', sourceId: 'notify' } as const;
const channel = { kind: 'channel', sourceId: 'notify', channel: 'user:42' } as const;

describe('what the inbox is narrowed to', () => {
  it('takes a channel only together with its source', () => {
    expect(passes(anItem(1), [channel])).toBe(true);
    expect(passes(anItem(1, { sourceId: 'orders' }), [channel])).toBe(false);
  });

  it('takes what is pinned, and what a rule made', () => {
    const item = anItem(1, { pinned: true, rule: { id: 'r', name: 'Errors' } });
    for (const criterion of [{ kind: 'pinned' }, { kind: 'rule', ruleId: 'r' }] as const) {
      expect(passes(item, [criterion])).toBe(true);
      expect(passes(anItem(2), [criterion])).toBe(false);
    }
  });

  it('shows everything when nothing is chosen', () => {
    expect(passes(anItem(1), [])).toBe(true);
  });

  it('widens within one list and narrows across several', () => {
    const filter: InboxFilter = [error, warning, unread];
    expect(passes(anItem(1, { level: 'error' }), filter)).toBe(true);
    expect(passes(anItem(2, { level: 'warning' }), filter)).toBe(true);
    expect(passes(anItem(3, { level: 'info' }), filter)).toBe(false);
    expect(passes(anItem(4, { level: 'error', read: true }), filter)).toBe(false);
  });
});

describe('choosing', () => {
  it('one of a list leaves only that of it, what is chosen elsewhere stays', () => {
    expect(withOnly([error, unread], warning)).toEqual([unread, warning]);
    expect(withOnly([notify], channel)).toEqual([channel]);
  });

  it('the only one of a list again takes it off', () => {
    expect(withOnly([error, unread], error)).toEqual([unread]);
    expect(withOnly([error, warning], error)).toEqual([error]);
  });

  it('in addition keeps the others of its list, and takes it off when it is there', () => {
    expect(withAlso([error], warning)).toEqual([error, warning]);
    expect(withAlso([error, warning], error)).toEqual([warning]);
  });

  it('a channel in addition takes the place of its whole source, and the other way round', () => {
    expect(withAlso([notify, error], channel)).toEqual([error, channel]);
    expect(withAlso([channel], notify)).toEqual([notify]);
  });
});

import { Buffer } from 'node:buffer';
import type { Alert } from '@shared/rule';
import type { StreamEvent } from '@shared/stream-event';
import { describe, expect, it } from 'vitest';
import { extractNotification } from '../../../../src/main/notifications/extract';
import { Inbox } from '../../../../src/main/notifications/inbox';

function event(data: unknown, parts: Partial<StreamEvent> = {}): StreamEvent {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return {
    seq: 1,
    kind: 'event',
    sourceId: 'a',
    transport: 'sse',
    receivedAt: 1,
    type: 'notification',
    id: null,
    lastEventId: '',
    channel: 'user/42',
    data: text,
    raw: Buffer.from(text),
    level: null,
    gap: null,
    ...parts,
  };
}

describe('a notification', () => {
  it.each([
    ['title and message', { title: 'Done', message: 'Build 7 passed' }, ['Done', 'Build 7 passed']],
    ['title and body', { title: 'Done', body: 'b' }, ['Done', 'b']],
    ['title and text', { title: 'Done', text: 't' }, ['Done', 't']],
    ['a title alone', { title: 'Done' }, ['Done', '']],
    ['a message alone', { message: 'Only this' }, ['Only this', '']],
    ['fields inside data', { type: 'notification', data: { title: 'In', body: 'side' } }, ['In', 'side']],
    ['numbers', { title: 404, message: 7 }, ['404', '7']],
    ['nothing that can be shown', { a: 1 }, ['Notification', '']],
    ['plain text', 'Disk is full', ['Disk is full', '']],
    ['JSON that does not parse', '{"title":', ['{"title":', '']],
    ['an array', '[1]', ['[1]', '']],
    ['__proto__ as a field', '{"__proto__":{"title":"x"},"message":"m"}', ['m', '']],
  ])('is read from %s', (_, data, expected) => {
    const item = extractNotification(event(data));
    expect([item?.title, item?.body]).toEqual(expected);
  });

  it('is also an event of another type whose JSON says so', () => {
    const item = extractNotification(event({ type: 'notification', title: 'Hi' }, { type: 'message' }));
    expect(item?.title).toBe('Hi');
    for (const other of [
      event({ type: 'order', note: 'notification' }, { type: 'message' }),
      event({ inner: { type: 'notification' } }, { type: 'message' }),
      event('the word "notification"', { type: 'message' }),
      event('x', { kind: 'comment', type: '' }),
    ]) {
      expect(extractNotification(other)).toBeNull();
    }
  });

  it('has the level and priority that were sent, by their usual names', () => {
    expect(extractNotification(event({ title: 't', level: 'WARN', priority: 'urgent' }))).toMatchObject({
      level: 'warning',
      priority: 'high',
    });
    expect(extractNotification(event({ title: 't', level: 'purple', priority: 9 }))).toMatchObject({
      level: 'info',
      priority: 'normal',
    });
    expect(extractNotification(event({ title: 't', level: 'info' }, { level: 'error' }))?.level).toBe(
      'error',
    );
  });

  it('has no control characters, no direction overrides, and a bounded length', () => {
    const item = extractNotification(
      event({ title: 'a\u0000b\u202ec\nd\u001b[31m', message: `one\r\ntwo\u0007${'x'.repeat(9_000)}` }),
    );
    expect(item?.title).toBe('abc d[31m');
    expect(item?.body.startsWith('one\ntwox')).toBe(true);
    expect(item?.body).toHaveLength(2_000);
    expect(extractNotification(event({ title: 'y'.repeat(900) }))?.title).toHaveLength(200);
  });

  it('that is larger than 64 KiB is shown by its start, unparsed', () => {
    const large = JSON.stringify({ title: 'T', message: 'm'.repeat(70_000) });
    expect(extractNotification(event(large))?.title.startsWith('{"title":"T"')).toBe(true);
    expect(
      extractNotification(event(`{"type":"notification","m":"${'m'.repeat(70_000)}"}`, { type: 'x' })),
    ).toBeNull();
  });
});

describe('the inbox', () => {
  const some = (from: number, count: number): StreamEvent[] =>
    Array.from({ length: count }, (_, i) => event({ title: `n${from + i}` }, { seq: from + i }));
  const alert = (part: Partial<Alert> = {}): Alert => ({
    rule: { id: 'r1', name: 'Errors reach me' },
    at: 5,
    title: '47 errors in 3 min',
    body: 'POST returned 502',
    appSays: 'title',
    level: 'error',
    priority: 'high',
    sourceId: 'a',
    channel: 'orders',
    seq: 12,
    count: 47,
    ...part,
  });
  const ids = (inbox: Inbox): number[] => inbox.state().items.map(({ id }) => id);

  it('holds the newest first and counts what it let go, read or not', () => {
    const inbox = new Inbox({ limit: 5 });
    inbox.add(some(1, 3));
    inbox.markRead([1]);
    inbox.add(some(4, 4));
    expect(inbox.state().items.map((item) => item.seq)).toEqual([7, 6, 5, 4, 3]);
    expect(inbox.state()).toMatchObject({ unread: 5, dropped: 2 });
    inbox.add(some(100, 50));
    expect(inbox.state()).toMatchObject({ unread: 5, dropped: 52 });
  });

  it('lets pinned ones go last', () => {
    const inbox = new Inbox({ limit: 3 });
    inbox.add(some(1, 3));
    inbox.pin([1], true);
    inbox.add(some(4, 2));
    expect(ids(inbox)).toEqual([5, 4, 1]);
    inbox.pin([4, 5], true);
    inbox.add(some(6, 1));
    expect(ids(inbox)).toEqual([5, 4, 1]);
    expect(inbox.state()).toMatchObject({ unread: 3, dropped: 3 });
    inbox.pin([1], false);
    inbox.add(some(7, 1));
    expect(ids(inbox)).toEqual([7, 5, 4]);
  });

  it('counts what is muted, and raises nothing of it', () => {
    const quiet = new Set(['user/42']);
    const inbox = new Inbox({ isMuted: ({ channel }) => quiet.has(channel) });
    inbox.add([...some(1, 2), event({ title: 'heard' }, { seq: 3, channel: 'user/7' })]);
    expect(inbox.state()).toMatchObject({ unread: 1, muted: 2, items: [{ seq: 3 }] });
    quiet.clear();
    inbox.add(some(5, 1));
    expect(inbox.state()).toMatchObject({ unread: 2, muted: 2, items: [{ seq: 5 }, { seq: 3 }] });
  });

  it('keeps what is read apart from what is not', () => {
    const inbox = new Inbox();
    inbox.add(some(1, 3));
    inbox.markRead([2]);
    expect(inbox.state()).toMatchObject({
      unread: 2,
      items: [{ read: false }, { read: true }, { read: false }],
    });
    inbox.markUnread([2]);
    inbox.markUnread([2]);
    expect(inbox.state().unread).toBe(3);
    inbox.markRead('all');
    expect(inbox.state().unread).toBe(0);
  });

  it('tells which ones a marking changed, so that it can be taken back', () => {
    const inbox = new Inbox();
    inbox.add(some(1, 3));
    inbox.markRead([2]);
    expect(inbox.markRead('all')).toEqual([1, 3]);
    expect(inbox.markRead('all')).toEqual([]);
  });

  it('clears all but what is pinned, or what is named', () => {
    const inbox = new Inbox();
    inbox.add(some(1, 4));
    inbox.pin([2], true);
    expect(inbox.clear([1, 2]).cleared).toBe(1);
    expect(ids(inbox)).toEqual([4, 3, 2]);
    expect(inbox.clear('all').cleared).toBe(2);
    expect(ids(inbox)).toEqual([2]);
    expect(inbox.clear('all').cleared).toBe(0);
    expect(inbox.state().unread).toBe(1);
  });

  it('takes back a clearing, with what came meanwhile and within its bound', () => {
    const inbox = new Inbox({ limit: 4 });
    inbox.add(some(1, 3));
    inbox.markRead([2]);
    const { token } = inbox.clear('all');
    inbox.add(some(4, 2));
    expect(inbox.undo(token)).toBe(true);
    expect(inbox.state().items.map(({ seq, read }) => [seq, read])).toEqual([
      [5, false],
      [4, false],
      [3, false],
      [2, true],
    ]);
    expect(inbox.state()).toMatchObject({ unread: 3, dropped: 1 });
    expect(inbox.undo(token)).toBe(false);
  });

  it('takes back the clearing that is meant, whatever was cleared after it', () => {
    const inbox = new Inbox();
    inbox.add(some(1, 3));
    const tokens = [1, 2, 3].map((id) => inbox.clear([id]).token);
    expect(inbox.undo(tokens[0]!)).toBe(true);
    expect(ids(inbox)).toEqual([1]);
    expect(inbox.undo(tokens[2]!)).toBe(true);
    expect(ids(inbox)).toEqual([3, 1]);
  });

  it('forgets a source, also what was cleared of it', () => {
    const inbox = new Inbox();
    inbox.add([...some(1, 2), event({ title: 'other' }, { seq: 3, sourceId: 'b' })]);
    const { token } = inbox.clear([1]);
    inbox.forget('a');
    inbox.undo(token);
    expect(inbox.state()).toMatchObject({ unread: 1, items: [{ sourceId: 'b' }] });
  });

  it('takes what a rule raised', () => {
    const inbox = new Inbox();
    inbox.addAlert(alert());
    expect(inbox.state()).toMatchObject({
      unread: 1,
      items: [{ id: 1, seq: 12, title: '47 errors in 3 min', count: 47, rule: { name: 'Errors reach me' } }],
    });
    expect(inbox.state().items[0]).toHaveProperty('appSays', 'title');
  });

  it.each([
    ['before the event came by itself', ['alert', 'event']],
    ['after it', ['event', 'alert']],
  ])('says once what a rule told of a notification %s', (_, order) => {
    const inbox = new Inbox();
    for (const what of order) {
      if (what === 'event') inbox.add([event({ title: 'Own words', level: 'warning' }, { seq: 12 })]);
      else inbox.addAlert(alert({ count: 1, title: 'notification from a' }));
    }
    expect(inbox.state().unread).toBe(1);
    expect(inbox.state().items).toMatchObject([
      { title: 'Own words', level: 'error', priority: 'high', rule: { id: 'r1' } },
    ]);
    expect(inbox.state().items[0]).not.toHaveProperty('appSays');
  });

  it('goes on where the last run ended, and knows no event that came after it', () => {
    const before = new Inbox();
    before.add(some(1, 4));
    before.markRead([1]);
    before.pin([2], true);
    before.clear([4]);
    const inbox = new Inbox({ kept: before.kept(), nextSeq: 3 });
    expect(inbox.state()).toMatchObject({
      unread: 2,
      items: [
        { id: 3, seq: null },
        { id: 2, seq: 2, pinned: true },
        { id: 1, read: true },
      ],
    });
    inbox.add(some(3, 1));
    expect(ids(inbox)[0]).toBe(5);
  });

  it('tells its listeners only when something changed', () => {
    const inbox = new Inbox();
    let changes = 0;
    inbox.onChange(() => changes++);
    inbox.add([event({ a: 1 }, { type: 'message' })]);
    inbox.clear('all');
    inbox.markRead('all');
    inbox.pin([1], true);
    inbox.forget('a');
    expect(changes).toBe(0);
    inbox.add(some(1, 2));
    inbox.markRead([1]);
    inbox.markRead([1]);
    inbox.clear('all');
    expect(changes).toBe(3);
  });
});

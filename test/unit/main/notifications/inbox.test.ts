import { Buffer } from 'node:buffer';
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

  it('holds the newest first and counts what it let go, read or not', () => {
    const inbox = new Inbox({ limit: 5 });
    inbox.add(some(1, 3));
    inbox.markRead(1);
    inbox.add(some(4, 4));
    expect(inbox.state().items.map((item) => item.seq)).toEqual([7, 6, 5, 4, 3]);
    expect(inbox.state()).toMatchObject({ unread: 5, dropped: 2 });
    inbox.add(some(100, 50));
    expect(inbox.state()).toMatchObject({ unread: 5, dropped: 52 });
  });

  it('counts what comes on muted channels, and raises nothing of it', () => {
    const quiet = new Set(['a user/42']);
    const inbox = new Inbox({ isMuted: (sourceId, channel) => quiet.has(`${sourceId} ${channel}`) });
    let changes = 0;
    inbox.onChange(() => changes++);
    inbox.add([...some(1, 2), event({ title: 'heard' }, { seq: 3, channel: 'user/7' })]);
    expect(inbox.state()).toMatchObject({ unread: 1, muted: 2, items: [{ seq: 3 }] });
    inbox.add(some(4, 1));
    expect(changes).toBe(2);
    quiet.clear();
    inbox.add(some(5, 1));
    expect(inbox.state()).toMatchObject({ unread: 2, muted: 3, items: [{ seq: 5 }, { seq: 3 }] });
  });

  it('keeps what is read apart from what is not', () => {
    const inbox = new Inbox();
    inbox.add(some(1, 3));
    inbox.markRead(2);
    expect(inbox.state()).toMatchObject({
      unread: 2,
      items: [{ read: false }, { read: true }, { read: false }],
    });
    inbox.markRead(2);
    inbox.markUnread(2);
    inbox.markUnread(2);
    expect(inbox.state().unread).toBe(3);
    inbox.markRead('all');
    expect(inbox.state().unread).toBe(0);
    inbox.clear();
    expect(inbox.state()).toEqual({ items: [], unread: 0, dropped: 0, muted: 0 });
  });

  it('takes back a clearing, with what came meanwhile and within its bound', () => {
    const inbox = new Inbox({ limit: 4 });
    inbox.add(some(1, 3));
    inbox.markRead(2);
    inbox.clear();
    inbox.add(some(4, 2));
    expect(inbox.undo()).toBe(true);
    expect(inbox.state().items.map(({ seq, read }) => [seq, read])).toEqual([
      [5, false],
      [4, false],
      [3, false],
      [2, true],
    ]);
    expect(inbox.state()).toMatchObject({ unread: 3, dropped: 1 });
    expect(inbox.undo()).toBe(false);
  });

  it('takes back a marking of all, but not what was read before', () => {
    const inbox = new Inbox();
    inbox.add(some(1, 3));
    inbox.markRead(2);
    inbox.markRead('all');
    inbox.undo();
    expect(inbox.state().items.map(({ seq, read }) => [seq, read])).toEqual([
      [3, false],
      [2, true],
      [1, false],
    ]);
    expect(inbox.state().unread).toBe(2);
  });

  it('tells its listeners only when something changed', () => {
    const inbox = new Inbox();
    let changes = 0;
    inbox.onChange(() => changes++);
    inbox.add([event({ a: 1 }, { type: 'message' })]);
    inbox.clear();
    inbox.markRead('all');
    expect(changes).toBe(0);
    inbox.add(some(1, 2));
    inbox.markRead(1);
    inbox.markRead(1);
    inbox.clear();
    expect(changes).toBe(3);
  });
});

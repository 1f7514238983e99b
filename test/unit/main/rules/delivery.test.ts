import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NotificationItem } from '@shared/notification';
import type { Action, Alert, Sound } from '@shared/rule';
import { DEFAULT_SETTINGS, type NotificationSettings } from '@shared/settings';
import { Delivery } from '../../../../src/main/rules/delivery';
import type { DesktopNotice, DesktopPresenter } from '../../../../src/main/rules/presenter';
import { alert } from './alert';

const DESKTOP: readonly Action[] = [{ do: 'desktop' }];

class Screen implements DesktopPresenter {
  readonly notices: DesktopNotice[] = [];
  readonly sounds: Sound[] = [];
  flashes = 0;
  atInbox = false;
  notify(notice: DesktopNotice): void {
    this.notices.push(notice);
  }
  badge(): void {}
  flash(): void {
    this.flashes++;
  }
  sound(sound: Sound): void {
    this.sounds.push(sound);
  }
  /** What shows which texts are put into the language of the desktop. */
  marks = false;
  word(sentence: string): string {
    return this.marks ? `‹${sentence}›` : sentence;
  }
  looksAtInbox(): boolean {
    return this.atInbox;
  }
}

let screen: Screen;
let settings: NotificationSettings;
let delivery: Delivery;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 4, 4, 12, 0) });
  screen = new Screen();
  settings = { ...DEFAULT_SETTINGS.notifications };
  delivery = new Delivery({ presenter: screen, settings: () => settings, now: Date.now });
});
afterEach(() => {
  delivery.close();
  vi.useRealTimers();
});

const bodies = (): string[] => screen.notices.map(({ body }) => body);
const of = (id: string, name: string, parts: Partial<Alert> = {}): Alert =>
  alert({ rule: { id, name }, ...parts });
const tell = (what: Alert = alert(), actions = DESKTOP, always = false): boolean =>
  delivery.deliver(what, actions, { always });

describe('what a rule delivers', () => {
  it('names the rule, and says what was met and what the stream said', () => {
    tell();
    expect(screen.notices).toEqual([
      { title: 'Errors', body: 'order.failed event from Orders\nCard declined', seq: 7, silent: false },
    ]);
  });

  it('keeps a payload from making lines of its own', () => {
    tell(alert({ body: 'one\r\ntwo\n\nthree\u202efour' }));
    expect(bodies()).toEqual(['order.failed event from Orders\none two threefour']);
  });

  it('sounds and flashes as it is told to, and leaves the sound of the desktop out when it has its own', () => {
    tell(alert(), [{ do: 'desktop' }, { do: 'sound', sound: 'knock' }, { do: 'flash' }]);
    expect(screen.sounds).toEqual(['knock']);
    expect(screen.flashes).toBe(1);
    expect(screen.notices[0]?.silent).toBe(true);
  });

  it('does without what the settings switch off', () => {
    settings = { ...settings, desktop: false, sound: false };
    tell(alert(), [{ do: 'desktop' }, { do: 'sound', sound: 'knock' }]);
    expect([screen.notices, screen.sounds]).toEqual([[], []]);
  });
});

describe('while nothing is to disturb', () => {
  it('holds everything back but what always comes', () => {
    const all: readonly Action[] = [{ do: 'desktop' }, { do: 'sound', sound: 'knock' }, { do: 'flash' }];
    settings = { ...settings, doNotDisturb: true };
    expect(tell(alert(), all)).toBe(false);
    expect([screen.notices.length, screen.sounds.length, screen.flashes]).toEqual([0, 0, 0]);
    expect(tell(of('r2', 'On call'), all, true)).toBe(true);
    expect([screen.notices.length, screen.sounds.length, screen.flashes]).toEqual([1, 1, 1]);
  });

  it('is by the hour, too', () => {
    settings = { ...settings, quietHours: { on: true, from: '11:00', to: '12:30' } };
    expect(tell()).toBe(false);
    vi.setSystemTime(new Date(2026, 4, 4, 12, 30));
    expect(tell()).toBe(true);
    expect(screen.notices).toHaveLength(1);
  });

  it('also drops what came too fast before, but not what always comes', () => {
    tell();
    tell();
    tell(of('r2', 'On call'), DESKTOP, true);
    tell(of('r2', 'On call', { title: 'again', body: '' }), DESKTOP, true);
    settings = { ...settings, doNotDisturb: true };
    vi.advanceTimersByTime(5_000);
    expect(bodies().slice(2)).toEqual(['again']);
  });
});

describe('bursts', () => {
  it('P9: 10,000 matches in 10 s are a few notifications that say how many there were', () => {
    for (let tick = 0; tick < 100; tick++) {
      for (let i = 0; i < 100; i++) tell();
      vi.advanceTimersByTime(100);
    }
    vi.advanceTimersByTime(5_000);
    expect(bodies()).toEqual([
      'order.failed event from Orders\nCard declined',
      '4,999 more notifications, the newest:\norder.failed event from Orders\nCard declined',
      '5,000 more notifications, the newest:\norder.failed event from Orders\nCard declined',
    ]);
    expect(delivery.collapsed).toBe(9_999);
  });

  it('tells of several rules together, the busiest first', () => {
    settings = { ...settings, perMinute: 1 };
    tell();
    for (let i = 0; i < 3; i++) tell(of('r2', 'Late orders', { seq: 20 + i }));
    for (let i = 0; i < 9; i++) tell();
    expect(delivery.collapsed).toBe(12);
    vi.advanceTimersByTime(59_999);
    expect(screen.notices).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(screen.notices[1]).toEqual({
      title: '',
      body: '12 more notifications: Errors (9), Late orders (3)',
      seq: null,
      silent: false,
    });
  });

  it('shows a single one that had to wait as itself, and does not count it', () => {
    tell();
    tell(alert({ title: 'order.late', body: '', seq: 9 }));
    expect(screen.notices).toHaveLength(1);
    vi.advanceTimersByTime(5_000);
    expect(screen.notices[1]).toMatchObject({ title: 'Errors', body: 'order.late', seq: 9 });
    expect(delivery.collapsed).toBe(0);
  });

  it('leads a click on several of one rule to the newest of them', () => {
    tell(alert({ seq: 1 }));
    tell(alert({ seq: 2 }));
    tell(alert({ seq: 3 }));
    vi.advanceTimersByTime(5_000);
    expect(screen.notices[1]).toMatchObject({ title: 'Errors', seq: 3 });
  });

  it('never shows more a minute than the settings say, whatever always comes', () => {
    settings = { ...settings, perMinute: 3 };
    for (let i = 0; i < 50; i++) tell(of(`r${i}`, `Rule ${i}`), DESKTOP, true);
    expect(screen.notices).toHaveLength(3);
    vi.advanceTimersByTime(59_000);
    expect(screen.notices).toHaveLength(3);
    vi.advanceTimersByTime(1_000);
    expect(bodies()[3]).toBe(
      '47 more notifications, among them Rule 3 (1), Rule 4 (1), Rule 5 (1), Rule 6 (1)',
    );
  });

  it('does not hold another rule back because one is busy', () => {
    for (let i = 0; i < 5; i++) tell();
    tell(of('r2', 'Late orders'));
    expect(screen.notices.map(({ title }) => title)).toEqual(['Errors', 'Late orders']);
  });

  it('lets a rule sound once in 5 s', () => {
    const ring: readonly Action[] = [{ do: 'sound', sound: 'low-bell' }];
    for (let i = 0; i < 10; i++) {
      tell(alert(), ring);
      vi.advanceTimersByTime(1_000);
    }
    expect(screen.sounds).toHaveLength(2);
  });

  it('goes on after the clock was set back', () => {
    tell();
    vi.setSystemTime(new Date(2026, 4, 4, 9, 0));
    tell();
    expect(screen.notices).toHaveLength(2);
  });
});

describe('an event that is a notification by itself', () => {
  const item = (parts: Partial<NotificationItem> = {}): NotificationItem => ({
    id: 1,
    seq: 40,
    sourceId: 's1',
    channel: 'notify',
    receivedAt: 0,
    level: 'info',
    priority: 'normal',
    title: 'Deploy failed',
    body: 'catalog',
    read: false,
    pinned: false,
    count: 1,
    rule: null,
    ...parts,
  });

  it('is told when it is an error or of high priority, in the name of its source', () => {
    delivery.announce(item(), 'Staging');
    delivery.announce(item({ level: 'warning' }), 'Staging');
    expect(screen.notices).toEqual([]);
    delivery.announce(item({ level: 'error' }), 'Staging');
    delivery.announce(item({ priority: 'high', sourceId: 's2' }), 'Other');
    expect(screen.notices).toMatchObject([
      { title: 'Staging', body: 'Deploy failed\ncatalog', seq: 40 },
      { title: 'Other' },
    ]);
  });

  it('puts what the app says into the language of the desktop, and leaves what a stream said as it is', () => {
    screen.marks = true;
    settings = { ...settings, perMinute: 5 };
    tell(of('a', 'A', { title: 'Orders is silent', body: 'Nothing has come for 5 min.', appSays: 'all' }));
    tell(of('b', 'B', { title: 'order.failed event from Orders', body: 'Orders is silent' }));
    delivery.announce(
      item({ level: 'error', title: 'Orders is silent', body: 'Nothing has come.' }),
      'Orders',
    );
    expect(bodies()).toEqual([
      '‹Orders is silent›\n‹Nothing has come for 5 min.›',
      '‹order.failed event from Orders›\nOrders is silent',
      'Orders is silent\nNothing has come.',
    ]);
    for (let i = 0; i < 3; i++) tell(of('a', 'A'));
    vi.advanceTimersByTime(120_000);
    expect(bodies().at(-1)).toBe(
      '‹3 more notifications, the newest:›\n‹order.failed event from Orders›\nCard declined',
    );
  });

  it('is not told while the person looks at the inbox, is not to be disturbed, or wants none', () => {
    screen.atInbox = true;
    delivery.announce(item({ level: 'error' }), 'Staging');
    screen.atInbox = false;
    settings = { ...settings, doNotDisturb: true };
    delivery.announce(item({ level: 'error' }), 'Staging');
    settings = { ...settings, doNotDisturb: false, desktop: false };
    delivery.announce(item({ level: 'error' }), 'Staging');
    expect(screen.notices).toEqual([]);
  });

  it('is not told twice when a rule has told of it', () => {
    tell(alert({ seq: 40 }));
    delivery.announce(item({ level: 'error' }), 'Staging');
    delivery.announce(item({ level: 'error', seq: 41 }), 'Staging');
    expect(screen.notices.map(({ seq }) => seq)).toEqual([40, 41]);
  });
});

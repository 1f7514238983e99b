import type { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DesktopNotifications } from '../../../../src/main/shell/desktop-notifications';
import { de } from '../../../../src/main/shell/words/de';

/** The part of a notification that the app hands to the desktop. */
interface Made extends EventEmitter {
  readonly options: Readonly<Record<string, unknown>>;
  closed: boolean;
}
const desktop = vi.hoisted(() => ({ made: [] as Made[] }));

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  class Notification extends Emitter {
    static isSupported = (): boolean => true;
    closed = false;
    constructor(readonly options: Readonly<Record<string, unknown>>) {
      super();
      desktop.made.push(this);
    }
    show(): void {
      this.emit('show');
    }
    close(): void {
      this.closed = true;
    }
  }
  const app = { isPackaged: false, on: () => undefined };
  return { app, Notification, BrowserWindow: { getAllWindows: () => [] }, nativeImage: {}, shell: {} };
});

const asked: string[] = [];
beforeEach(() => {
  desktop.made.length = 0;
  asked.length = 0;
});
afterEach(() => vi.unstubAllGlobals());

/** Tells of an event on a platform, and gives what the desktop got. */
function tellOn(platform: NodeJS.Platform): Made {
  vi.stubGlobal('process', Object.create(process, { platform: { value: platform } }));
  const notifications = new DesktopNotifications({
    words: () => de,
    word: (text) => text,
    show: (seq) => asked.push(`show ${seq}`),
    silence: () => asked.push('silence'),
    play: () => undefined,
  });
  notifications.notify({ title: 'Errors', body: 'Card declined', seq: 7, silent: true });
  return desktop.made[0]!;
}

describe('the buttons of a desktop notification', () => {
  it.each(['darwin', 'win32'] as const)(
    'lead to the event and end the disturbance, in the language of the app, on %s',
    (platform) => {
      const notice = tellOn(platform);
      expect(notice.options).toMatchObject({
        title: 'Streamgauge – Errors',
        silent: true,
        actions: [
          { type: 'button', text: 'Anzeigen' },
          { type: 'button', text: 'Nicht stören' },
        ],
      });
      notice.emit('action', { actionIndex: 1 });
      expect(asked).toEqual(['silence']);
      expect(notice.closed).toBe(true);
      notice.emit('action', { actionIndex: 0 });
      expect(asked).toEqual(['silence', 'show 7']);
    },
  );

  it('are left out on Linux, where a click is the action', () => {
    const notice = tellOn('linux');
    expect(notice.options).not.toHaveProperty('actions');
    notice.emit('click');
    expect(asked).toEqual(['show 7']);
    expect(notice.closed).toBe(true);
  });
});

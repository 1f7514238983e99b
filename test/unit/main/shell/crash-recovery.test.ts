import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Notice } from '@shared/ipc';
import { recoverFromCrashes } from '../../../../src/main/shell/crash-recovery';
import { ownPage } from '../../../../src/main/shell/own-page';
import { eventually } from '../../../support/eventually';

interface Question {
  readonly message: string;
  readonly signal: AbortSignal;
  answer(button: number): void;
}
const { questions } = vi.hoisted(() => ({ questions: [] as Question[] }));
vi.mock('electron', () => ({
  app: { quit: vi.fn() },
  dialog: {
    showMessageBox: (_window: unknown, options: Omit<Question, 'answer'>) =>
      new Promise((resolve) => {
        const answer = (response: number): void => resolve({ response });
        // As Electron does: a question that is withdrawn is answered with its way out.
        options.signal.addEventListener('abort', () => answer(0));
        questions.push({ ...options, answer });
      }),
  },
}));

const page = ownPage(undefined);

/** A window whose page can end, hang and come back, and what was done about it. */
class FakeWindow extends EventEmitter {
  readonly done: string[] = [];
  url = page.start;
  isGone = false;
  readonly webContents = Object.assign(new EventEmitter(), {
    getURL: () => this.url,
    reload: () => this.done.push('reload'),
    loadURL: (url: string) => {
      this.url = url;
      this.done.push(url);
      return Promise.resolve();
    },
    forcefullyCrashRenderer: () => this.end('killed'),
  });
  isDestroyed = (): boolean => this.isGone;
  destroy(): void {
    this.isGone = true;
    this.done.push('destroy');
  }
  end(reason: string): void {
    this.webContents.emit('render-process-gone', {}, { reason });
  }
}

let window: FakeWindow;
let told: Notice[];
beforeEach(() => {
  questions.length = 0;
  told = [];
  window = new FakeWindow();
  recoverFromCrashes(window as unknown as BrowserWindow, {
    page,
    language: () => 'de',
    onReload: () => window.done.push('keep view'),
    tell: (notice) => told.push(notice),
  });
});

describe('a page that hangs', () => {
  it('is asked about once, and left alone by who waits', async () => {
    window.emit('unresponsive');
    window.emit('unresponsive');
    expect(questions.map(({ message }) => message)).toEqual(['Das Fenster antwortet nicht.']);
    questions[0]!.answer(0);
    await eventually(() => {
      window.emit('unresponsive');
      expect(questions).toHaveLength(2);
    });
    expect(window.done).toEqual([]);
  });

  it('is no longer asked about when it answers again', () => {
    window.emit('unresponsive');
    window.emit('responsive');
    expect(questions[0]!.signal.aborted).toBe(true);
  });

  it('is no longer asked about when its process ends', async () => {
    window.emit('unresponsive');
    window.end('oom');
    expect(questions[0]!.signal.aborted).toBe(true);
    await eventually(() => expect(window.done).toEqual(['keep view', 'reload']));
  });

  it('is loaded again with its view by who wants that, without a notice, and as often as wanted', async () => {
    for (let time = 1; time <= 6; time++) {
      await eventually(() => {
        window.emit('unresponsive');
        expect(questions).toHaveLength(time);
      });
      questions.at(-1)!.answer(1);
      await eventually(() => expect(window.done).toHaveLength(2 * time));
      expect(window.done.slice(-2)).toEqual(['keep view', 'reload']);
    }
    expect(told).toEqual([]);
  });
});

describe('a process that ends', () => {
  it('is replaced with one notice that says why; the fourth time a plain page is shown; then the window goes', async () => {
    for (let time = 1; time <= 3; time++) {
      window.end('oom');
      await eventually(() => expect(window.done.filter((one) => one === 'reload')).toHaveLength(time));
    }
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
    expect(told[0]!.message).toContain('its process ran out of memory');
    window.end('crashed');
    await eventually(() => expect(window.done.at(-1)).toBe('app://bundle/stopped.html#de'));
    window.end('crashed');
    await eventually(() => expect(window.done.at(-1)).toBe('destroy'));
    expect(told).toHaveLength(3);
  });

  it('is none of ours to mend when the page was closed', async () => {
    window.end('clean-exit');
    window.emit('unresponsive');
    await eventually(() => expect(questions).toHaveLength(1));
    expect(window.done).toEqual([]);
  });
});

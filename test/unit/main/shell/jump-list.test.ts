import { readFileSync } from 'node:fs';
import type { Task } from 'electron';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { setJumpList } from '../../../../src/main/shell/jump-list';
import { readStartArguments } from '../../../../src/main/shell/start-arguments';
import { shellWords } from '../../../../src/main/shell/words/shell-words';

const { tasks, app } = vi.hoisted(() => {
  const tasks: Task[] = [];
  return {
    tasks,
    app: { isPackaged: true, setUserTasks: (all: Task[]) => tasks.splice(0, Infinity, ...all) },
  };
});
vi.mock('electron', () => ({ app, Menu: { buildFromTemplate: () => ({}) } }));

const { platform } = process;
afterEach(() => Object.defineProperty(process, 'platform', { value: platform }));

/** What a start with these arguments asks for. */
function asked(line: string): string[] {
  const { newWindow, demo, problems } = readStartArguments(line.split(' '), '/');
  return [newWindow && 'a window', demo && 'the demo', problems.length > 0 && 'trouble'].filter(
    (one) => one !== false,
  );
}

describe('what the icon of the app offers', () => {
  it('is understood by the app that Windows starts for it, and speaks the language of the window', () => {
    Object.defineProperty(process, 'platform', { value: 'win32' });
    const actions = { openWindow: () => undefined, startDemo: () => undefined };
    setJumpList(shellWords('de'), actions);
    expect(tasks.map(({ title }) => title)).toEqual(['Neues Fenster', 'Demo starten']);
    expect(tasks.map((task) => asked(task.arguments))).toEqual([['a window'], ['the demo']]);
    tasks.length = 0;
    app.isPackaged = false;
    setJumpList(shellWords('de'), actions);
    expect(tasks).toEqual([]);
  });

  it('is the same in the menu entry of a Linux desktop', () => {
    const entry = readFileSync('resources/linux/streamgauge.desktop', 'utf8');
    const lines = [...entry.matchAll(/^Exec=streamgauge (.*)$/gmu)].map(([, line]) => line!);
    expect(lines.map((line) => (line === '%U' ? ['links and files'] : asked(line)))).toEqual([
      ['links and files'],
      ['a window'],
      ['the demo'],
    ]);
    for (const { icon } of [shellWords('en'), shellWords('de'), shellWords('es')])
      for (const words of Object.values(icon))
        expect(entry).toMatch(new RegExp(`^Name(\\[\\w+\\])?=${words}$`, 'mu'));
  });
});

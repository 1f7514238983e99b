import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { expect, it } from 'vitest';
import type { WindowCommand } from '@shared/ipc';
import { WindowCommands } from '../../../../src/main/ipc/window-commands';

function setUp(): {
  commands: WindowCommands;
  window: BrowserWindow;
  load: () => void;
  sent: WindowCommand[];
} {
  const sent: WindowCommand[] = [];
  const webContents = new EventEmitter();
  return {
    sent,
    commands: new WindowCommands((_window, command) => sent.push(command)),
    window: { webContents } as unknown as BrowserWindow,
    load: () => void webContents.emit('did-start-loading'),
  };
}

it('holds commands back until the page of a window listens, and keeps their order', () => {
  const { commands, window, sent } = setUp();
  commands.send(window, { action: 'show', seq: 1 });
  commands.send(window, { action: 'show', seq: 2 });
  expect(sent).toEqual([]);
  commands.listens(window);
  commands.send(window, { action: 'show', seq: 3 });
  expect(sent.map((command) => 'seq' in command && command.seq)).toEqual([1, 2, 3]);
});

it('waits again for a page that is loaded anew', () => {
  const { commands, window, load, sent } = setUp();
  commands.listens(window);
  load();
  commands.send(window, { action: 'show', seq: 1 });
  expect(sent).toEqual([]);
  commands.listens(window);
  expect(sent).toEqual([{ action: 'show', seq: 1 }]);
});

it('keeps only the last few', () => {
  const { commands, window, sent } = setUp();
  for (let seq = 1; seq <= 20; seq++) commands.send(window, { action: 'show', seq });
  commands.listens(window);
  expect(sent).toHaveLength(8);
  expect(sent.at(-1)).toEqual({ action: 'show', seq: 20 });
});

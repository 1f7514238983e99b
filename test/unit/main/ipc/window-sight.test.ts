import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { WindowSight } from '../../../../src/main/ipc/window-sight';

class FakeWindow extends EventEmitter {
  visible = true;
  minimized = false;
  isDestroyed = (): boolean => false;
  isVisible = (): boolean => this.visible;
  isMinimized = (): boolean => this.minimized;
}

it('counts a window that has not been on the screen yet as seen: its first picture has to be right', () => {
  const window = new FakeWindow();
  window.visible = false;
  expect(new WindowSight<FakeWindow>().isSeen(window)).toBe(true);
});

it.each([
  ['hide', 'visible', false, 'show'],
  ['minimize', 'minimized', true, 'restore'],
] as const)('does not see a window after %s, and tells once when it is back', (leave, field, away, back) => {
  const sight = new WindowSight<FakeWindow>();
  const window = new FakeWindow();
  const told = vi.fn();
  sight.onSeen(window, told);
  window[field] = away;
  window.emit(leave);
  expect(sight.isSeen(window)).toBe(false);
  window[field] = !away;
  window.emit(back);
  window.emit('focus');
  expect(sight.isSeen(window)).toBe(true);
  expect(told).toHaveBeenCalledTimes(1);
});

it('notices a window that is back although nothing was said', () => {
  const sight = new WindowSight<FakeWindow>();
  const window = new FakeWindow();
  const told = vi.fn();
  sight.onSeen(window, told);
  window.emit('hide');
  expect(sight.isSeen(window)).toBe(true);
  expect(told).toHaveBeenCalledTimes(1);
});

it('tells nobody who does not ask any more', () => {
  const sight = new WindowSight<FakeWindow>();
  const window = new FakeWindow();
  const told = vi.fn();
  sight.onSeen(window, told)();
  window.emit('hide');
  window.emit('show');
  expect(told).not.toHaveBeenCalled();
});

import { describe, expect, it } from 'vitest';
import { shellCommand } from '@/app/shell-command';

function press(key: string, held: Partial<KeyboardEventInit> = {}, target?: HTMLElement): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, ...held });
  (target ?? document.body).dispatchEvent(event);
  return event;
}

describe('keys that work anywhere', () => {
  it('shows the five views with Ctrl 1 to 4 and Ctrl comma', () => {
    const views = ['1', '2', '3', '4', ','].map((key) => shellCommand(press(key, { ctrlKey: true })));
    expect(views).toEqual(
      ['stream', 'connections', 'notifications', 'server', 'settings'].map((view) => ({
        name: 'show-view',
        view,
      })),
    );
  });

  it('adds a source with Ctrl N, also from a text field', () => {
    const field = document.body.appendChild(document.createElement('input'));
    expect(shellCommand(press('n', { ctrlKey: true }, field))).toEqual({ name: 'add-source' });
    field.remove();
  });

  it('exports with Ctrl E and opens captures with Ctrl O', () => {
    expect(shellCommand(press('e', { ctrlKey: true }))).toEqual({ name: 'export' });
    expect(shellCommand(press('o', { ctrlKey: true }))).toEqual({ name: 'import' });
    expect(shellCommand(press('e'))).toBeNull();
  });

  it('goes to the next pane with F6 and back with Shift F6', () => {
    expect(shellCommand(press('F6'))).toEqual({ name: 'next-pane', step: 1 });
    expect(shellCommand(press('F6', { shiftKey: true }))).toEqual({ name: 'next-pane', step: -1 });
  });

  it('takes / and ? for commands, but leaves them to a text field', () => {
    expect(shellCommand(press('/'))).toEqual({ name: 'filter' });
    expect(shellCommand(press('?', { shiftKey: true }))).toEqual({ name: 'shortcuts' });
    const field = document.body.appendChild(document.createElement('input'));
    expect(shellCommand(press('/', {}, field))).toBeNull();
    expect(shellCommand(press('?', {}, field))).toBeNull();
    field.remove();
  });

  it('leaves other combinations to the system and the browser', () => {
    expect(shellCommand(press('1'))).toBeNull();
    expect(shellCommand(press('c', { ctrlKey: true }))).toBeNull();
    expect(shellCommand(press('1', { ctrlKey: true, altKey: true }))).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { acceleratorOf } from '../../../../src/main/shell/menu-keys';

describe('keys of the application menu', () => {
  it('are written as Electron has them', () => {
    expect(acceleratorOf('Ctrl Shift N')).toBe('CmdOrCtrl+Shift+N');
    expect(acceleratorOf('Ctrl +')).toBe('CmdOrCtrl+Plus');
    expect(acceleratorOf('F6')).toBe('F6');
  });

  it('are none where the menu would take what somebody types', () => {
    expect(['N', 'Shift N', '?', 'Alt 1'].map(acceleratorOf)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

import { homedir } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import { autostartEntry, autostartFile } from '../../../../src/main/shell/start-at-login';

vi.mock('electron', () => ({ app: {} }));

describe('the start at login of a Linux desktop', () => {
  it('is written where the desktop looks for it', () => {
    expect(autostartFile({ XDG_CONFIG_HOME: '/home/ada/cfg' })).toBe(
      '/home/ada/cfg/autostart/streamgauge.desktop',
    );
    expect(autostartFile({})).toBe(`${homedir()}/.config/autostart/streamgauge.desktop`);
    expect(autostartFile({ XDG_CONFIG_HOME: 'cfg' })).toBe(
      `${homedir()}/.config/autostart/streamgauge.desktop`,
    );
  });

  it.each([
    [['/usr/bin/streamgauge', '--hidden'], '/usr/bin/streamgauge --hidden'],
    [['/opt/My apps/sg.AppImage', '--hidden'], '"/opt/My apps/sg.AppImage" --hidden'],
    [['/home/a"$`\\b'], '"/home/a\\\\"\\\\$\\\\`\\\\\\\\b"'],
    [['/home/100%/sg'], '"/home/100%%/sg"'],
  ])('names the program so that no folder name can be taken for anything else: %j', (line, exec) => {
    expect(autostartEntry(line).split('\n')).toContain(`Exec=${exec}`);
  });
});

import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { autostartEntry, autostartFile, isEntryOn } from '../../../../src/main/shell/start-at-login';

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

  it('is passed over by the desktop once the program was removed', () => {
    const lines = autostartEntry(['/opt/My Apps/streamgauge', '--hidden']).split('\n');
    expect(lines).toContain('TryExec=/opt/My Apps/streamgauge');
  });

  it.each([
    ['taken away', (file: string) => rmSync(file)],
    ['hidden', (file: string) => appendFileSync(file, 'Hidden=true\n')],
    ['switched off', (file: string) => appendFileSync(file, 'X-GNOME-Autostart-enabled=false\n')],
  ])('is off when the desktop has its entry %s', (_how, change) => {
    const folder = mkdtempSync(join(tmpdir(), 'streamgauge-login-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'streamgauge.desktop');
    writeFileSync(file, autostartEntry(['/usr/bin/streamgauge', '--hidden']));
    expect(isEntryOn(file)).toBe(true);
    change(file);
    expect(isEntryOn(file)).toBe(false);
  });
});

import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { LANGUAGES, type Language } from '@shared/language';
import { menuTemplate } from '../../../../src/main/shell/menu-template';
import { shellWords } from '../../../../src/main/shell/words/shell-words';

const menu = (language: Language, options: { mac?: boolean; bindings?: Record<string, string[]> } = {}) =>
  menuTemplate({
    words: shellWords(language),
    mac: options.mac ?? false,
    developer: true,
    bindings: options.bindings ?? {},
    zoom: vi.fn(),
    run: vi.fn(),
    openWindow: vi.fn(),
  });

/** Every item of every menu, the menus themselves among them. */
const itemsOf = (template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);

const labelled = (language: Language, mac = false): MenuItemConstructorOptions[] =>
  itemsOf(menu(language, { mac })).filter(({ type, role }) => type !== 'separator' && role !== 'appMenu');

describe('the application menu', () => {
  it('speaks German with the same keys and roles as in English', () => {
    const german = menu('de');
    expect(german.map(({ label }) => label)).toEqual(['Datei', 'Bearbeiten', 'Ansicht', 'Fenster', 'Hilfe']);
    expect(itemsOf(german).map(({ label }) => label)).toEqual(
      expect.arrayContaining([
        'Neues Fenster',
        'Quelle hinzufügen…',
        'Ausschneiden',
        'Streamgauge beenden',
        'Diagnosepaket speichern…',
        'Über Streamgauge',
      ]),
    );
    const keysAndRoles = (language: Language): unknown[] =>
      itemsOf(menu(language)).map(({ accelerator, role, type }) => ({ accelerator, role, type }));
    expect(keysAndRoles('de')).toEqual(keysAndRoles('en'));
  });

  it.each(LANGUAGES)('leaves no item to the language of the system in %s', (language) => {
    for (const mac of [false, true])
      for (const item of labelled(language, mac)) expect(item.label, JSON.stringify(item)).toBeTruthy();
  });

  it('says nothing in Spanish that German says too, but for names', () => {
    const german = labelled('de', true).map(({ label }) => label);
    const both = labelled('es', true).filter(({ label }) => german.includes(label));
    expect(both).toEqual([]);
  });

  it('takes changed keys, and no accelerator for an action that has none', () => {
    const find = (
      label: string,
      bindings: Record<string, string[]>,
    ): MenuItemConstructorOptions | undefined =>
      itemsOf(menu('en', { bindings })).find((item) => item.label === label);
    expect(find('Connections', { 'view.connections': ['Ctrl Alt C'] })?.accelerator).toBe('CmdOrCtrl+Alt+C');
    expect(find('Connections', { 'view.connections': [] })).not.toHaveProperty('accelerator');
  });

  it('lists the windows on macOS, and has there what a menu bar has', () => {
    const mac = menu('en', { mac: true });
    expect(mac.map(({ label, role }) => label ?? role)).toEqual([
      'appMenu',
      'File',
      'Edit',
      'View',
      'Window',
      'Help',
    ]);
    expect(mac.find(({ label }) => label === 'Window')?.role).toBe('window');
    expect(itemsOf(mac).map(({ role }) => role)).toEqual(
      expect.arrayContaining(['about', 'services', 'hide', 'hideOthers', 'unhide', 'quit', 'front', 'close']),
    );
    const elsewhere = menu('en').find(({ label }) => label === 'File')?.submenu;
    expect((elsewhere as MenuItemConstructorOptions[]).map(({ label }) => label)).toContain('Settings…');
  });
});

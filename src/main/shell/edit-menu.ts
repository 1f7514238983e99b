import {
  app,
  Menu,
  type ContextMenuParams,
  type MenuItemConstructorOptions,
  type WebContents,
} from 'electron';
import { languageFor, type Language } from '@shared/language';

interface Words {
  readonly undo: string;
  readonly redo: string;
  readonly cut: string;
  readonly copy: string;
  readonly paste: string;
  readonly selectAll: string;
}

/** What the page's message catalogue says of the same: the menu is the system's own, and no page draws it. */
const WORDS: Readonly<Record<Language, Words>> = {
  en: { undo: 'Undo', redo: 'Redo', cut: 'Cut', copy: 'Copy', paste: 'Paste', selectAll: 'Select all' },
  de: {
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    cut: 'Ausschneiden',
    copy: 'Kopieren',
    paste: 'Einfügen',
    selectAll: 'Alles auswählen',
  },
  es: {
    undo: 'Deshacer',
    redo: 'Rehacer',
    cut: 'Cortar',
    copy: 'Copiar',
    paste: 'Pegar',
    selectAll: 'Seleccionar todo',
  },
};

/**
 * The right-click menu of text fields and of selected text, wherever the page has none of its own.
 *
 * @param language of the settings, asked for each time
 */
export function offerEditMenus(language: () => Language | 'system'): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('context-menu', (_opened, params) => {
      const spoken = languageFor(language(), app.getPreferredSystemLanguages());
      const items = editItems(params, WORDS[spoken], contents);
      if (items.length > 0) Menu.buildFromTemplate(items).popup();
    });
  });
}

/** Nothing for a click on what is no text. */
export function editItems(
  {
    isEditable,
    editFlags,
    selectionText,
  }: Pick<ContextMenuParams, 'isEditable' | 'editFlags' | 'selectionText'>,
  words: Words,
  contents: Pick<WebContents, 'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'selectAll'>,
): MenuItemConstructorOptions[] {
  const item = (name: keyof Words, enabled: boolean): MenuItemConstructorOptions => ({
    label: words[name],
    enabled,
    click: () => contents[name](),
  });
  const copy = item('copy', editFlags.canCopy);
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy];
  return [
    item('undo', editFlags.canUndo),
    item('redo', editFlags.canRedo),
    { type: 'separator' },
    item('cut', editFlags.canCut),
    copy,
    item('paste', editFlags.canPaste),
    { type: 'separator' },
    item('selectAll', editFlags.canSelectAll),
  ];
}

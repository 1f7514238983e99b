import {
  app,
  Menu,
  type ContextMenuParams,
  type MenuItemConstructorOptions,
  type WebContents,
} from 'electron';
import type { ShellWords } from './words/en';

/**
 * The right-click menu of text fields and of selected text, wherever the page has none of its own.
 *
 * @param words asked for each time
 */
export function offerEditMenus(words: () => ShellWords): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('context-menu', (_opened, params) => {
      const items = editItems(params, words().edit, contents);
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
  words: ShellWords['edit'],
  contents: Pick<WebContents, 'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'selectAll'>,
): MenuItemConstructorOptions[] {
  const item = (name: keyof ShellWords['edit'], enabled: boolean): MenuItemConstructorOptions => ({
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

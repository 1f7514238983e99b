import * as electron from 'electron';

/** Of the page, of which the preload script needs no more than this. */
declare const File: { readonly prototype: object };

/** Files of one drop that are taken at most; the main process refuses far fewer with a sentence. */
const MAX_FILES = 1_000;

/**
 * The paths of files that somebody dropped onto the page. A page cannot make up a file with a path: what has none is left out.
 */
export function droppedPaths(files: readonly object[]): string[] {
  return files
    .slice(0, MAX_FILES)
    .map(pathOf)
    .filter((path) => path !== '');
}

function pathOf(file: object): string {
  try {
    // Not in Electron before 29, where a file has a getter of its own for it. The getter is asked, not the property: it looks
    // at the file itself and throws for anything else, whatever a page has put on its object.
    const utils = (electron as Partial<typeof electron>).webUtils;
    if (utils) return utils.getPathForFile(file as Parameters<typeof utils.getPathForFile>[0]);
    const path: unknown = Object.getOwnPropertyDescriptor(File.prototype, 'path')?.get?.call(file);
    return typeof path === 'string' ? path : '';
  } catch {
    // It is no file.
    return '';
  }
}

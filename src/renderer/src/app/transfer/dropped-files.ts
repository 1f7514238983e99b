/** What somebody dropped: files, and names of folders, which are not opened. */
export interface Dropped {
  readonly files: readonly File[];
  readonly folders: readonly string[];
}

/** Whether a drag carries files (not text, nor a row of this very window). */
export function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Whether it is over something that takes files itself: an element with `data-takes-files`, be it covered meanwhile. */
export function isTakenElsewhere({ clientX, clientY }: DragEvent): boolean {
  return [...document.querySelectorAll('[data-takes-files]')].some((place) => {
    const { left, right, top, bottom } = place.getBoundingClientRect();
    return clientX > left && clientX < right && clientY > top && clientY < bottom;
  });
}

/** Must be called while the event is handled: afterwards its items are empty. */
export function droppedFiles({ dataTransfer }: DragEvent): Dropped {
  const files: File[] = [];
  const folders: string[] = [];
  for (const item of dataTransfer?.items ?? []) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory === true) {
      folders.push(entry.name);
      continue;
    }
    const file = item.getAsFile();
    if (file) files.push(file);
  }
  return { files, folders };
}

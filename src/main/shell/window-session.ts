import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { VIEW_NAMES, type ViewName } from '@shared/window-opening';
import * as v from 'valibot';
import { cascaded, fitToScreens, windowStateSchema, type Rectangle, type WindowState } from './window-state';

/** A window of the last session: where it was, and what it showed. */
export interface SavedWindow extends WindowState {
  readonly view: ViewName;
}

const savedWindowSchema = v.object({
  ...windowStateSchema.entries,
  view: v.fallback(v.picklist(VIEW_NAMES), 'stream'),
});
const sessionSchema = v.object({ windows: v.array(v.unknown()) });

/**
 * Reads the windows of the last session, the one that was used last at the end. A file that is missing or not understood
 * costs nothing but the places of windows; a window that is not understood, nothing but that window.
 *
 * @param most of them; those that were used last
 */
export function readSession(file: string, most: number): SavedWindow[] {
  try {
    const { windows } = v.parse(sessionSchema, JSON.parse(readFileSync(file, 'utf8')));
    return windows
      .flatMap((window) => {
        const { success, output } = v.safeParse(savedWindowSchema, window);
        return success ? [output] : [];
      })
      .slice(-most);
  } catch {
    return [];
  }
}

/**
 * Keeps the windows for the next start, the one that was used last at the end. At once, because the app may end when its
 * last window closes; a full disk is no reason to keep a window from closing.
 */
export function writeSession(file: string, windows: readonly SavedWindow[]): void {
  const draft = `${file}.new`;
  try {
    writeFileSync(draft, `${JSON.stringify({ windows })}\n`);
    renameSync(draft, file);
  } catch {
    return;
  }
}

/**
 * The windows of a session as they can be on the screens there are now. Those whose screen is gone do not lie on one another.
 *
 * @param screens work areas, the primary one first
 */
export function sessionOnScreens(
  session: readonly SavedWindow[],
  screens: readonly Rectangle[],
): SavedWindow[] {
  const placed: SavedWindow[] = [];
  for (const saved of session) {
    const fitting = { ...fitToScreens(saved, screens), view: saved.view };
    const taken = placed.map(rectangleOf).filter((one) => one !== null);
    const last = taken.at(-1);
    const isLost = fitting.position === null && saved.position !== null;
    const { position } = isLost && last ? cascaded(last, taken, screens) : fitting;
    placed.push({ ...fitting, position });
  }
  return placed;
}

function rectangleOf({ position, width, height }: WindowState): Rectangle | null {
  return position && { ...position, width, height };
}

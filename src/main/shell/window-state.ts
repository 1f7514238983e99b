import * as v from 'valibot';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a window is; sizes in device-independent pixels. */
export interface WindowState {
  /** Null for the middle of the screen. */
  readonly position: { readonly x: number; readonly y: number } | null;
  readonly width: number;
  readonly height: number;
  readonly maximised: boolean;
  readonly fullScreen: boolean;
}

export const MIN_SIZE = { width: 800, height: 560 } as const;
export const DEFAULT_STATE: WindowState = {
  position: null,
  width: 1440,
  height: 900,
  maximised: false,
  fullScreen: false,
};

/** How much of the title bar must be on a screen for the window to be found and moved, px. */
const GRIP = { width: 120, height: 40 } as const;

const whole = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000));
/** A state as it is kept between sessions. */
export const windowStateSchema = v.object({
  position: v.nullable(v.object({ x: whole, y: whole })),
  width: v.pipe(whole, v.minValue(MIN_SIZE.width)),
  height: v.pipe(whole, v.minValue(MIN_SIZE.height)),
  maximised: v.boolean(),
  /** Files of before it was kept have none. */
  fullScreen: v.optional(v.boolean(), false),
});

/**
 * The state to open with: the remembered one, cut to the screens there are now. Screens come and go; a window that
 * would open outside all of them goes to the middle of the first.
 * @param screens work areas, the primary one first; at least one
 */
export function fitToScreens(state: WindowState, screens: readonly Rectangle[]): WindowState {
  const { position } = state;
  const at = position && screens.find((screen) => gripVisible(position, state.width, screen));
  const screen = at ?? screens[0];
  if (!screen) return state;
  const width = Math.max(MIN_SIZE.width, Math.min(state.width, screen.width));
  const height = Math.max(MIN_SIZE.height, Math.min(state.height, screen.height));
  return { ...state, position: at ? position : null, width, height };
}

function gripVisible(position: { x: number; y: number }, width: number, screen: Rectangle): boolean {
  const across = Math.min(position.x + width, screen.x + screen.width) - Math.max(position.x, screen.x);
  return (
    across >= GRIP.width && position.y >= screen.y && position.y + GRIP.height <= screen.y + screen.height
  );
}

/** How far a further window lies from the one beside it, px: the title bar of that one stays in sight. */
const CASCADE = 40;

/**
 * Where a further window opens: as large as the one that is used, a title bar down and to the right of it, and of any that
 * lies there already; back in the corner of the screen when it would hang out of it.
 *
 * @param screens work areas, the primary one first
 */
export function cascaded(
  used: Rectangle,
  others: readonly Rectangle[],
  screens: readonly Rectangle[],
): WindowState {
  const { width, height } = used;
  const screen =
    screens.find(
      ({ x, y, width: w, height: h }) => used.x >= x && used.x < x + w && used.y >= y && used.y < y + h,
    ) ?? screens[0];
  const state: WindowState = { ...DEFAULT_STATE, width, height };
  if (!screen) return state;
  const isTaken = (at: { x: number; y: number }): boolean =>
    others.some((other) => other.x === at.x && other.y === at.y);
  let position = { x: used.x + CASCADE, y: used.y + CASCADE };
  for (let tries = 0; tries < others.length && isTaken(position); tries++)
    position = { x: position.x + CASCADE, y: position.y + CASCADE };
  const hangsOut =
    position.x + width > screen.x + screen.width || position.y + height > screen.y + screen.height;
  return { ...state, position: hangsOut ? { x: screen.x, y: screen.y } : position };
}

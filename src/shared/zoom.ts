/** Sizes of everything that Ctrl + and Ctrl - go through, per cent. */
export const ZOOM_STEPS = [80, 90, 100, 110, 125, 150, 175, 200] as const;

/** The next larger (1) or smaller (-1) step from `zoom`, which need be none itself; the ends stay where they are. */
export function nextZoom(zoom: number, direction: 1 | -1): number {
  const steps = direction === 1 ? ZOOM_STEPS : [...ZOOM_STEPS].reverse();
  return steps.find((step) => (step - zoom) * direction > 0) ?? steps.at(-1)!;
}

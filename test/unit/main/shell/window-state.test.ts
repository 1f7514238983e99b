import { describe, expect, it } from 'vitest';
import {
  cascaded,
  DEFAULT_STATE,
  fitToScreens,
  type WindowState,
} from '../../../../src/main/shell/window-state';

const laptop = { x: 0, y: 0, width: 1_920, height: 1_040 };
const second = { x: 1_920, y: -200, width: 2_560, height: 1_400 };
const at = (x: number, y: number): WindowState => ({
  position: { x, y },
  width: 1_200,
  height: 800,
  maximised: false,
  fullScreen: false,
});

describe('where the window opens', () => {
  it('is where it was, on any of the screens', () => {
    expect(fitToScreens(at(100, 50), [laptop, second])).toEqual(at(100, 50));
    expect(fitToScreens(at(2_500, -150), [laptop, second])).toEqual(at(2_500, -150));
  });

  it('is the middle of the first screen when the one it was on is gone', () => {
    expect(fitToScreens(at(2_500, -150), [laptop])).toMatchObject({ position: null, width: 1_200 });
  });

  it.each([
    ['left of the screen', -1_150, 100],
    ['right of the screen', 1_850, 100],
    ['above the screen, where no title bar can be caught', 100, -20],
    ['below the screen', 100, 1_020],
  ])('is the middle when it was %s', (_where, x, y) => {
    expect(fitToScreens(at(x, y), [laptop]).position).toBeNull();
  });

  it('is no larger than the screen, and never smaller than the window can be', () => {
    expect(fitToScreens(DEFAULT_STATE, [{ x: 0, y: 0, width: 1_280, height: 720 }])).toMatchObject({
      width: 1_280,
      height: 720,
    });
    expect(fitToScreens(DEFAULT_STATE, [{ x: 0, y: 0, width: 640, height: 480 }])).toMatchObject({
      width: 800,
      height: 560,
    });
  });
});

describe('where a further window opens', () => {
  const used = { x: 100, y: 50, width: 1_200, height: 800 };

  it('is a title bar down and to the right of the one that is used, as large as that', () => {
    expect(cascaded(used, [used], [laptop])).toEqual({ ...at(140, 90), maximised: false, fullScreen: false });
  });

  it('is beyond those that lie there already', () => {
    const there = { ...used, x: 140, y: 90 };
    expect(cascaded(used, [used, there], [laptop]).position).toEqual({ x: 180, y: 130 });
  });

  it('is the corner of the same screen where it would hang out of it', () => {
    const low = { ...used, x: 3_300, y: 350 };
    expect(cascaded(low, [low], [laptop, second]).position).toEqual({ x: 1_920, y: -200 });
  });
});

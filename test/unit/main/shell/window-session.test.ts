import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  readSession,
  sessionOnScreens,
  writeSession,
  type SavedWindow,
} from '../../../../src/main/shell/window-session';

const at = (x: number, y: number, view: SavedWindow['view'] = 'stream'): SavedWindow => ({
  position: { x, y },
  width: 1_200,
  height: 800,
  maximised: false,
  fullScreen: false,
  view,
});

describe('the windows of the last session', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'streamgauge-session-'));
    file = join(folder, 'windows.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are read back as they were written, in their order', () => {
    const session = [
      at(1, 2, 'server'),
      { ...at(3, 4), maximised: true, fullScreen: false },
      at(5, 6, 'settings'),
    ];
    writeSession(file, session);
    expect(readSession(file, 8)).toEqual(session);
  });

  it('are as many as there may be, of those that were used last', () => {
    writeSession(
      file,
      Array.from({ length: 12 }, (_, x) => at(x, 0)),
    );
    expect(readSession(file, 8).map(({ position }) => position?.x)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"windows":7}',
    '{"position":null,"width":1200,"height":800,"maximised":false}',
  ])('are none when the file holds %j', (text) => {
    writeFileSync(file, text);
    expect(readSession(file, 8)).toEqual([]);
  });

  it('are the others when one of them is not understood, and a view that is gone is the stream view', () => {
    const windows = [
      { ...at(1, 2), width: 10 },
      'no window',
      { ...at(3, 4), view: 'radar' },
      at(5, 6, 'server'),
    ];
    writeFileSync(file, JSON.stringify({ windows }));
    expect(readSession(file, 8)).toEqual([at(3, 4), at(5, 6, 'server')]);
  });

  it('are none without a file, and a folder that is gone is no error', () => {
    const gone = join(folder, 'gone', 'windows.json');
    expect(() => writeSession(gone, [at(1, 2)])).not.toThrow();
    expect(readSession(gone, 8)).toEqual([]);
  });
});

describe('the windows of the last session on the screens of today', () => {
  const laptop = { x: 0, y: 0, width: 1_920, height: 1_040 };

  it('are where they were', () => {
    const session = [at(100, 50, 'server'), at(300, 90)];
    expect(sessionOnScreens(session, [laptop])).toEqual(session);
  });

  it('do not lie on one another when their screen is gone', () => {
    const [first, second, third] = sessionOnScreens([at(100, 50), at(2_500, 50), at(2_600, 90)], [laptop]);
    expect(first?.position).toEqual({ x: 100, y: 50 });
    expect(second?.position).toEqual({ x: 140, y: 90 });
    expect(third?.position).toEqual({ x: 180, y: 130 });
  });

  it('leave a window in the middle that was in the middle', () => {
    const middle = { ...at(0, 0), position: null };
    expect(sessionOnScreens([at(100, 50), middle], [laptop])[1]?.position).toBeNull();
  });
});

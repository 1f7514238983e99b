import { describe, expect, it } from 'vitest';
import { BADGE_SIZE, badgePixels } from '../../../../src/main/shell/badge-icon';
import { noticeText } from '../../../../src/main/shell/notice-text';
import { MAX_SHOWN, ShownNotices } from '../../../../src/main/shell/shown-notices';

describe('the text of a desktop notification', () => {
  const text = (
    title: string,
    body: string,
    platform: NodeJS.Platform = 'linux',
  ): { title: string; body: string } => noticeText({ title, body }, platform);

  it('P9: begins with our name', () => {
    expect(text('Errors', '').title).toBe('Streamgauge – Errors');
    expect(text('', '').title).toBe('Streamgauge');
  });

  it('P9: shows markup of a payload as it is on Linux, where it would be read', () => {
    const hostile = '<b>Your bank</b> <a href="http://evil.example">sign in</a> &lt;';
    expect(text('x', hostile).body).toBe(
      '&lt;b&gt;Your bank&lt;/b&gt; &lt;a href="http://evil.example"&gt;sign in&lt;/a&gt; &amp;lt;',
    );
    expect(text('x', hostile, 'darwin').body).toBe(hostile);
    expect(text('x', hostile, 'win32').body).toBe(hostile);
  });

  it('P9: leaves out control characters and direction overrides, and is at most 200 characters long', () => {
    expect(text('a\u202eb\u0007c', 'one\u0000\u001b[31m\u2066two', 'win32')).toEqual({
      title: 'Streamgauge – abc',
      body: 'one[31mtwo',
    });
    expect(text('x'.repeat(500), 'y'.repeat(100_000), 'win32')).toMatchObject({
      title: expect.stringMatching(/^Streamgauge – .{80}$/u) as string,
      body: expect.stringMatching(/^.{200}$/u) as string,
    });
    // Not through the middle of a character.
    expect(text('x', `y${'😀'.repeat(150)}`, 'win32').body).toBe(`y${'😀'.repeat(99)}`);
  });
});

describe('notifications that are shown', () => {
  class Shown {
    closed = false;
    close(): void {
      this.closed = true;
    }
  }

  it('are so many at most: the oldest goes for one more', () => {
    const shown = new ShownNotices<Shown>();
    const all = Array.from({ length: MAX_SHOWN + 2 }, () => new Shown());
    for (const one of all) shown.add(one, null);
    expect(all.map(({ closed }) => closed)).toEqual([true, true, ...Array<boolean>(MAX_SHOWN).fill(false)]);
  });

  it('go when their event has been read', () => {
    const shown = new ShownNotices<Shown>();
    const [first, second, none] = [new Shown(), new Shown(), new Shown()];
    shown.add(first, 1);
    shown.add(second, 2);
    shown.add(none, null);
    shown.read(new Set([2, 3]));
    expect([first.closed, second.closed, none.closed]).toEqual([false, true, false]);
  });

  it('are not closed again by us once the desktop has closed them', () => {
    const shown = new ShownNotices<Shown>();
    const one = new Shown();
    shown.add(one, 1);
    shown.remove(one);
    shown.closeAll();
    expect(one.closed).toBe(false);
  });
});

describe('the number over an icon of the task bar', () => {
  const drawn = (unread: number): string[] => {
    const pixels = badgePixels(unread);
    return Array.from({ length: BADGE_SIZE }, (_, y) =>
      Array.from({ length: BADGE_SIZE }, (_, x) => {
        const [blue = 0, , , alpha = 0] = pixels.subarray((y * BADGE_SIZE + x) * 4);
        return alpha === 0 ? ' ' : blue === 255 ? '#' : '.';
      }).join(''),
    );
  };

  it('is white on a round disc', () => {
    expect(drawn(4)).toMatchInlineSnapshot(`
      [
        "     ......     ",
        "   ..........   ",
        "  ............  ",
        " ....##..##.... ",
        " ....##..##.... ",
        ".....##..##.....",
        ".....##..##.....",
        ".....######.....",
        ".....######.....",
        ".........##.....",
        ".........##.....",
        " ........##.... ",
        " ........##.... ",
        "  ............  ",
        "   ..........   ",
        "     ......     ",
      ]
    `);
  });

  it('says 9+ beyond nine, within the disc', () => {
    expect(drawn(10)).toEqual(drawn(9_999));
    expect(drawn(12)).toMatchInlineSnapshot(`
      [
        "     ......     ",
        "   ..........   ",
        "  ............  ",
        " ..#####....... ",
        " ..#####....... ",
        "...##.##...#....",
        "...##.##...#....",
        "...#####.#####..",
        "...#####.#####..",
        "......##...#....",
        "......##...#....",
        " ..#####....... ",
        " ..#####....... ",
        "  ............  ",
        "   ..........   ",
        "     ......     ",
      ]
    `);
  });
});

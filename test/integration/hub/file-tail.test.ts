import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '@shared/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tailFile, type FileTail, type FileTailOptions } from '../../../src/main/hub/file-tail';
import { eventually } from '../../support/eventually';

let folder: string;
let path: string;
let tail: FileTail | null = null;
let lines: string[];
let problems: Problem[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-tail-'));
  path = join(folder, 'app.log');
  lines = [];
  problems = [];
});
afterEach(async () => {
  await tail?.close();
  tail = null;
  rmSync(folder, { recursive: true, force: true });
});

/** Begins to follow, and waits until the file is open when it is there. */
async function follow(options: Partial<FileTailOptions> = {}, there = true): Promise<FileTail> {
  tail = tailFile({
    path,
    onLine: (line) => void lines.push(line),
    onProblem: (problem) => problems.push(problem),
    pollMs: 200,
    ...options,
  });
  const started = tail;
  if (there) await eventually(() => expect(started.status().open).toBe(true));
  return started;
}

describe('lines', () => {
  it('delivers each appended line, and none that was there before', async () => {
    writeFileSync(path, 'old\n');
    await follow({}, false);
    appendFileSync(path, 'one\ntwo\r\n\nthree\n');
    await eventually(() => expect(lines).toEqual(['one', 'two', '', 'three']));
  });

  it('begins at the start when asked to, without a byte order mark', async () => {
    writeFileSync(path, '\ufeffold\n');
    await follow({ from: 'start' });
    await eventually(() => expect(lines).toEqual(['old']));
  });

  it('waits for a file, and a folder, that are not there yet', async () => {
    path = join(folder, 'later', 'app.log');
    await follow({}, false);
    mkdirSync(join(folder, 'later'));
    writeFileSync(path, 'first\n');
    await eventually(() => expect(lines).toEqual(['first']));
    expect(problems).toEqual([]);
  });

  it('delivers a line only when it has ended, whole, however its characters were cut', async () => {
    writeFileSync(path, '');
    const started = await follow();
    const bytes = Buffer.from('größer: 🎉 ok\n');
    for (const [i, byte] of bytes.entries()) {
      appendFileSync(path, Buffer.of(byte));
      await eventually(() => expect(started.status().bytes).toBe(i + 1));
      if (i < bytes.length - 1) expect(lines).toEqual([]);
    }
    await eventually(() => expect(lines).toEqual(['größer: 🎉 ok']));
  });

  it('cuts and counts lines that are too long, and goes on after them', async () => {
    writeFileSync(path, '');
    const started = await follow({ maxLineBytes: 10 });
    appendFileSync(path, `${'a'.repeat(200_000)}\n0123456789\r\nüüüüüü\nshort\n`);
    await eventually(() => expect(lines).toEqual(['a'.repeat(10), '0123456789', 'üüüüü', 'short']));
    expect(started.status().cut).toBe(2);
  });

  it('reads no further while a line is being taken', async () => {
    let release: (() => void) | undefined;
    writeFileSync(path, '');
    await follow({
      onLine(line) {
        lines.push(line);
        return new Promise<void>((resolve) => (release = resolve));
      },
    });
    appendFileSync(path, 'one\ntwo\n');
    await eventually(() => expect(lines).toEqual(['one']));
    release!();
    await eventually(() => expect(lines).toEqual(['one', 'two']));
  });

  it('goes on after a line that was refused, and tells of it once', async () => {
    writeFileSync(path, '');
    const started = await follow({
      onLine(line) {
        if (line.startsWith('bad')) throw new Error('too large');
        lines.push(line);
      },
    });
    appendFileSync(path, 'bad 1\nbad 2\ngood\n');
    await eventually(() => expect(lines).toEqual(['good']));
    expect(started.status().refused).toBe(2);
    expect(problems.map((problem) => problem.code)).toEqual(['line-refused']);
  });

  it('follows a symbolic link into another folder', async () => {
    const target = join(folder, 'elsewhere');
    mkdirSync(target);
    writeFileSync(join(target, 'real.log'), '');
    symlinkSync(join(target, 'real.log'), path);
    await follow({ pollMs: 600_000 });
    appendFileSync(join(target, 'real.log'), 'through the link\n');
    await eventually(() => expect(lines).toEqual(['through the link']));
  });
});

describe('rotation', () => {
  it('reads the rest of a renamed file, its unended line too, before the new one', async () => {
    writeFileSync(path, '');
    const started = await follow();
    appendFileSync(path, 'one\n');
    await eventually(() => expect(lines).toEqual(['one']));
    renameSync(path, `${path}.1`);
    appendFileSync(`${path}.1`, 'two\nthree, not ended');
    writeFileSync(path, 'four\n');
    await eventually(() => expect(lines).toEqual(['one', 'two', 'three, not ended', 'four']));
    expect(started.status().rotations).toBe(1);
  });

  it('goes on with the old file as long as the new one is empty, and for a moment after', async () => {
    writeFileSync(path, '');
    await follow();
    renameSync(path, `${path}.1`);
    writeFileSync(path, '');
    appendFileSync(`${path}.1`, 'still the old one\n');
    await eventually(() => expect(lines).toEqual(['still the old one']));
    appendFileSync(path, 'the new one\n');
    await eventually(() => expect(lines).toEqual(['still the old one', 'the new one']));
    appendFileSync(`${path}.1`, 'a late worker\n');
    await eventually(() => expect(lines).toEqual(['still the old one', 'the new one', 'a late worker']));
  });

  it('loses and repeats nothing over many rotations under load', async () => {
    writeFileSync(path, '');
    const started = await follow();
    const wanted: string[] = [];
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 400; i++) {
        wanted.push(`line ${round}.${i}`);
        appendFileSync(path, `line ${round}.${i}\n`);
      }
      const rotations = started.status().rotations;
      renameSync(path, `${path}.${round}`);
      writeFileSync(path, `begin ${round}\n`);
      wanted.push(`begin ${round}`);
      await eventually(() => expect(started.status().rotations).toBe(rotations + 1));
    }
    await eventually(() => expect(lines).toEqual(wanted));
  });

  it('starts over when the file is emptied in place', async () => {
    writeFileSync(path, '');
    const started = await follow();
    appendFileSync(path, 'one\ntwo\n');
    await eventually(() => expect(lines).toEqual(['one', 'two']));
    truncateSync(path, 0);
    await eventually(() => expect(started.status().truncations).toBe(1));
    appendFileSync(path, 'three\n');
    await eventually(() => expect(lines).toEqual(['one', 'two', 'three']));
  });

  it('notices a file that was emptied and has grown past its place at once', async () => {
    writeFileSync(path, '');
    const started = await follow();
    appendFileSync(path, '10:00 one\n');
    await eventually(() => expect(lines).toEqual(['10:00 one']));
    writeFileSync(path, '10:01 two\n10:02 three, longer than before\n');
    await eventually(() =>
      expect(lines).toEqual(['10:00 one', '10:01 two', '10:02 three, longer than before']),
    );
    expect(started.status().truncations).toBe(1);
  });

  it('goes on when the file is deleted and made again', async () => {
    writeFileSync(path, 'old\n');
    await follow();
    rmSync(path);
    writeFileSync(path, 'new\n');
    await eventually(() => expect(lines).toEqual(['new']));
  });
});

describe('what is no log file', () => {
  it('says so once, and reads it from its start when it has become one', async () => {
    mkdirSync(path);
    await follow({}, false);
    await eventually(() => expect(problems.map((problem) => problem.code)).toEqual(['tail-failed']));
    expect(problems[0]!.message).toBe(`${path} is not a regular file.`);
    rmSync(path, { recursive: true });
    writeFileSync(path, 'now a file\n');
    await eventually(() => expect(lines).toEqual(['now a file']));
    expect(problems).toHaveLength(1);
  });

  it('refuses bounds that are none', () => {
    expect(() => tailFile({ path, onLine: () => undefined, maxLineBytes: 0 })).toThrow(
      expect.objectContaining({ code: 'bad-option' }) as Error,
    );
  });
});

describe('the end', () => {
  it('comes with the signal, also while a line is being taken', async () => {
    const stop = new AbortController();
    writeFileSync(path, '');
    const started = await follow({
      signal: stop.signal,
      onLine(line) {
        lines.push(line);
        return new Promise<void>(() => undefined);
      },
    });
    appendFileSync(path, 'one\ntwo\n');
    await eventually(() => expect(lines).toEqual(['one']));
    stop.abort();
    await started.closed;
    expect(lines).toEqual(['one']);
    expect(started.status().open).toBe(false);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '@shared/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { playFile } from '../../../src/main/recordings/play-file';
import { eventually } from '../../support/eventually';
import { recordingOf, Stage, temporaryFolder } from './fixture';

let folder: { path: string; remove: () => void };
let stage: Stage;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  stage = new Stage();
  path = join(folder.path, 'file.ndjson');
});
afterEach(() => folder.remove());

describe('the pauses', () => {
  it('are the recorded ones at speed 1, and a tenth of them at speed 10', async () => {
    writeFileSync(path, recordingOf([0, 100, 300]));
    for (const [speed, factor] of [['1', 1] as const, ['10', 10] as const]) {
      const there = new Stage();
      // Not from the first event on: that one may be late, and the others are not late because of it.
      const start = performance.now();
      expect(await playFile({ path, publish: there.publish, speed })).toEqual({
        published: 3,
        refused: 0,
        badLines: 0,
      });
      const [, b, c] = there.times;
      // Timers may fire a millisecond early.
      expect(b! - start).toBeGreaterThanOrEqual(100 / factor - 2);
      expect(c! - start).toBeGreaterThanOrEqual(300 / factor - 2);
      expect(c! - start).toBeLessThan(300 / factor + 1_000);
    }
  });

  it('are none at speed max, and the process stays free for other things', async () => {
    writeFileSync(
      path,
      recordingOf(Array.from({ length: 50_000 }, (_, i) => i * 60_000).map((t) => t % 3e10)),
    );
    let turns = 0;
    let playing = true;
    const turn = (): void => {
      turns += 1;
      if (playing) setImmediate(turn);
    };
    turn();
    const result = await playFile({ path, publish: stage.publish, speed: 'max' });
    playing = false;
    expect(result.published).toBe(50_000);
    expect(turns).toBeGreaterThan(10);
    expect(stage.data.map(Number)).toEqual(Array.from({ length: 50_000 }, (_, i) => i));
  });
});

describe('the command line', () => {
  it('plays over and over until it is told to end', async () => {
    const stop = new AbortController();
    writeFileSync(path, recordingOf([0, 1]));
    const playing = playFile({ path, publish: stage.publish, speed: '10', loop: true, signal: stop.signal });
    await eventually(() => expect(stage.publications.length).toBeGreaterThanOrEqual(6));
    stop.abort();
    await playing;
    expect(stage.data.slice(0, 6)).toEqual(['0', '1', '0', '1', '0', '1']);
    // A second between the passes, at speed 10.
    expect(stage.times[2]! - stage.times[1]!).toBeGreaterThanOrEqual(98);
  });

  it('ends a long pause at once when told to', async () => {
    const stop = new AbortController();
    writeFileSync(path, recordingOf([0, 86_400_000 * 300]));
    const playing = playFile({ path, publish: stage.publish, speed: '1', signal: stop.signal });
    await eventually(() => expect(stage.data).toEqual(['0']));
    stop.abort();
    expect(await playing).toMatchObject({ published: 1 });
  });

  it('plays any file it can read to a channel of choice, and tells of what it could not use', async () => {
    const problems: Problem[] = [];
    writeFileSync(path, 'data: one\n\nthis is a sentence: no field\ndata: two\n\n');
    await playFile({
      path,
      speed: 'max',
      channel: 'demo',
      publish(publication) {
        if (publication.data === 'two') throw new Error('too large');
        stage.publish(publication);
      },
      onProblem: (problem) => problems.push(problem),
    });
    expect(stage.publications).toEqual([{ channel: 'demo', event: 'message', data: 'one' }]);
    expect(problems.map((problem) => problem.message)).toEqual([
      `An event of ${path} was refused: too large`,
      `One line of ${path} could not be used.`,
    ]);
  });

  it('says why it cannot play a file', async () => {
    writeFileSync(path, '');
    const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error;
    await expect(playFile({ path, publish: stage.publish, speed: '1', loop: true })).rejects.toThrow(
      code('recording-empty'),
    );
    await expect(
      playFile({ path: join(folder.path, 'none'), publish: stage.publish, speed: '1' }),
    ).rejects.toThrow(code('recording-unreadable'));
  });
});

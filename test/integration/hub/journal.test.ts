import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Journal } from '../../../src/main/hub/journal';
import { JournalIds } from '../../../src/main/hub/journal-ids';
import { seededRandom } from '../../unit/main/hub/seeded-random';
import { dataOf } from './journal-data';

const ROUNDS = 50;

let work: string;
let script: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'journal-kill-'));
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': resolve(__dirname, '../../../src/shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: resolve(__dirname, 'journal-process.ts'),
      target: 'node18.15',
      outDir: work,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'journal-process.cjs' } },
    },
  });
  script = join(work, 'journal-process.cjs');
});
afterAll(() => rm(work, { recursive: true }));

/** Runs the process until it has been killed; with `lines`, it is killed from here after so many of them. */
async function runKilled(args: readonly (string | number)[], lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [script, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  let count = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    count += chunk.split('\n').length - 1;
    if (lines > 0 && count >= lines) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  return text.split('\n').slice(0, -1);
}

describe('the journal of a process that is killed', () => {
  it(
    'C5: over 50 kills, all that was durable is there, nothing is mixed, and no number is given twice',
    { timeout: 300_000 },
    async () => {
      const folder = join(work, 'log');
      const random = seededRandom(4);
      /** Epochs that a process was given after one that was killed, and all numbers handed out in each. */
      const handedOut = new Map<string, number>();
      let durable = 0;
      let lostAtAll = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const lives = 1 + (round % 3);
        const self = round % 2 === 0;
        const lines = await runKilled(
          [folder, round + 1, lives, self ? 1 + Math.floor(random() * 300) : 0],
          self ? 0 : 1 + Math.floor(random() * 600),
        );
        let epoch = '';
        for (const line of lines) {
          const [what, first = '', second] = line.split(' ');
          if (what === 'open') {
            epoch = first;
            const before = handedOut.get(epoch) ?? 0;
            // The same epoch only after a proper end, and then only beyond all that it has given.
            expect(Number(second)).toBeGreaterThan(before);
            handedOut.set(epoch, Math.max(before, Number(second) - 1));
          } else if (what === 'out') {
            expect(Number(first)).toBeGreaterThan(handedOut.get(epoch)!);
            handedOut.set(epoch, Number(first));
          } else if (what === 'durable') {
            durable = Number(first);
          } else if (what === 'problem') {
            expect(first).toBe('journal-damaged');
          }
        }

        const problems: unknown[] = [];
        const journal = await Journal.open({
          folder,
          maxEvents: 3_000,
          maxBytes: 4 * 1024 * 1024,
          now: Date.now,
          onProblem: (problem) => problems.push(problem),
        });
        const records = journal.takeRecords();
        const ids = new JournalIds(journal);
        const held = new Map(records.map((record) => [record.seq, record]));
        // The same epoch only when the kill fell between the proper end of one life and the start of the next:
        // then all that went out is there.
        const opened = lines.filter((line) => line.startsWith('open ')).length;
        const ended = journal.epoch === epoch;
        if (ended) {
          expect(opened).toBeLessThan(lives);
          expect(journal.nextSeq).toBe(handedOut.get(epoch)! + 1);
        } else {
          expect([...handedOut.keys()]).not.toContain(journal.epoch);
        }
        const mixed = records.filter(
          ({ seq, data, channel }) =>
            data !== dataOf(ids.idAfter(seq).slice(0, 8), seq) || channel !== `c/${seq % 7}`,
        );
        expect(mixed).toEqual([]);
        if (durable > 0) expect(records.at(-1)!.seq).toBeGreaterThanOrEqual(durable);
        // Whole, apart from the breaks between lives and what is beyond the bounds.
        const missing = new Set<number>();
        for (const { from, to } of journal.lost) for (let seq = from; seq <= to; seq++) missing.add(seq);
        const unexplained: number[] = [];
        for (let seq = 1; seq < journal.nextSeq; seq++) {
          if (held.has(seq) === missing.has(seq)) unexplained.push(seq);
        }
        expect(unexplained).toEqual([]);
        for (const { from, to, reason } of journal.lost) {
          if (reason === 'unclean-stop') expect(to).toBe(from);
          else expect([reason, from]).toEqual(['evicted', 1]);
        }
        // A client that has seen the last that went out is told, and goes on behind it.
        const position = ids.locate(`${epoch}.${handedOut.get(epoch)!}`, 1, journal.nextSeq);
        expect(position).toMatchObject({ known: true });
        if (position.known) {
          expect(ids.lostAfter(position.seq) !== null).toBe(!ended);
          if (position.seq < handedOut.get(epoch)!) lostAtAll++;
        }
        await journal.close();
        handedOut.set(journal.epoch, journal.nextSeq - 1);
        for (const problem of problems) expect(problem).toMatchObject({ code: 'journal-damaged' });
      }
      // The kills came at telling moments: some events had gone out that never reached the disk.
      expect(lostAtAll).toBeGreaterThan(5);
      expect(durable).toBeGreaterThan(1_000);
    },
  );
});

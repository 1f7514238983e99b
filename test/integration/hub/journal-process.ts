/**
 * A process that keeps a journal and is to be killed. Arguments: folder, seed, lives (all but the last end properly),
 * number after which it kills itself (0: it waits to be killed). Tells on standard output, before anything else can
 * happen: `open <epoch> <next>`, `out <seq>` when an event has been handed over, `durable <seq>`, `closed`.
 */
import { writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { Journal } from '../../../src/main/hub/journal';
import { seededRandom } from '../../unit/main/hub/seeded-random';
import { dataOf } from './journal-data';

const [folder = '', seed = '1', lives = '1', lastSeq = '0'] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const tell = (line: string): void => void writeSync(1, `${line}\n`);

async function live(mayEnd: boolean, killAt: number): Promise<void> {
  const journal = await Journal.open({
    folder,
    maxEvents: 3_000,
    maxBytes: 4 * 1024 * 1024,
    syncMs: 3,
    now: Date.now,
    onProblem: (problem) => tell(`problem ${problem?.code ?? 'none'}`),
    onDurable: (seq) => tell(`durable ${seq}`),
  });
  tell(`open ${journal.epoch} ${journal.nextSeq}`);
  let seq = journal.nextSeq;
  const end = mayEnd ? seq + Math.floor(random() * 200) : Infinity;
  while (seq < end) {
    const batch = 1 + Math.floor(random() * 20);
    for (let i = 0; i < batch && seq < end; i++, seq++) {
      const data = dataOf(journal.epoch, seq);
      journal.append({ seq, channel: `c/${seq % 7}`, at: Date.now(), event: 'e', data });
      tell(`out ${seq}`);
      if (!mayEnd && killAt > 0 && seq - journal.nextSeq >= killAt) process.kill(process.pid, 'SIGKILL');
    }
    // A few turns, so that the kill finds it writing, syncing, or at rest.
    for (let turns = Math.floor(random() * 30); turns >= 0; turns--) await setImmediate();
  }
  await journal.close();
  tell('closed');
}

async function main(): Promise<void> {
  for (let life = Number(lives); life > 0; life--) await live(life > 1, Number(lastSeq));
}

void main();

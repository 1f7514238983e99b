/**
 * A process with a queue, for tests that kill it. Arguments: the folder of the journal, the file that gets a line for each
 * job done, the number of jobs to put in, and what they are: numbers, `deadly` for jobs that end the process at once, or a
 * text that each number is followed by.
 */
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventQueue } from '../../../../src/main/hub/event-queue';

const [folder = '', done = '', jobs = '0', kind = 'number'] = process.argv.slice(2);

const queue = new EventQueue<number | string>({
  name: 'work',
  folder,
  concurrency: 4,
  backoff: { floorMs: 1, capMs: 5 },
  publish: () => undefined,
  async handler(job) {
    if (job === 'deadly') process.kill(process.pid, 'SIGKILL');
    await sleep(2);
    appendFileSync(done, `${job}\n`);
  },
});

let accepted = 0;
for (; accepted < Number(jobs); accepted++) {
  try {
    queue.enqueue(kind === 'number' ? accepted : kind === 'deadly' ? 'deadly' : `${accepted} ${kind}`);
  } catch (error) {
    process.stdout.write(`${String(error)}\n`);
    break;
  }
}
process.stdout.write(`accepted ${accepted}\n`);
await queue.drain();
process.stdout.write(`${JSON.stringify({ ...queue.status(), letters: queue.deadLetters() })}\n`);
await queue.close();

/**
 * A process to be killed: opens the store in `argv[2]` with the thread `argv[3]` and appends at full rate, within
 * `argv[4]` bytes when that is given. Every 10 ms it prints the time that it has been running for on a processor, in
 * ms, and the last `seq` that it has handed over: what was printed 250 ms before the end has to be there. Time in which
 * the machine was busy with other processes does not count.
 */
import { Buffer } from 'node:buffer';
import { openEventStore } from '../../../src/main/history/store/event-store';
import { sampleEvent } from '../../unit/main/history/store/sample-events';

const [, , folder, thread, bytes] = process.argv;
if (!folder || !thread) throw new Error('usage: store-writer <folder> <thread> [<bytes>]');

const PADDING = 'x y z '.repeat(30);

const running = (): number => {
  const { user, system } = process.cpuUsage();
  return Math.floor((user + system) / 1_000);
};

openEventStore(folder, { thread }).then(
  async (store) => {
    if (bytes) await store.retain({ bytes: Number(bytes) });
    process.stdout.write(`${running()} ${store.nextSeq - 1}\n`);
    let said = Date.now();
    const write = (): void => {
      // Half a megabyte waits: what a busy machine writes in a part of 250 ms.
      const hasRoom = store.room() > 33_000_000;
      if (hasRoom) {
        const from = store.nextSeq;
        store.append(
          Array.from({ length: 100 }, (_, i) =>
            sampleEvent(from + i, {
              data: `{"n":${from + i},"padding":"${PADDING}"}`,
              raw: Buffer.from(`data: {"n":${from + i},"padding":"${PADDING}"}\n\n`),
            }),
          ),
        );
      }
      if (Date.now() - said >= 10) {
        said = Date.now();
        process.stdout.write(`${running()} ${store.nextSeq - 1 - store.dropped}\n`);
      }
      if (hasRoom) setImmediate(write);
      else setTimeout(write, 1);
    };
    write();
  },
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);

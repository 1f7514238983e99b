/** A process that answers a question by reading the whole file of lines, as a script written for it would. */
import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { answerCalls } from '../support/rpc';
import { questionNamed, type Line, type Question } from './questions';

const CHUNK = 4 * 1_024 * 1_024;
const LINE_FEED = 10;
const PAGE = 200;

export interface ScanAnswer {
  readonly count: number;
  /** The smallest `seq` of the newest 200; 0 when there are none or when bytes alone were looked at. */
  readonly pageFrom: number;
  readonly ms: number;
}

const calls = {
  /** Every line: its text against a pattern, or what `JSON.parse` makes of it against a predicate. */
  lines({ file, name }: { file: string; name: string }): ScanAnswer {
    const test = testOf(questionNamed(name));
    const newest: string[] = [];
    let count = 0;
    const began = performance.now();
    for (const chunk of wholeLines(file)) {
      for (const line of chunk.toString('utf8', 0, chunk.length - 1).split('\n')) {
        if (!test(line)) continue;
        newest[count++ % PAGE] = line;
      }
    }
    const ms = performance.now() - began;
    const oldest = newest[count > PAGE ? count % PAGE : 0];
    return { count, pageFrom: oldest === undefined ? 0 : (JSON.parse(oldest) as Line).seq, ms };
  },

  /** Lines that hold certain bytes: the floor of what Node can do without an index. */
  bytes({ file, name }: { file: string; name: string }): ScanAnswer {
    const needle = Buffer.from(questionNamed(name).bytes ?? '');
    let count = 0;
    const began = performance.now();
    for (const chunk of wholeLines(file)) {
      for (let at = chunk.indexOf(needle); at >= 0;) {
        count++;
        at = chunk.indexOf(needle, chunk.indexOf(LINE_FEED, at) + 1);
      }
    }
    return { count, pageFrom: 0, ms: performance.now() - began };
  },
};

export type ScanCalls = typeof calls;

function testOf({ scan }: Question): (line: string) => boolean {
  if ('text' in scan) return (line) => scan.text.test(line);
  return (line) => scan.fields(JSON.parse(line) as Line);
}

/** Chunks that end with the end of a line; each is valid until the next one. */
function* wholeLines(file: string): Generator<Buffer> {
  const fd = openSync(file, 'r');
  const memory = Buffer.allocUnsafe(CHUNK);
  let kept = 0;
  try {
    for (;;) {
      const read = readSync(fd, memory, kept, CHUNK - kept, null);
      if (read === 0) return;
      const filled = kept + read;
      const end = memory.lastIndexOf(LINE_FEED, filled - 1) + 1;
      if (end > 0) yield memory.subarray(0, end);
      memory.copyWithin(0, end, filled);
      kept = filled - end;
    }
  } finally {
    closeSync(fd);
  }
}

answerCalls(calls);

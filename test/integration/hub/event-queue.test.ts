import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { StreamgaugeError } from '@shared/errors';
import type { Publication } from '@shared/hub';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EventQueue } from '../../../src/main/hub/event-queue';
import type { EventQueueOptions, JobContext } from '../../../src/main/hub/event-queue-options';
import { eventually } from '../../support/eventually';

let folder: string;
const queues: EventQueue<unknown>[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-queue-'));
});
afterEach(async () => {
  for (const queue of queues.splice(0)) await queue.close(0);
  rmSync(folder, { recursive: true, force: true });
});

function newQueue<Job>(
  handler: (job: Job, context: JobContext) => unknown,
  options: Partial<EventQueueOptions<Job>> = {},
): EventQueue<Job> {
  const queue = new EventQueue<Job>({
    name: 'work',
    publish: () => undefined,
    backoff: { floorMs: 1, capMs: 5 },
    handler,
    ...options,
  });
  queues.push(queue as EventQueue<unknown>);
  return queue;
}

/** A handler whose jobs end when the test says so. */
function held(): { handler: () => Promise<void>; begun: () => number; release: () => void } {
  const waiting: (() => void)[] = [];
  let begun = 0;
  return {
    handler() {
      begun += 1;
      return new Promise((done) => waiting.push(done));
    },
    begun: () => begun,
    release() {
      for (const done of waiting.splice(0)) done();
    },
  };
}

const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error;

describe('doing jobs', () => {
  it('E4: publishes the progress of a long task from its handler', async () => {
    const published: Publication[] = [];
    const queue = newQueue<{ task: string }>(
      ({ task }, { publish, attempt, id }) => {
        for (const percent of [0, 50, 100]) {
          publish({ channel: `tasks/${task}`, event: 'progress', data: { id, percent, attempt } });
        }
      },
      { publish: (publication) => published.push(publication) },
    );
    const id = queue.enqueue({ task: 'export' });
    await queue.drain();
    expect(published).toEqual(
      [0, 50, 100].map((percent) => ({
        channel: 'tasks/export',
        event: 'progress',
        data: { id, percent, attempt: 1 },
      })),
    );
    expect(queue.status()).toMatchObject({ enqueued: 1, done: 1, waiting: 0, running: 0, waitingBytes: 0 });
  });

  it('does them in their order, as many at a time as allowed', async () => {
    const { handler, begun, release } = held();
    const queue = newQueue(handler, { concurrency: 3 });
    for (let i = 0; i < 5; i++) queue.enqueue(i);
    await eventually(() => expect(begun()).toBe(3));
    expect(queue.status()).toMatchObject({ running: 3, waiting: 2 });
    release();
    await eventually(() => expect(begun()).toBe(5));
    release();
    await queue.drain();

    const order: number[] = [];
    const inOrder = newQueue<number>((job) => order.push(job));
    for (let i = 0; i < 50; i++) inOrder.enqueue(i);
    await inOrder.drain();
    expect(order).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it('tries a failed job again with a fresh copy of it, until it is done', async () => {
    const seen: unknown[] = [];
    const queue = newQueue<{ n: number }>((job, { attempt }) => {
      seen.push([job.n, attempt]);
      job.n = 99;
      if (attempt < 3) throw new Error('not yet');
    });
    queue.enqueue({ n: 1 });
    await queue.drain();
    expect(seen).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
    ]);
    expect(queue.status()).toMatchObject({ done: 1, failedAttempts: 2, dead: 0 });
  });

  it('draws the wait before the next attempt between the floor and a growing ceiling', async () => {
    const times: number[] = [];
    const queue = newQueue(
      () => {
        times.push(performance.now());
        throw new Error('never');
      },
      { maxAttempts: 3, backoff: { floorMs: 40, capMs: 100 }, random: () => 1 },
    );
    queue.enqueue('x');
    await queue.drain();
    expect(times).toHaveLength(3);
    // Timers may fire a millisecond early.
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(79);
    expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(99);
  });

  it('refuses a job when it is full, and takes it once there is room: it never drops one', async () => {
    const { handler, begun, release } = held();
    const queue = newQueue<unknown>(handler, { maxWaiting: 2 });
    queue.enqueue(1);
    await eventually(() => expect(begun()).toBe(1));
    queue.enqueue(2);
    queue.enqueue(3);
    expect(() => queue.enqueue(4)).toThrow(code('queue-full'));
    expect(queue.status()).toMatchObject({ waiting: 2, running: 1, refused: 1 });
    release();
    await eventually(() => expect(queue.status().waiting).toBe(1));
    queue.enqueue(4);
    await eventually(() => {
      release();
      expect(queue.status().done).toBe(4);
    });
  });

  it('refuses jobs that cannot be kept, and bytes beyond its bound', () => {
    const queue = newQueue<unknown>(() => new Promise(() => undefined), { maxWaitingBytes: 1_000 });
    expect(() => queue.enqueue(undefined)).toThrow(code('bad-job'));
    expect(() => queue.enqueue(10n)).toThrow(code('bad-job'));
    expect(() => queue.enqueue('x'.repeat(1_048_577))).toThrow(code('bad-job'));
    queue.enqueue('x'.repeat(900));
    expect(() => queue.enqueue('x'.repeat(900))).toThrow(code('queue-full'));
  });

  it('refuses a name that could lead out of its folder', () => {
    for (const name of ['', '../up', 'a/b', '.hidden', 'x'.repeat(65)]) {
      expect(() => newQueue(() => undefined, { name })).toThrow(code('bad-option'));
    }
  });
});

describe('dead letters', () => {
  it('keeps a job that failed as often as it may, with its last problem, and gives it another chance', async () => {
    let broken = true;
    const done: string[] = [];
    const queue = newQueue<string>(
      (job) => {
        if (broken)
          throw new StreamgaugeError('no-answer', 'The webhook does not answer.', { hint: 'Wait.' });
        done.push(job);
      },
      { maxAttempts: 2 },
    );
    const id = queue.enqueue('order 7');
    await queue.drain();
    expect(queue.deadLetters()).toEqual([
      {
        id,
        job: 'order 7',
        attempts: 2,
        problem: { code: 'no-answer', message: 'The webhook does not answer.', hint: 'Wait.' },
        enqueuedAt: expect.any(Number) as number,
        diedAt: expect.any(Number) as number,
      },
    ]);
    broken = false;
    expect(queue.retryDead(id)).toBe(true);
    expect(queue.retryDead(id)).toBe(false);
    await queue.drain();
    expect(done).toEqual(['order 7']);
    expect(queue.status()).toMatchObject({ dead: 0, done: 1 });
  });

  it('holds the newest of them and counts those that fell off', async () => {
    const queue = newQueue<number>(
      () => {
        throw new Error('never');
      },
      { maxAttempts: 1, maxDeadLetters: 2 },
    );
    for (let i = 0; i < 5; i++) queue.enqueue(i);
    await queue.drain();
    expect(queue.deadLetters().map(({ job }) => job)).toEqual([3, 4]);
    expect(queue.status()).toMatchObject({ dead: 2, deadDropped: 3 });
    expect(queue.removeDead(queue.deadLetters()[0]!.id)).toBe(true);
    expect(queue.removeDead('none')).toBe(false);
    expect(queue.status().dead).toBe(1);
  });
});

describe('closing', () => {
  it('waits for jobs that run, begins no others, and says how many are left', async () => {
    const { handler, begun, release } = held();
    const queue = newQueue<number>(handler);
    queue.enqueue(1);
    queue.enqueue(2);
    await eventually(() => expect(begun()).toBe(1));
    const closed = queue.close();
    expect(() => queue.enqueue(3)).toThrow(code('queue-closed'));
    release();
    expect(await closed).toBe(1);
    expect(begun()).toBe(1);
  });

  it('aborts a job that takes too long; the attempt does not count, and the next queue does it', async () => {
    let aborted = false;
    const queue = newQueue<string>(
      (_, { signal }) =>
        new Promise((_, fail) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            fail(new Error('aborted'));
          });
        }),
      { folder, maxAttempts: 1 },
    );
    queue.enqueue('slow');
    await eventually(() => expect(queue.status().running).toBe(1));
    expect(await queue.close(10)).toBe(1);
    expect(aborted).toBe(true);
    const attempts: number[] = [];
    const next = newQueue<string>((_, { attempt }) => attempts.push(attempt), { folder, maxAttempts: 1 });
    await next.drain();
    expect(attempts).toEqual([1]);
  });
});

describe('the journal', () => {
  it('hands jobs and dead letters on to the next queue of its name', async () => {
    const { handler, begun } = held();
    const first = newQueue<string>(
      (job) => {
        if (job === 'bad') throw new Error('never');
        return handler();
      },
      { folder, maxAttempts: 1 },
    );
    first.enqueue('bad');
    first.enqueue('a');
    first.enqueue('b');
    await eventually(() => expect(begun()).toBe(1));
    expect(await first.close(0)).toBe(2);
    const done: string[] = [];
    const second = newQueue<string>((job) => done.push(job), { folder, maxAttempts: 1 });
    expect(second.deadLetters().map(({ job }) => job)).toEqual(['bad']);
    await second.drain();
    expect(done).toEqual(['a', 'b']);
    second.retryDead(second.deadLetters()[0]!.id);
    await second.drain();
    await second.close();
    const third = newQueue<string>((job) => done.push(job), { folder });
    expect(third.status()).toMatchObject({ waiting: 0, dead: 0 });
    expect(done).toEqual(['a', 'b', 'bad']);
  });

  it('passes over a torn last line and lines that are none, and counts them', async () => {
    const first = newQueue<string>(() => new Promise(() => undefined), { folder });
    first.enqueue('kept');
    await first.close(0);
    const path = join(folder, 'work.ndjson');
    appendFileSync(path, 'not json\n{"kind":"put","id":"x","at":1,"attempts":0,"job":"to');
    const done: string[] = [];
    const second = newQueue<string>((job) => done.push(job), { folder });
    expect(second.status().journal?.unreadable).toBe(2);
    second.enqueue('new');
    await second.drain();
    await second.close();
    expect(done).toEqual(['kept', 'new']);
    expect(newQueue(() => undefined, { folder }).status().waiting).toBe(0);
  });

  it('is written anew when most of it is past, while jobs come and go, and loses none', async () => {
    const done = new Set<number>();
    const pad = 'x'.repeat(10_000);
    const queue = newQueue<{ n: number; pad: string }>(({ n }) => done.add(n), { folder, concurrency: 8 });
    let n = 0;
    const path = join(folder, 'work.ndjson');
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 50; i++) queue.enqueue({ n: n++, pad });
      await queue.drain();
      // It is written beside the jobs, which do not wait for it.
      await eventually(() => expect(statSync(path).size).toBeLessThan(5_000_000));
    }
    expect(done.size).toBe(1_000);
    await queue.close();
    const next = newQueue<{ n: number }>(() => undefined, { folder });
    expect(next.status()).toMatchObject({ waiting: 0, dead: 0, journal: { unreadable: 0 } });
    expect(existsSync(`${path}.new`)).toBe(false);
  });

  it('belongs to one queue at a time', async () => {
    const first = newQueue(() => undefined, { folder });
    expect(() => newQueue(() => undefined, { folder })).toThrow(code('queue-in-use'));
    await first.close();
    newQueue(() => undefined, { folder });
  });

  it('is not opened when a newer Streamgauge wrote it, and not touched', () => {
    const text = '{"streamgauge":"queue","version":2,"name":"work"}\n{"kind":"new"}\n';
    writeFileSync(join(folder, 'work.ndjson'), text);
    expect(() => newQueue(() => undefined, { folder })).toThrow(code('queue-newer'));
    expect(readFileSync(join(folder, 'work.ndjson'), 'utf8')).toBe(text);
    expect(existsSync(join(folder, 'work.ndjson.lock'))).toBe(false);
  });

  it('is refused when it is no regular file', () => {
    symlinkSync('/dev/full', join(folder, 'work.ndjson'));
    expect(() => newQueue(() => undefined, { folder })).toThrow(code('queue-not-opened'));
  });
});

describe('a process that is killed', () => {
  let built: string;
  let worker: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    built = mkdtempSync(join(tmpdir(), 'streamgauge-queue-worker-'));
    worker = join(built, 'worker.mjs');
    await build({
      configFile: false,
      logLevel: 'silent',
      resolve: { alias: { '@shared': resolve(__dirname, '../../../src/shared') } },
      ssr: { noExternal: true },
      build: {
        ssr: resolve(__dirname, 'support/event-queue-worker.ts'),
        outDir: built,
        emptyOutDir: true,
        target: 'node18.15',
        rolldownOptions: { output: { format: 'es', entryFileNames: 'worker.mjs' } },
      },
    });
  });
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(built, { recursive: true, force: true });
  });

  interface Running {
    readonly child: ChildProcess;
    readonly out: () => string;
    readonly exit: Promise<unknown>;
  }

  /** @param limit of the size of every file that it writes, in blocks of 512 bytes */
  function start(done: string, jobs: number, kind = 'number', limit = 'unlimited'): Running {
    const command = `ulimit -f ${limit}; exec "$0" "$@"`;
    const node = [process.execPath, worker, folder, done, String(jobs), kind];
    const child = spawn('sh', ['-c', command, ...node], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    return { child, out: () => out, exit: once(child, 'close') };
  }

  function lines(path: string): string[] {
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  }

  it('E4: does every job that was accepted, over several kills in the middle of jobs', async () => {
    const done = join(folder, 'done');
    const first = start(done, 600);
    await eventually(() => expect(lines(done).length).toBeGreaterThan(50), { timeoutMs: 15_000 });
    expect(first.out()).toBe('accepted 600\n');
    first.child.kill('SIGKILL');
    await first.exit;
    const before = new Set(lines(done)).size;
    expect(before).toBeLessThan(600);

    const second = start(done, 0);
    await eventually(() => expect(new Set(lines(done)).size).toBeGreaterThan(before + 50), {
      timeoutMs: 15_000,
    });
    second.child.kill('SIGKILL');
    await second.exit;
    expect(new Set(lines(done)).size).toBeLessThan(600);

    const third = start(done, 0);
    await third.exit;
    expect(new Set(lines(done))).toEqual(new Set(Array.from({ length: 600 }, (_, i) => String(i))));
    // At least once: what ran when it was killed ran again, and nothing else; four at a time, two kills.
    expect(lines(done).length).toBeLessThanOrEqual(600 + 8);
    expect(JSON.parse(third.out().split('\n')[1]!)).toMatchObject({ waiting: 0, dead: 0 });
  });

  it('refuses jobs that the disk has no room for, and loses none of those it took', async () => {
    const done = join(folder, 'done');
    const first = start(done, 1_000, 'x'.repeat(500), '200');
    await first.exit;
    const [refusal, accepted] = first.out().split('\n');
    expect(refusal).toMatch(/^StreamgaugeError: The journal of the queue work cannot be written \(EFBIG/u);
    const count = Number(accepted!.slice('accepted '.length));
    expect(count).toBeGreaterThan(100);
    expect(count).toBeLessThan(200);
    expect(lines(done)).toHaveLength(count);
    rmSync(done);

    // What it could not note as done is done once more (there was room for a few short lines); nothing is torn.
    const second = start(done, 0);
    await second.exit;
    expect(lines(done).length).toBeLessThanOrEqual(count);
    expect(lines(done).length).toBeGreaterThan(count - 8);
    expect(JSON.parse(second.out().split('\n')[1]!)).toMatchObject({ journal: { unreadable: 0 }, dead: 0 });
  });

  it('puts a job that kills the process aside after its attempts, instead of dying for ever', async () => {
    const done = join(folder, 'done');
    let last = start(done, 1, 'deadly');
    await last.exit;
    for (let life = 2; life <= 5; life++) {
      last = start(done, 0);
      await last.exit;
      expect(last.child.signalCode).toBe('SIGKILL');
    }
    last = start(done, 3);
    await last.exit;
    expect(last.child.exitCode).toBe(0);
    expect(JSON.parse(last.out().split('\n')[1]!)).toMatchObject({
      done: 3,
      letters: [{ job: 'deadly', attempts: 5, problem: { code: 'process-ended' } }],
    });
  });
});

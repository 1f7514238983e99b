import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { StreamEvent } from '@shared/stream-event';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openEventStore, type EventStore } from '../../../src/main/history/store/event-store';
import { eventually } from '../../support/eventually';
import { builtEntry, STORE_THREAD } from '../../unit/main/history/store/built-entry';
import { sampleEvent } from '../../unit/main/history/store/sample-events';

/** The command and the store's thread, side by side as a build has them. */
let built: string;
let command: string;
let thread: string;
let data: string;
/** Open for the whole of a test, as it is while the app runs. */
let store: EventStore;
let children: ChildProcess[];

beforeAll(async () => {
  built = fs.mkdtempSync(path.join(os.tmpdir(), 'query-built-'));
  command = await builtEntry('src/headless/streamgauge.ts', built);
  thread = await builtEntry(STORE_THREAD, built);
});

afterAll(() => fs.rmSync(built, { recursive: true, force: true }));

beforeEach(async () => {
  children = [];
  data = fs.mkdtempSync(path.join(os.tmpdir(), 'query-data-'));
  store = await openEventStore(path.join(data, 'history'), { thread });
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await store.close();
  fs.rmSync(data, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  readonly exit: Promise<number | null>;
}

function start(args: readonly string[], nodeArgs: readonly string[] = []): Run {
  const child = spawn(process.execPath, [...nodeArgs, command, 'query', '--data-folder', data, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TZ: 'UTC' },
  });
  children.push(child);
  const out: Buffer[] = [];
  let err = '';
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  return {
    child,
    stdout: () => Buffer.concat(out).toString('utf8'),
    stderr: () => err,
    exit: new Promise((done) => child.on('close', (code) => done(code))),
  };
}

/** What a query prints, and how it ends. */
async function query(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const run = start(args);
  const code = await run.exit;
  return { code, out: run.stdout(), err: run.stderr() };
}

async function keep(...events: StreamEvent[]): Promise<void> {
  store.append(events);
  await store.settled();
}

const EVENTS = [
  sampleEvent(1, { type: 'order', data: '{"n":1}', sourceId: 'id-orders' }),
  sampleEvent(2, {
    type: 'error',
    data: '{"n":2,"message":"timeout"}',
    sourceId: 'id-arena',
    level: 'error',
  }),
  sampleEvent(3, { kind: 'comment', type: '', id: null, data: 'ping', sourceId: 'id-arena' }),
  sampleEvent(4, { type: 'error', data: '{"n":4}', sourceId: 'id-orders', level: 'error' }),
  sampleEvent(5, { kind: 'state', type: '', id: null, data: 'orders opened.', sourceId: 'id-orders' }),
];

function nameSources(): void {
  const sources = [
    { id: 'id-orders', name: 'orders', url: 'https://shop.example/?token=s3cr3t-in-the-address' },
    { id: 'id-arena', name: 'arena', url: 'https://arena.example/' },
  ];
  fs.writeFileSync(path.join(data, 'sources.json'), JSON.stringify({ version: 2, sources }));
}

describe('streamgauge query', () => {
  it('prints a line for each event that matches, oldest first, with the names of its sources', async () => {
    nameSources();
    await keep(...EVENTS);
    const { code, out, err } = await query('type:error');
    expect(err).toBe('');
    expect(out.split('\n')).toEqual([
      '2023-11-14 22:13:20.002  arena  error  orders  #2  ERROR  {"n":2,"message":"timeout"}',
      '2023-11-14 22:13:20.004  orders  error  orders  #4  ERROR  {"n":4}',
      '',
    ]);
    expect(code).toBe(0);
  });

  it('prints everything but comments and states without a query, and those too with --all', async () => {
    await keep(...EVENTS);
    expect((await query()).out.split('\n')).toHaveLength(4);
    const { out } = await query('--all');
    expect(out.split('\n')).toHaveLength(6);
    expect(out).toContain('  comment:  ping\n');
    expect(out).toContain('  state:  orders opened.\n');
    expect((await query('kind:comment')).out).toContain('ping');
  });

  it('finds sources by name and by id, in the query and with --source', async () => {
    nameSources();
    await keep(...EVENTS);
    for (const args of [
      ['source:orders'],
      ['source:id-orders'],
      ['--source', 'orders'],
      ['--source', 'id-orders'],
    ]) {
      expect((await query(...args, '--count')).out, args.join(' ')).toBe('2\n');
    }
    const unknown = await query('--source', 'oders');
    expect(unknown).toMatchObject({ code: 2, out: '' });
    expect(unknown.err).toBe('streamgauge: There is no source "oders" in this history. Is it "orders"?\n');
  });

  it('keeps to a time', async () => {
    await keep(...EVENTS);
    const since = ['--since', String(EVENTS[1]!.receivedAt)];
    const until = ['--until', String(EVENTS[3]!.receivedAt)];
    expect((await query(...since, '--count')).out).toBe('2\n');
    expect((await query(...until, '--count')).out).toBe('2\n');
    expect((await query(...since, ...until, '--count')).out).toBe('1\n');
    expect((await query('--since', '10m', '--count')).out).toBe('0\n');
  });

  it('prints the newest of a limit, in either order, also where one page does not hold them', async () => {
    await keep(...Array.from({ length: 1_600 }, (_, i) => sampleEvent(i + 1)));
    const seqs = async (...args: string[]): Promise<number[]> =>
      (await query(...args, '--format', 'ndjson')).out
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => (JSON.parse(line) as { seq: number }).seq);
    const range = (from: number, to: number): number[] =>
      Array.from({ length: to - from + 1 }, (_, i) => from + i);
    expect(await seqs('--limit', '3')).toEqual([1_598, 1_599, 1_600]);
    expect(await seqs('--limit', '3', '--reverse')).toEqual([1_600, 1_599, 1_598]);
    expect(await seqs('--limit', '1200')).toEqual(range(401, 1_600));
    expect(await seqs('--limit', '9000')).toEqual(range(1, 1_600));
    expect(await seqs('--reverse')).toEqual(range(1, 1_600).reverse());
    expect((await query('--limit', '20', '--count')).out).toBe('20\n');
  });

  it('prints NDJSON with a line about it first, CSV with a head, and raw bytes as they came', async () => {
    nameSources();
    await keep(...EVENTS);
    const ndjson = (await query('type:error', '-f', 'ndjson')).out.trim().split('\n');
    expect(JSON.parse(ndjson[0]!)).toMatchObject({ streamgauge: 'events', redacted: true });
    expect(ndjson.slice(1).map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { kind: 'event', source: 'id-arena', type: 'error', data: '{"n":2,"message":"timeout"}' },
      { kind: 'event', source: 'id-orders', type: 'error', data: '{"n":4}' },
    ]);
    const csv = (await query('type:order', '-f', 'csv')).out.split('\r\n');
    expect(csv[0]).toBe('\ufefftime,source,channel,kind,type,id,level,size,data');
    expect(csv[1]).toContain(',orders,orders,event,order,1,,');
    expect((await query('type:error', '-f', 'raw')).out).toBe(
      'event: error\ndata: {"n":2,"message":"timeout"}\n\nevent: error\ndata: {"n":4}\n\n',
    );
  });

  it('masks secrets of events unless it is told not to, and never reads those of sources', async () => {
    nameSources();
    await keep(sampleEvent(1, { data: '{"password":"hunter2hunter2"}', sourceId: 'id-orders' }));
    for (const format of ['text', 'ndjson', 'csv', 'raw']) {
      expect((await query('-f', format)).out, format).not.toContain('hunter2');
      const clear = (await query('-f', format, '--no-redact')).out;
      expect(clear, format).toContain('hunter2hunter2');
      expect(clear, format).not.toContain('s3cr3t');
    }
  });

  it('lets nothing that a stranger sent act on the terminal', async () => {
    await keep(sampleEvent(1, { type: 'a\u001b]0;b\u0007', data: 'one\ntwo\u001b[2J', channel: '\u202ec' }));
    const { out } = await query();
    expect(out).toContain('a\\x1b]0;b\\x07  \\u202ec  #1  one\\ntwo\\x1b[2J\n');
  });

  it('prints nothing and ends with 1 when nothing matches, whatever the format', async () => {
    await keep(...EVENTS);
    for (const format of ['text', 'ndjson', 'csv', 'raw']) {
      expect(await query('nowhere', '-f', format)).toEqual({ code: 1, out: '', err: '' });
    }
    expect(await query('nowhere', '--count')).toEqual({ code: 1, out: '0\n', err: '' });
  });

  it('points at what is wrong with a query, and ends with 2', async () => {
    const { code, out, err } = await query('type:error AND (level:warning');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^streamgauge: This parenthesis is not closed\. /u);
    expect(err).toMatch(/\n {2}type:error AND \(level:warning\n {17}\^\n$/u);
  });

  it('says where it looked when there is no history, and leaves nothing behind', async () => {
    const nowhere = path.join(data, 'nowhere');
    const run = start(['--data-folder', nowhere]);
    expect(await run.exit).toBe(2);
    expect(run.stderr()).toContain(path.join(nowhere, 'history'));
    expect(run.stdout()).toBe('');
    expect(fs.existsSync(nowhere)).toBe(false);
  });

  it('sees what a running app has just written, and keeps it from nothing', async () => {
    store.append([sampleEvent(1, { data: 'fresh' })]);
    await eventually(async () => expect((await query('fresh')).code).toBe(0));
    await keep(sampleEvent(2, { data: 'later' }));
    expect((await query('--count')).out).toBe('2\n');
  });
});

describe('a large result', () => {
  async function fill(count: number): Promise<void> {
    const padding = 'x'.repeat(1_500);
    for (let seq = 1; seq <= count; seq += 1_000) {
      store.append(
        Array.from({ length: 1_000 }, (_, i) => {
          const body = `{"n":${seq + i},"padding":"${padding}"}`;
          return sampleEvent(seq + i, { data: body, raw: Buffer.from(`data: ${body}\n\n`) });
        }),
      );
      await eventually(() => expect(store.room()).toBeGreaterThan(24_000_000));
    }
    await store.settled();
  }

  it('is printed whole in less memory than it takes', async () => {
    await fill(40_000);
    const run = start(['--format', 'ndjson', '--no-redact'], ['--max-old-space-size=48']);
    expect(await run.exit).toBe(0);
    const lines = run.stdout().trimEnd().split('\n');
    expect(lines).toHaveLength(40_001);
    expect(run.stderr()).toBe('');
  });

  it('ends quietly when its reader has enough', async () => {
    await fill(8_000);
    const run = start([]);
    await eventually(() => expect(run.stdout().length).toBeGreaterThan(1_000));
    run.child.stdout!.destroy();
    expect(await run.exit).toBe(0);
    expect(run.stderr()).toBe('');
  });

  it('can be interrupted, and says so with its exit code', async () => {
    await fill(8_000);
    const run = start([]);
    await eventually(() => expect(run.stdout().length).toBeGreaterThan(1_000));
    run.child.kill('SIGINT');
    expect(await run.exit).toBe(130);
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMPTY_FILTER, type FeedMessage, type ViewFilter } from '@shared/feed';
import { CAPTURE_PREFIX, type ExportScope } from '@shared/history';
import { DEFAULT_SOURCE_OPTIONS } from '@shared/source-options';
import type { EventRow } from '@shared/stream-event';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/main/engine/engine-api';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { FakeFeedPort } from '../../unit/main/history/fake-feed-port';
import { builtEntry, STORE_THREAD } from '../../unit/main/history/store/built-entry';
import { testCipher } from '../../unit/main/settings/test-cipher';
import { draft, EngineFixture } from './engine-fixture';

let built: string;
let thread: string;
let fixture: EngineFixture;
let engine: Engine;
let server: RawSseServer;
let stream: { write(text: string): void } | null;

beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'streamgauge-thread-'));
  thread = await builtEntry(STORE_THREAD, built);
});
afterAll(() => rm(built, { recursive: true, force: true }));

beforeEach(async () => {
  stream = null;
  server = await startRawSseServer(({ socket }) => {
    socket.write(STREAM_HEAD);
    stream = socket;
  });
  fixture = await EngineFixture.create(testCipher(), thread);
  engine = await fixture.start();
});
afterEach(async () => {
  await fixture.dispose();
  await server.close();
});

async function follow(parts: Parameters<typeof draft>[1] = {}): Promise<string> {
  const id = await engine.calls['sources.add'](draft(server.url, parts));
  await eventually(() => expect(stream).not.toBeNull());
  return id;
}

/** Loaded machines take their time for tens of thousands of events. */
const LONG = { timeoutMs: 20_000 };

function send(from: number, to: number, data = (n: number): string => `{"n":${n}}`): void {
  let text = '';
  for (let n = from; n <= to; n++) text += `id: ${n}\nevent: tick\ndata: ${data(n)}\n\n`;
  stream!.write(text);
}

/** A window that looks through a filter. */
class Look {
  readonly port = new FakeFeedPort();
  #view = 0;

  constructor() {
    engine.openFeed(this.port);
  }

  async at(filter: Partial<ViewFilter> = {}): Promise<{ first: number; end: number }> {
    this.port.messages.length = 0;
    this.port.request({ kind: 'view', view: ++this.#view, filter: { ...EMPTY_FILTER, ...filter } });
    await eventually(() => expect(this.port.last).toMatchObject({ view: this.#view, search: null }));
    return this.port.last;
  }

  get bounds(): { first: number; end: number } {
    return this.port.last;
  }

  async rows(from: number, count: number): Promise<readonly EventRow[]> {
    return (await this.#ask('rows', () => this.port.request({ kind: 'rows', view: this.#view, from, count })))
      .rows;
  }

  async seek(
    from: number,
    direction: 'previous' | 'next',
    what: 'gap' | 'error' | 'marked',
  ): Promise<number | null> {
    const ask = (): void => this.port.request({ kind: 'seek', view: this.#view, from, direction, what });
    return (await this.#ask('found', ask)).seq;
  }

  async #ask<K extends FeedMessage['kind']>(
    kind: K,
    ask: () => void,
  ): Promise<Extract<FeedMessage, { kind: K }>> {
    const before = this.port.messages.length;
    ask();
    return eventually(() => {
      const answer = this.port.messages.slice(before).find((message) => message.kind === kind);
      expect(answer).toBeDefined();
      return answer as Extract<FeedMessage, { kind: K }>;
    });
  }
}

describe('a history longer than memory', () => {
  it('shows every event of it, by position, also after a restart', async () => {
    await follow();
    send(1, 30_000);
    const look = new Look();
    await look.at();
    await eventually(() => expect(look.bounds.end - look.bounds.first).toBe(30_000), LONG);
    const { first, end } = look.bounds;
    expect((await look.rows(first, 2)).map(({ preview }) => preview)).toEqual(['{"n":1}', '{"n":2}']);
    expect((await look.rows(end - 1, 2)).map(({ id }) => id)).toEqual(['30000']);

    engine = await fixture.start();
    const again = new Look();
    const bounds = await again.at();
    expect(bounds.end - bounds.first).toBe(30_000);
    // All of it is older than what is in memory now.
    expect(bounds.end).toBe(0);
    expect((await again.rows(-30_000, 1))[0]).toMatchObject({
      preview: '{"n":1}',
      type: 'tick',
      channel: 'stream',
    });
    const [row] = await again.rows(-20_000, 1);
    expect(await engine.calls['events.detail'](row!.seq)).toMatchObject({
      data: '{"n":10001}',
      lastEventId: '10001',
    });
    // What arrives is numbered after it.
    await eventually(() => expect(server.requests).toHaveLength(2));
    send(30_001, 30_001);
    await eventually(() => expect(again.bounds.end).toBe(1));
    expect(await again.rows(-1, 2)).toMatchObject([{ id: '30000' }, { id: '30001' }]);
  });

  it('answers the same query over disk, memory and what arrives, and counts what matches', async () => {
    await follow();
    send(1, 25_000, (n) => `{"n":${n},"level":"${n % 1_000 === 0 ? 'error' : 'info'}"}`);
    const look = new Look();
    await look.at();
    await eventually(() => expect(look.bounds.end - look.bounds.first).toBe(25_000), LONG);
    const found = await look.at({ query: 'data.level:error AND data.n:>2000' });
    expect(found.end - found.first).toBe(23);
    expect(look.port.last.totals.stored).toBeGreaterThanOrEqual(25_000);
    send(25_001, 26_000, (n) => `{"n":${n},"level":"${n % 1_000 === 0 ? 'error' : 'info'}"}`);
    await eventually(() => expect(look.bounds.end - look.bounds.first).toBe(24));
    expect((await look.rows(look.bounds.first, 100)).map(({ id }) => Number(id))).toEqual(
      Array.from({ length: 24 }, (_, i) => 3_000 + i * 1_000),
    );
    const { events, sources } = await engine.calls['history.count']({
      ...EMPTY_FILTER,
      query: 'data.level:error',
    });
    expect([events, sources.length]).toEqual([26, 1]);
  });

  it('leads to errors and breaks that are only on disk any more', async () => {
    await follow();
    send(1, 10, () => '{"level":"error"}');
    send(11, 25_000);
    const look = new Look();
    await look.at();
    await eventually(() => expect(look.bounds.end - look.bounds.first).toBe(25_000), LONG);
    const { first, end } = look.bounds;
    const last = await look.seek(end, 'previous', 'error');
    expect((await look.rows(first + 9, 1))[0]!.seq).toBe(last);
    expect(await look.seek(first + 3, 'next', 'error')).toBe((await look.rows(first + 4, 1))[0]!.seq);
    expect(await look.seek(first + 9, 'next', 'error')).toBeNull();
    look.port.request({ kind: 'mark', view: 1, query: 'data.n:15' });
    const marked = await look.seek(end, 'previous', 'marked');
    expect(await look.rows(first + 14, 1)).toMatchObject([{ seq: marked, id: '15', marked: true }]);
  });

  it('finds by the name of a source, and by its channels as they were at a moment', async () => {
    const id = await follow({ name: 'Shop Europe' });
    send(1, 5);
    const look = new Look();
    await eventually(async () => {
      const { first, end } = await look.at({ query: 'source:"shop europe"' });
      expect(end - first).toBe(5);
    });
    const before = Date.now();
    await eventually(() => expect(Date.now()).toBeGreaterThan(before + 5));
    send(6, 9);
    await eventually(() => expect(look.bounds.end).toBe(9));
    expect(await engine.calls['history.channelsAt'](before)).toMatchObject([
      { sourceId: id, channel: 'stream', events: 5, last: { preview: '{"n":5}' } },
    ]);
  });
});

describe('what is let go', () => {
  it('is brought back by Undo after Clear', async () => {
    await follow();
    send(1, 21_000);
    const look = new Look();
    await look.at();
    await eventually(() => expect(look.bounds.end - look.bounds.first).toBe(21_000), LONG);
    await engine.calls['events.clear'](undefined);
    expect(look.port.messages.at(-1)).toMatchObject({ kind: 'stale' });
    await eventually(async () => {
      const { first, end } = await look.at();
      expect(end - first).toBe(0);
    });
    const token = await eventually(() => {
      const { cleared } = fixture.of('history').at(-1)!;
      expect(cleared).not.toBeNull();
      return cleared!.token;
    });
    expect(await engine.calls['events.undoClear'](token)).toBe(true);
    await eventually(async () => {
      const { first, end } = await look.at();
      expect(end - first).toBe(21_000);
    });
    expect(await engine.calls['events.undoClear'](token)).toBe(false);
  });

  it('goes with its source when that is wished, once it cannot be restored any more', async () => {
    const other = await follow({ name: 'stays' });
    send(1, 3);
    await eventually(() => expect(fixture.of('history').at(-1)?.events ?? 0).toBeGreaterThanOrEqual(3));
    stream = null;
    const id = await engine.calls['sources.add'](draft(`${server.url}?other`, { name: 'goes' }));
    await eventually(() => expect(stream).not.toBeNull());
    send(1, 4);
    await eventually(() => expect(fixture.of('history').at(-1)!.events).toBeGreaterThanOrEqual(7));
    await engine.calls['sources.remove']({ id, history: true });
    expect(await engine.calls['history.count'](EMPTY_FILTER)).toMatchObject({ events: 7 });
    engine = await fixture.start();
    await eventually(async () => {
      const { events, sources } = await engine.calls['history.count'](EMPTY_FILTER);
      expect([events, sources.map(({ sourceId }) => sourceId)]).toEqual([3, [other]]);
    });
  });

  it('comes back with Undo after the history of one source was deleted, positions and counts as before', async () => {
    const id = await follow();
    send(1, 21_000);
    const look = new Look();
    await look.at();
    await eventually(() => expect(look.bounds.end - look.bounds.first).toBe(21_000), LONG);
    const before = await eventually(() => {
      const state = fixture.of('history').at(-1)!;
      // With the note that the source was connected.
      expect(state.sources).toMatchObject([{ sourceId: id, events: 21_001 }]);
      return state;
    }, LONG);
    const counted = (await engine.calls['app.start'](undefined)).rates;
    const places = await look.rows(look.bounds.first, 100);
    const token = await engine.calls['history.forget'](id);
    await eventually(async () => {
      const { first, end } = await look.at();
      expect(end - first).toBe(0);
    });
    await eventually(() => {
      const { events, sources, leaving } = fixture.of('history').at(-1)!;
      expect([events, sources, leaving.map((one) => one.sourceId)]).toEqual([0, [], [id]]);
    });
    send(21_001, 21_003);
    await eventually(async () => {
      const { first, end } = await look.at();
      expect(end - first).toBe(3);
    });

    expect(await engine.calls['history.undoForget'](token)).toBe(true);
    await eventually(async () => {
      const { first, end } = await look.at();
      expect(end - first).toBe(21_003);
    });
    const rows = await look.rows(look.bounds.first, 100);
    expect(rows.map(({ seq }) => seq)).toEqual(places.map(({ seq }) => seq));
    const after = (await engine.calls['app.start'](undefined)).rates;
    const events = counted.sources[0]!.events + 3;
    expect(after.sources).toMatchObject([{ events, firstAt: counted.sources[0]!.firstAt }]);
    expect(after.channels).toMatchObject([{ events }]);
    await eventually(() => {
      expect(fixture.of('history').at(-1)).toMatchObject({ leaving: [], events: before.events + 3 });
    });
    expect(await engine.calls['history.undoForget'](token)).toBe(false);
  });

  it('is deleted when the app quits before the time for Undo is over', async () => {
    const id = await follow();
    send(1, 500);
    await eventually(() => expect(fixture.of('history').at(-1)?.events ?? 0).toBeGreaterThanOrEqual(500));
    await engine.calls['history.forget'](id);
    engine = await fixture.start();
    expect(await engine.calls['history.count'](EMPTY_FILTER)).toMatchObject({ events: 0 });
  });

  /** Sends events of 1 KB and waits until the history says that it has them. */
  async function keep(to: number): Promise<void> {
    send(1, to, (n) => `{"n":${n},"text":"${'x'.repeat(1_000)}"}`);
    await eventually(
      () => expect(fixture.of('history').at(-1)?.events ?? 0).toBeGreaterThanOrEqual(to),
      LONG,
    );
  }
  async function bound(events: number): Promise<void> {
    const { settings } = await engine.calls['app.start'](undefined);
    await engine.calls['settings.save']({ ...settings, history: { ...settings.history, events } });
  }

  it('is all there when a lowered limit is taken back, and is let go 10 s after one that is not', async () => {
    await follow();
    await keep(10_000);
    await bound(1_000);
    send(10_001, 10_500);
    await eventually(() => expect(fixture.of('history').at(-1)!.events).toBeGreaterThanOrEqual(10_500), LONG);
    expect(fixture.of('history').at(-1)!.evicted).toBe(0);
    await bound(0);
    const lowered = performance.now();
    await bound(2_000);
    await eventually(() => expect(fixture.of('history').at(-1)!.evicted).toBeGreaterThanOrEqual(8_500), LONG);
    expect(performance.now() - lowered).toBeGreaterThan(9_900);
    expect(fixture.of('history').at(-1)!.events).toBeLessThanOrEqual(2_001);
  });

  it('of one source is all there when a lowered limit of it is taken back', async () => {
    const id = await follow();
    await keep(10_000);
    const limit = async (events: number): Promise<void> => {
      const options = { ...DEFAULT_SOURCE_OPTIONS, retention: { megabytes: 0, events, days: 0 } };
      await engine.calls['sources.update']({ id, draft: draft(server.url, { options }) });
    };
    await limit(100);
    await eventually(() => expect(server.requests).toHaveLength(2));
    // What is stored after it has met the limits there are.
    send(10_001, 10_500);
    await eventually(() => expect(fixture.of('history').at(-1)!.events).toBeGreaterThanOrEqual(10_500), LONG);
    await limit(0);
    expect(fixture.of('history').at(-1)!.evicted).toBe(0);
    const { events } = await engine.calls['history.count'](EMPTY_FILTER);
    expect(events).toBeGreaterThanOrEqual(10_500);
  });

  it('is within a lowered limit from the next start on, when the app quits before that', async () => {
    await follow();
    await keep(10_000);
    await bound(1_000);
    engine = await fixture.start();
    await eventually(async () => {
      const { history } = await engine.calls['app.start'](undefined);
      expect(history.events).toBeGreaterThan(0);
      expect(history.events).toBeLessThanOrEqual(1_001);
    }, LONG);
  });

  it('is bounded per source, counted, and leaves the newest event of a channel', async () => {
    await follow({
      options: { ...DEFAULT_SOURCE_OPTIONS, retention: { megabytes: 0, events: 1_000, days: 0 } },
    });
    stream!.write('event: once\ndata: {"channel":"rare"}\n\n');
    for (let block = 0; block < 40; block++) send(block * 1_000 + 1, block * 1_000 + 1_000);
    await eventually(
      () => {
        const state = fixture.of('history').at(-1)!;
        expect(state.evicted).toBeGreaterThan(30_000);
        expect(state.sources[0]!.events).toBeLessThan(40_001);
      },
      { timeoutMs: 20_000 },
    );
    const { events } = await engine.calls['history.count']({ ...EMPTY_FILTER, query: 'channel:rare' });
    expect(events).toBe(1);
  });
});

describe('files', () => {
  it('are read into captures and written out of them, without notifications', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'streamgauge-files-'));
    try {
      const path = join(folder, 'night.sse');
      await writeFile(
        path,
        'event: notification\ndata: {"title":"x","token":"s3cr3t-value-123456"}\n\nid: 2\ndata: b\n\n',
      );
      engine.importFiles([path]);
      const [capture] = await eventually(() => {
        const captures = fixture.of('captures').at(-1)!;
        expect(captures).toMatchObject([{ name: 'night', events: 2 }]);
        expect(fixture.of('jobs').at(-1)).toMatchObject([{ state: 'done' }]);
        return captures;
      });
      expect(capture!.id.startsWith(CAPTURE_PREFIX)).toBe(true);
      const look = new Look();
      expect(await look.at({ query: 'source:night' })).toMatchObject({ totals: { stored: 2 } });
      expect((await look.rows(look.bounds.first, 9)).map(({ sourceId }) => sourceId)).toEqual([
        capture!.id,
        capture!.id,
      ]);
      expect((await engine.calls['app.start'](undefined)).inbox).toMatchObject({ unread: 0 });

      const out = join(folder, 'out.ndjson');
      engine.exportTo(out, { scope: { kind: 'all' }, format: 'ndjson', redact: true });
      await eventually(() => {
        const jobs = fixture
          .of('jobs')
          .at(-1)!
          .map(({ kind, state }) => [kind, state]);
        expect(jobs).toContainEqual(['export', 'done']);
      });
      const lines = (await readFile(out, 'utf8')).trim().split('\n');
      const written = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(written.filter(({ kind }) => kind === 'event').map(({ id }) => id ?? null)).toEqual([null, '2']);
      expect(lines.join('')).not.toContain('s3cr3t');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('an export', () => {
  it('takes everything once and in order, also what arrives while it reads, up to where it began', async () => {
    await follow();
    send(1, 30_000);
    const look = new Look();
    await look.at();
    await eventually(() => expect(look.bounds.end - look.bounds.first).toBe(30_000), LONG);
    const folder = await mkdtemp(join(tmpdir(), 'streamgauge-files-'));
    try {
      const idsOf = async (name: string, scope: ExportScope): Promise<number[]> => {
        const path = join(folder, name);
        const id = engine.exportTo(path, { scope, format: 'raw', redact: false });
        await eventually(() => {
          const job = fixture
            .of('jobs')
            .at(-1)
            ?.find((one) => one.id === id);
          expect(job).toMatchObject({ state: 'done' });
        }, LONG);
        return [...(await readFile(path, 'utf8')).matchAll(/^id: (\d+)$/gmu)].map(([, id]) => Number(id));
      };
      const all = idsOf('all.sse', { kind: 'all' });
      await eventually(() => expect(fixture.of('jobs').at(-1)?.[0]?.state).not.toBe('waiting'));
      send(30_001, 31_000);
      expect(await all).toEqual(Array.from({ length: 30_000 }, (_, i) => i + 1));

      const filter = { ...EMPTY_FILTER, query: 'data.n:>100' };
      const seqOf = async (n: number): Promise<number> =>
        (await look.rows(look.bounds.first + n - 1, 1))[0]!.seq;
      const from = await seqOf(200);
      const to = await seqOf(29_900);
      const scope = { kind: 'stretch', filter, from, to } as const;
      expect(await idsOf('stretch.sse', scope)).toEqual(Array.from({ length: 29_701 }, (_, i) => i + 200));
      expect(await engine.calls['export.preview'](scope)).toMatchObject({ events: 29_701 });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('a history that cannot be opened', () => {
  it('says so, and keeps the newest events in memory', async () => {
    const other = await EngineFixture.create(testCipher(), thread);
    try {
      await writeFile(join(other.dataPath, 'history'), 'not a folder');
      const started = await other.start();
      const { history, notices } = await started.calls['app.start'](undefined);
      expect(history).toMatchObject({ kept: false, problem: { code: 'history-not-opened' } });
      expect(notices.map(({ id }) => id)).toContain('history');
      await started.calls['sources.add'](draft(server.url));
      await eventually(() => expect(stream).not.toBeNull());
      const port = new FakeFeedPort();
      started.openFeed(port);
      port.request({ kind: 'view', view: 1, filter: EMPTY_FILTER });
      send(1, 3);
      await eventually(() => expect(port.last).toMatchObject({ first: 0, end: 3, search: null }));
    } finally {
      await other.dispose();
    }
  });
});

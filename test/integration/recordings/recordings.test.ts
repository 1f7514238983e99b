import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_RECORDINGS } from '@shared/recording';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Recordings, type RecordingsOptions } from '../../../src/main/recordings/recordings';
import { eventually } from '../../support/eventually';
import { linesOf, recordingOf, Stage, temporaryFolder } from './fixture';

let folder: { path: string; remove: () => void };
let stage: Stage;
const opened: Recordings[] = [];

beforeEach(() => {
  folder = temporaryFolder();
  stage = new Stage();
});
afterEach(async () => {
  for (const recordings of opened.splice(0)) await recordings.close();
  folder.remove();
});

async function open(options: Partial<RecordingsOptions> = {}): Promise<Recordings> {
  const recordings = new Recordings({ folder: folder.path, publish: stage.publish, ...options });
  opened.push(recordings);
  await recordings.open();
  return recordings;
}

const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error;

async function recorded(recordings: Recordings, name: string, events: number): Promise<string> {
  await recordings.start(name);
  for (let i = 0; i < events; i++) recordings.record({ channel: 'a', data: `${i}`, at: 1_000 + i * 10 });
  await recordings.stop();
  return recordings.state().recordings.find((recording) => recording.name === name)!.id;
}

describe('recording', () => {
  it('writes what it is given with the pauses between, and lists the file', async () => {
    const recordings = await open({ now: () => Date.UTC(2026, 10, 21, 10, 15) });
    recordings.record({ channel: 'a', data: 'before the start' });
    await recordings.start('Orders ü/../EU');
    expect(recordings.state().record).toMatchObject({ phase: 'recording', events: 0 });
    recordings.record({ channel: 'orders/eu', event: 'paid', id: 'e.1', data: 'a\nb', at: 5_000 });
    recordings.record({ channel: 'orders/eu', data: '', retry: 2_000, at: 5_250 });
    recordings.record({ channel: 'orders/eu', data: 'the clock was set back', at: 4_000 });
    await recordings.stop();
    const [recording] = recordings.state().recordings;
    expect(recording).toEqual({
      id: '2026-11-21-101500-orders-eu',
      name: 'Orders ü/../EU',
      recordedAt: Date.UTC(2026, 10, 21, 10, 15),
      durationMs: 250,
      events: 3,
      bytes: statSync(join(folder.path, '2026-11-21-101500-orders-eu.ndjson')).size,
    });
    expect(linesOf(join(folder.path, `${recording!.id}.ndjson`))).toEqual([
      { streamgauge: 'recording', version: 1, name: 'Orders ü/../EU', recordedAt: recording!.recordedAt },
      { t: 0, channel: 'orders/eu', event: 'paid', id: 'e.1', data: 'a\nb' },
      { t: 250, channel: 'orders/eu', event: 'message', id: null, data: '', retry: 2_000 },
      { t: 250, channel: 'orders/eu', event: 'message', id: null, data: 'the clock was set back' },
    ]);
    expect(recordings.state().record).toEqual({ phase: 'idle' });
  });

  it('leaves no file when nothing happened', async () => {
    const recordings = await open();
    await recordings.start();
    await recordings.stop();
    expect(recordings.state().recordings).toEqual([]);
    expect(readdirSync(folder.path)).toEqual(['index.json']);
  });

  it('stops at its bound of bytes, counts what is dropped, and says so', async () => {
    const recordings = await open({ maxBytes: 10_000 });
    await recordings.start('Large');
    for (let i = 0; i < 200; i++) recordings.record({ channel: 'a', data: 'x'.repeat(100) });
    const { record, problem } = recordings.state();
    expect(problem?.code).toBe('recording-full');
    if (record.phase !== 'recording') throw new Error('It does not record.');
    expect(record.dropped).toBe(200 - record.events);
    await recordings.stop();
    const [recording] = recordings.state().recordings;
    expect(recording!.bytes).toBeLessThanOrEqual(10_000);
    expect(recording!.events).toBe(record.events);
  });

  it('refuses more than so many recordings', async () => {
    for (let i = 0; i < MAX_RECORDINGS; i++)
      writeFileSync(join(folder.path, `r${i}.ndjson`), recordingOf([0]));
    const recordings = await open();
    expect(recordings.state().recordings).toHaveLength(MAX_RECORDINGS);
    await expect(recordings.start()).rejects.toThrow(code('too-many-recordings'));
    expect(recordings.state()).toMatchObject({
      record: { phase: 'idle' },
      problem: { code: 'too-many-recordings' },
    });
  });
});

describe('the folder', () => {
  it('is found as it was after a restart, names that were given later included', async () => {
    const first = await open();
    const id = await recorded(first, 'One', 3);
    await first.rename(id, '  Monday\u202e evening ');
    await first.close();
    const second = await open();
    expect(second.state().recordings).toEqual([
      expect.objectContaining({ id, name: 'Monday evening', events: 3, durationMs: 20 }),
    ]);
  });

  it('is read through where the index knows nothing, and what is no recording is passed over', async () => {
    writeFileSync(join(folder.path, 'mine.ndjson'), recordingOf([0, 400]) + '{"t":500,"chan');
    writeFileSync(join(folder.path, 'binary.ndjson'), Buffer.of(0, 1, 2));
    writeFileSync(join(folder.path, 'index.json'), '{"version":1,"recordings":[{"id":"../../etc/passwd"}]}');
    mkdirSync(join(folder.path, 'folder.ndjson'));
    const recordings = await open();
    expect(recordings.state().recordings).toEqual([
      expect.objectContaining({ id: 'mine', name: 'Orders', events: 2, durationMs: 400 }),
    ]);
  });

  it('gives a removed recording back for a while, and then no more', async () => {
    const recordings = await open({ keepRemovedMs: 60_000 });
    const id = await recorded(recordings, 'One', 1);
    await recordings.remove(id);
    expect(recordings.state().recordings).toEqual([]);
    await recordings.restore(id);
    expect(recordings.state().recordings).toEqual([expect.objectContaining({ id, name: 'One' })]);
    await recordings.play({ id, speed: 'max' });
    await eventually(() => expect(stage.data).toEqual(['0']));
    await recordings.remove(id);
    await recordings.close();
    expect(readdirSync(folder.path)).toEqual(['index.json']);

    const quick = await open({ keepRemovedMs: 1 });
    const gone = await recorded(quick, 'Two', 1);
    await quick.remove(gone);
    await eventually(() => expect(readdirSync(folder.path)).toEqual(['index.json']));
    await expect(quick.restore(gone)).rejects.toThrow(code('no-such-recording'));
  });

  it('never makes a path of an id that comes from outside', async () => {
    const recordings = await open();
    writeFileSync(join(folder.path, '..', 'outside.ndjson'), recordingOf([0]));
    const id = '../outside';
    await expect(recordings.play({ id, speed: '1' })).rejects.toThrow(code('no-such-recording'));
    await expect(recordings.remove(id)).rejects.toThrow(code('no-such-recording'));
    await expect(recordings.rename(id, 'x')).rejects.toThrow(code('no-such-recording'));
    expect(existsSync(join(folder.path, '..', 'outside.ndjson'))).toBe(true);
  });

  it('says so when it cannot be used', async () => {
    const path = join(folder.path, 'a-file');
    writeFileSync(path, '');
    const recordings = await open({ folder: path });
    expect(recordings.state().problem?.code).toBe('recordings-folder');
  });
});

describe('importing', () => {
  async function imported(
    text: string | Buffer,
    file = 'capture.txt',
  ): Promise<{ lines: unknown[]; recordings: Recordings }> {
    const path = join(folder.path, file);
    writeFileSync(path, text);
    const recordings = await open({ folder: join(folder.path, 'store') });
    const id = await recordings.importFile(path);
    return { lines: linesOf(join(folder.path, 'store', `${id}.ndjson`)).slice(1), recordings };
  }

  it('takes its own recordings, and counts lines that are none', async () => {
    const text = `${recordingOf([0, 100])}garbage\n{"t":-1,"channel":"a","data":"x"}\n{"t":1e99,"channel":"a","data":"x"}\n{"t":50,"channel":"a\\u0000b","data":"y"}\n`;
    const { lines, recordings } = await imported(text);
    expect(lines).toEqual([
      { t: 0, channel: 'orders', event: 'order', id: 'old.0', data: '0' },
      { t: 100, channel: 'orders', event: 'order', id: 'old.1', data: '1' },
      { t: 100, channel: 'replay', event: 'message', id: null, data: 'y' },
    ]);
    expect(recordings.state()).toMatchObject({
      recordings: [{ name: 'Orders', recordedAt: 1_700_000_000_000, events: 3, durationMs: 100 }],
      problem: { code: 'recording-partly-used' },
    });
    expect(recordings.state().problem?.message).toMatch(/^3 lines of .* could not be used\.$/u);
  });

  it('takes what `streamgauge tail` prints, with its times', async () => {
    const { lines } = await imported(
      [
        { kind: 'state', state: 'open' },
        {
          kind: 'event',
          type: 'tick',
          id: '1',
          lastEventId: '1',
          channel: 'a/b',
          data: 'x',
          receivedAt: 5_000,
        },
        { kind: 'comment', text: 'heartbeat' },
        { kind: 'retry', ms: 3_000 },
        {
          kind: 'event',
          type: 'message',
          id: null,
          lastEventId: '1',
          channel: '',
          data: 'y\nz',
          receivedAt: 5_300,
        },
        { kind: 'closed', reason: 'It was told to end.' },
      ]
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
    expect(lines).toEqual([
      { t: 0, channel: 'a/b', event: 'tick', id: '1', data: 'x' },
      { t: 300, channel: 'replay', event: 'message', id: null, data: 'y\nz', retry: 3_000 },
    ]);
  });

  it('takes an event stream that curl captured, with the head of the answer and without', async () => {
    const body =
      ': hello\n\nretry: 2000\nid: 7\nevent: tick\ndata: a\ndata:b\nchannel: x/y\n\ndata\n\nevent: nothing\n\ndata: cut off';
    const wanted = [
      { t: 0, channel: 'x/y', event: 'tick', id: '7', data: 'a\nb', retry: 2_000 },
      { t: 100, channel: 'replay', event: 'message', id: null, data: '' },
    ];
    expect((await imported(body)).lines).toEqual(wanted);
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n';
    expect((await imported(head + body.replaceAll('\n', '\r\n'), 'head.txt')).lines).toEqual(wanted);
  });

  it('takes a text, one event a line', async () => {
    const { lines, recordings } = await imported(
      '\ufefferste Zeile\r\n\r\n{"level":"info"}\nlast',
      'app server.log',
    );
    expect(lines).toEqual(
      ['erste Zeile', '{"level":"info"}', 'last'].map((data, i) => ({
        t: i * 100,
        channel: 'replay',
        event: 'message',
        id: null,
        data,
      })),
    );
    expect(recordings.state()).toMatchObject({ recordings: [{ name: 'app server' }], problem: null });
  });

  it('passes over a line of 20 MB, and reads no further than its bound of bytes', async () => {
    const { lines, recordings } = await imported(`first\n${'x'.repeat(20_000_000)}\nlast\n`);
    expect(lines).toHaveLength(2);
    expect(recordings.state().problem?.message).toMatch(/^One line/u);

    const path = join(folder.path, 'large.log');
    writeFileSync(path, `${'y'.repeat(1_000)}\n`.repeat(5_000));
    const small = await open({ folder: join(folder.path, 'small'), maxBytes: 100_000 });
    await small.importFile(path);
    const [recording] = small.state().recordings;
    expect(recording!.bytes).toBeLessThanOrEqual(100_000);
    expect(recording!.events).toBeGreaterThan(80);
    expect(small.state().problem?.message).toMatch(/too large: only its beginning was read/u);
  });

  it('refuses what is binary, empty, missing, a folder or from a newer version, and leaves nothing behind', async () => {
    const store = join(folder.path, 'store');
    const recordings = await open({ folder: store });
    const file = (name: string, content: string | Buffer): string => {
      writeFileSync(join(folder.path, name), content);
      return join(folder.path, name);
    };
    const cases: [string, string][] = [
      [file('binary', Buffer.of(0x1f, 0x8b, 0, 0)), 'not-a-recording'],
      [file('empty', '\n\n'), 'recording-empty'],
      [file('newer', '{"streamgauge":"recording","version":2}\n'), 'recording-newer'],
      [join(folder.path, 'missing'), 'recording-unreadable'],
      [store, 'recording-unreadable'],
      ['/dev/zero', 'recording-unreadable'],
    ];
    for (const [path, expected] of cases) {
      await expect(recordings.importFile(path)).rejects.toThrow(code(expected));
      expect(recordings.state().problem?.code).toBe(expected);
    }
    expect(readdirSync(store)).toEqual(['index.json']);
  });
});

describe('playing', () => {
  it('publishes into the hub without the old ids, and is idle at the end', async () => {
    const recordings = await open();
    writeFileSync(join(folder.path, 'x.log'), recordingOf([0, 5, 10]));
    const id = await recordings.importFile(join(folder.path, 'x.log'));
    let changes = 0;
    recordings.onChange(() => (changes += 1));
    await recordings.play({ id, speed: '10' });
    expect(recordings.state().play).toMatchObject({ phase: 'playing', id, speed: '10', refused: 0 });
    await eventually(() => expect(recordings.state().play).toEqual({ phase: 'idle' }));
    expect(stage.publications).toEqual(
      [0, 1, 2].map((i) => ({ channel: 'orders', event: 'order', data: `${i}` })),
    );
    expect(changes).toBeGreaterThan(1);
  });

  it('can be paused, made faster and stopped while it plays', async () => {
    const recordings = await open();
    writeFileSync(join(folder.path, 'x.log'), recordingOf([0, 3_600_000, 7_200_000]));
    const id = await recordings.importFile(join(folder.path, 'x.log'));
    await recordings.play({ id, speed: '1' });
    await eventually(() => expect(stage.data).toEqual(['0']));
    recordings.pause();
    const paused = recordings.state().play;
    expect(paused).toMatchObject({ phase: 'paused', published: 1 });
    recordings.setSpeed('max');
    expect(recordings.state().play).toMatchObject({ phase: 'paused', speed: 'max' });
    expect(stage.data).toEqual(['0']);
    recordings.unpause();
    await eventually(() => expect(stage.data).toEqual(['0', '1', '2']));

    await recordings.play({ id, speed: '1' });
    await recordings.play({ id, speed: '2' });
    expect(recordings.state().play).toMatchObject({ speed: '2' });
    await recordings.stopPlaying();
    expect(recordings.state().play).toEqual({ phase: 'idle' });
  });

  it('counts what the hub refuses, tells of it, and goes on', async () => {
    const recordings = await open({
      publish(publication) {
        if (publication.data === '1') throw new Error('id-taken');
        stage.publish(publication);
      },
    });
    writeFileSync(join(folder.path, 'x.log'), recordingOf([0, 0, 0, 60_000]));
    const id = await recordings.importFile(join(folder.path, 'x.log'));
    await recordings.play({ id, speed: '1' });
    await eventually(() => expect(recordings.state().play).toMatchObject({ published: 2, refused: 1 }));
    expect(recordings.state().problem?.message).toBe('The hub refused an event of the recording: id-taken');
  });

  it('is stopped when the recording that plays is removed', async () => {
    const recordings = await open();
    const path = join(folder.path, 'x.log');
    writeFileSync(path, recordingOf([0, 60_000]));
    const id = await recordings.importFile(path);
    await recordings.play({ id, speed: '1' });
    await recordings.remove(id);
    expect(recordings.state().play).toEqual({ phase: 'idle' });
  });
});

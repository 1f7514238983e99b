import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHub } from '../../../src/main/hub/hub';
import { eventually } from '../../support/eventually';
import { useHubs } from './support/hubs';
import { openStream } from './support/open-stream';
import { post } from './support/raw-request';

const startHub = useHubs();
const COMMAND = fileURLToPath(new URL('../../../bin/streamgauge.mjs', import.meta.url));

async function journalText(folder: string): Promise<string> {
  const names = await readdir(folder);
  const texts = names.map((name) => readFile(join(folder, name), 'utf8').catch(() => ''));
  return (await Promise.all(texts)).join('\n');
}

let persistFolder: string;
beforeEach(async () => {
  persistFolder = await mkdtemp(join(tmpdir(), 'streamgauge-log-'));
});
afterEach(() => rm(persistFolder, { recursive: true, force: true }));

describe('a log that is kept on disk', () => {
  it('C5: lets clients go on over a restart: their ids mean what they meant', async () => {
    const first = await startHub({ persistFolder });
    const ids = ['1', '2', '3'].map(
      (data) => first.hub.publish({ channel: 'a', data, event: 'said', retry: 5 }).id!,
    );
    first.hub.publish({ channel: 'b', data: 'x', id: 'own' });
    first.hub.publish({ channel: 'a', data: 'for ann', to: { userIds: ['ann'] } });
    await first.hub.stop();

    const { hub, port } = await startHub({ persistFolder });
    expect(hub.snapshot().history).toMatchObject({ events: 5, persisted: true });
    const stream = await openStream(port, '/events', { headers: { 'Last-Event-ID': ids[0]! } });
    await eventually(() => expect(stream.published()).toEqual(['2', '3', 'x']));
    expect(stream.events.some(({ type }) => type === 'gap')).toBe(false);
    expect(stream.events.find(({ data }) => data === '3')).toMatchObject({
      id: ids[2],
      type: 'said',
      channel: 'a',
    });
    const next = hub.publish({ channel: 'a', data: '4' }).id!;
    expect(ids).not.toContain(next);
    await eventually(() => expect(stream.published()).toEqual(['2', '3', 'x', '4']));
    stream.close();
    const own = await openStream(port, '/events', { headers: { 'Last-Event-ID': 'own' } });
    await eventually(() => expect(own.published()).toEqual(['4']));
    own.close();
  });

  it('C5: tells a gap when events were lost on disk, over a restart', async () => {
    const first = await startHub({ persistFolder, history: { events: 3 } });
    const ids = Array.from(
      { length: 40 },
      (_, i) => first.hub.publish({ channel: 'a', data: String(i) }).id!,
    );
    await first.hub.stop();
    const { port } = await startHub({ persistFolder, history: { events: 3 } });
    const stream = await openStream(port, '/events', { headers: { 'Last-Event-ID': ids[0]! } });
    const gap = await stream.first('gap');
    expect(JSON.parse(gap.data)).toMatchObject({ requested: ids[0], policy: 'skip' });
    await eventually(() => expect(stream.published()).toEqual(['37', '38', '39']));
    stream.close();
  });

  it('C5: tells of a stop that was not proper once, and gives nothing twice', async () => {
    const child = spawn(process.execPath, [COMMAND, 'serve', '--persist-folder', persistFolder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    const address = await eventually(() => /:(\d+)\/events/u.exec(out)![1]!, { timeoutMs: 20_000 });
    const ids: string[] = [];
    for (const data of ['x', 'y', 'z']) {
      const { body } = await post(Number(address), JSON.stringify({ channel: 'a', data }));
      ids.push((JSON.parse(body) as { id: string }).id);
    }
    await eventually(async () => expect(await journalText(persistFolder)).toContain('"z"'));
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;

    const { port } = await startHub({ persistFolder });
    const seen = await openStream(port, '/events', { headers: { 'Last-Event-ID': ids[2]! } });
    const gap = await seen.first('gap');
    expect(JSON.parse(gap.data)).toMatchObject({ reason: 'unclean-stop', missedMax: null });
    seen.close();
    const again = await openStream(port, '/events', { headers: { 'Last-Event-ID': gap.id! } });
    await again.first('connected');
    const behind = await openStream(port, '/events', { headers: { 'Last-Event-ID': ids[0]! } });
    await eventually(() => expect(behind.published()).toEqual(['y', 'z']));
    expect(again.events.map(({ type }) => type)).toEqual(['connected']);
    for (const stream of [again, behind]) stream.close();
  });

  it('takes no events before it has been read, and refuses a folder that another hub uses', async () => {
    const early = createHub({ persistFolder });
    expect(() => early.publish({ channel: 'a', data: 1 })).toThrow(
      expect.objectContaining({ code: 'not-started' }) as Error,
    );
    const { hub } = await startHub({ persistFolder });
    hub.publish({ channel: 'a', data: 1 });
    await expect(early.start()).rejects.toMatchObject({ code: 'journal-in-use' });
    expect(early.snapshot().state).toMatchObject({ phase: 'failed', reason: { code: 'journal-in-use' } });
    await early.stop();
  });

  it('starts, stops and starts again as one hub', async () => {
    const { hub } = await startHub({ persistFolder });
    hub.publish({ channel: 'a', data: '1' });
    await hub.stop();
    const { port } = await hub.start();
    const { id } = hub.publish({ channel: 'a', data: '2' });
    hub.publish({ channel: 'a', data: '3' });
    const stream = await openStream(port, '/events', { headers: { 'Last-Event-ID': id! } });
    await eventually(() => expect(stream.published()).toEqual(['3']));
    stream.close();
    await hub.stop();
    const again = await startHub({ persistFolder });
    expect(again.hub.snapshot().history.events).toBe(3);
  });
});

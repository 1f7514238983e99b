import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/main/engine/engine-api';
import { eventually } from '../../support/eventually';
import { STREAM_HEAD, startRawSseServer, type RawSseServer } from '../../support/raw-sse-server';
import { builtEntry, STORE_THREAD } from '../../unit/main/history/store/built-entry';
import { testCipher } from '../../unit/main/settings/test-cipher';
import { draft, EngineFixture } from '../engine/engine-fixture';

let built: string;
let command: string;
let thread: string;
let fixture: EngineFixture;
let engine: Engine;
let server: RawSseServer;
let id: string;

beforeAll(async () => {
  built = fs.mkdtempSync(path.join(os.tmpdir(), 'query-built-'));
  command = await builtEntry('src/headless/streamgauge.ts', built);
  thread = await builtEntry(STORE_THREAD, built);
});

afterAll(() => fs.rmSync(built, { recursive: true, force: true }));

beforeEach(async () => {
  const events = [1, 2, 3].map((n) => `id: ${n}\nevent: order\ndata: {"n":${n}}\n\n`).join('');
  server = await startRawSseServer(({ socket }, number) =>
    socket.write(STREAM_HEAD + (number === 1 ? events : '')),
  );
  fixture = await EngineFixture.create(testCipher(), thread);
  engine = await fixture.start();
  id = await engine.calls['sources.add'](draft(server.url));
  await eventually(async () => expect(await count('type:order')).toBe(3), { timeoutMs: 20_000 });
});

afterEach(async () => {
  await fixture.dispose();
  await server.close();
});

/** How many events the command finds in the history of the app. */
function count(...args: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const argv = [command, 'query', '--data-folder', fixture.dataPath, '--count', ...args];
    execFile(process.execPath, argv, (_, out, err) =>
      err === '' ? resolve(Number(out)) : reject(new Error(err)),
    );
  });
}

describe('streamgauge query beside the app', () => {
  it('finds what the app has received, by the name that the source has there', async () => {
    expect(await count('source:orders')).toBe(3);
    await engine.calls['sources.update']({ id, draft: { ...draft(server.url), name: 'purchases' } });
    await eventually(async () => expect(await count('source:purchases')).toBe(3), { timeoutMs: 20_000 });
  });

  it('finds nothing after a Clear, and all again after its undo', async () => {
    await engine.calls['events.clear'](undefined);
    expect(await count('type:order')).toBe(0);
    await eventually(async () => {
      const { history } = await engine.calls['app.start'](undefined);
      expect(await engine.calls['events.undoClear'](history.cleared?.token ?? 0)).toBe(true);
    });
    expect(await count('type:order')).toBe(3);
  });

  it('finds the events of a removed source as long as it can be restored, even where they are to go with it', async () => {
    await engine.calls['sources.remove']({ id, history: true });
    expect(await count('type:order')).toBe(3);
    await engine.calls['sources.restore'](id);
    engine = await fixture.start();
    expect(await count('type:order', '--source', 'orders')).toBe(3);
  });

  it.each([
    [true, 0],
    [false, 3],
  ])(
    'where a removed source takes its history with it (%s), finds %d events once it is gone',
    async (history, left) => {
      await engine.calls['sources.remove']({ id, history });
      // Nothing can be restored any more when the app ends.
      engine = await fixture.start();
      expect(await count('type:order')).toBe(left);
    },
  );

  it('finds nothing of a source whose history was deleted', async () => {
    await engine.calls['history.forget'](id);
    expect(await count('type:order')).toBe(0);
  });
});

import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, expect, it } from 'vitest';
import { MAX_DUMPS, listCrashDumps, pruneCrashDumps } from '../../../src/main/diagnostics/crash-dumps';
import { bundleFiles } from '../../../src/main/diagnostics/bundle';
import { Log } from '../../../src/main/diagnostics/log';
import type { LogLine } from '../../../src/main/diagnostics/log-line';
import { createEngine } from '../../../src/main/engine';
import { DEFAULT_SOURCE_OPTIONS } from '@shared/source-options';
import { eventually } from '../../support/eventually';
import { testCipher } from '../../unit/main/settings/test-cipher';
import { draft, EngineFixture } from './engine-fixture';

const CANARIES = {
  header: 'canary-header-1f00',
  query: 'canary-query-2f00',
  userinfo: 'canary-userinfo-3f00',
  proxy: 'canary-proxy-4f00',
  variable: 'canary-variable-5f00',
  webhook: 'canary-webhook-6f00',
  path: 'canarypath7f00abcdef',
  cookie: 'canary-cookie-8f00',
  ofProcess: 'canary-process-9f00',
} as const;

let fixture: EngineFixture | null = null;
afterEach(() => {
  delete process.env['STREAMGAUGE_TEST_CANARY'];
  return fixture?.dispose();
});

const NO_FACTS = { versions: {}, settings: {}, sources: {}, facts: {} };
const APP = {
  version: '0.0.0',
  electron: '',
  chrome: '',
  node: '',
  platform: 'linux',
  build: { commit: null, date: null },
} as const;

it('lets no secret into the log or the diagnostic bundle, whatever it is a secret of', async () => {
  fixture = await EngineFixture.create();
  const { dataPath } = fixture;
  process.env['STREAMGAUGE_TEST_CANARY'] = CANARIES.ofProcess;
  const log = new Log({ folder: join(dataPath, 'logs') });
  const engine = await createEngine({
    dataPath,
    cipher: testCipher(),
    historyThread: null,
    log,
    app: { ...APP, dataPath },
  });
  const header = (name: string, value: string) => ({ name, value, secret: true, enabled: true });
  await engine.calls['environments.save']({
    chosen: 'e',
    environments: [
      { id: 'e', name: 'e', variables: [{ name: 'v', value: CANARIES.variable, secret: true }] },
    ],
    processNames: ['STREAMGAUGE_TEST_CANARY'],
  });
  const id = await engine.calls['sources.add'](
    draft(`http://me:${CANARIES.userinfo}@127.0.0.1:9/e?access_token=${CANARIES.query}`, {
      headers: [header('X-Key', CANARIES.header), header('Cookie', `sid=${CANARIES.cookie}`)],
      options: {
        ...DEFAULT_SOURCE_OPTIONS,
        proxy: { kind: 'manual', url: 'http://127.0.0.1:9', username: 'me', except: '' },
      },
      secrets: { proxyPassword: CANARIES.proxy },
    }),
  );
  await engine.calls['rules.add']({
    name: 'hook',
    enabled: true,
    when: { kind: 'event', query: 'level:error', sources: [] },
    then: [{ do: 'webhook', url: `http://127.0.0.1:9/services/${CANARIES.path}`, signed: true }],
    cooldownSeconds: 10,
    groupSeconds: 0,
    always: false,
    secret: CANARIES.webhook,
  });
  const { token } = await engine.calls['hub.createToken']({
    name: 't',
    scopes: ['subscribe'],
    channels: ['**'],
  });
  const secrets = [...Object.values(CANARIES), token];
  // As if somebody's sentence had all of them in it.
  log.warn('source', `It said ${secrets.join(' and ')}.`, { said: secrets.join(';') });

  await eventually(async () => {
    await log.flush();
    expect(await readFile(log.paths[0]!, 'utf8')).toContain(id);
  });
  const preview = await engine.calls['app.previewDiagnostics'](undefined);
  expect(preview.files.map(({ name }) => name)).toEqual([
    'README.txt',
    'versions.json',
    'settings.json',
    'sources-state.json',
    'facts.json',
    'crash-dumps.json',
    'logs/streamgauge.log',
  ]);
  const path = join(dataPath, 'bundle.zip');
  await engine.saveDiagnostics(path);
  await engine.close();

  const files = unzipSync(await readFile(path));
  expect(Object.keys(files)).toEqual(preview.files.map(({ name }) => name));
  const texts = Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString()] as const);
  texts.push(['the log', await readFile(log.paths[0]!, 'utf8')], ['the preview', JSON.stringify(preview)]);
  const leaks = texts.flatMap(([name, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${name}`),
  );
  expect(leaks).toEqual([]);
  const sources = texts.find(([name]) => name === 'sources-state.json')![1];
  expect(sources).toContain('X-Key');
  expect(sources).toContain('127.0.0.1:9/e');
});

it('keeps the newest five crash dumps, whole folders deep', async () => {
  fixture = await EngineFixture.create();
  const folder = join(fixture.dataPath, 'crashes');
  await mkdir(join(folder, 'pending'), { recursive: true });
  for (let at = 0; at < 8; at++) {
    const path = join(folder, 'pending', `${at}.dmp`);
    await writeFile(path, 'dump');
    await utimes(path, 1_000 + at, 1_000 + at);
  }
  expect(await pruneCrashDumps(folder)).toBe(3);
  expect((await readdir(join(folder, 'pending'))).sort()).toEqual([
    '3.dmp',
    '4.dmp',
    '5.dmp',
    '6.dmp',
    '7.dmp',
  ]);
  expect((await listCrashDumps(folder)).dumps).toHaveLength(MAX_DUMPS);
});

it('takes down that the server starts, turns somebody away, and stops', async () => {
  fixture = await EngineFixture.create();
  const { dataPath } = fixture;
  const log = new Log({ folder: join(dataPath, 'logs') });
  const engine = await createEngine({
    dataPath,
    cipher: testCipher(),
    historyThread: null,
    log,
    app: { ...APP, dataPath },
  });
  const messages = async (): Promise<string[]> => {
    await log.flush();
    return (await readFile(log.paths[0]!, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as LogLine).message);
  };
  try {
    await engine.calls['hub.access']('all');
    await engine.calls['hub.start'](undefined);
    const { hub } = await engine.calls['app.start'](undefined);
    if (hub.state.phase !== 'running') throw new Error('the server does not run');
    const address = new URL('/events?channel=a-channel-of-mine', hub.state.url);
    const answer = await fetch(address, { headers: { authorization: 'Bearer not-a-token-of-it' } });
    await answer.body?.cancel();
    expect(answer.status).toBe(401);
    await eventually(async () => expect(await messages()).toContain('The server turned a request away.'));
    await engine.calls['hub.stop'](undefined);
    await eventually(async () => expect(await messages()).toContain('The server is stopped.'));
    expect(await messages()).toContain('The server is running.');
    expect(await readFile(log.paths[0]!, 'utf8')).not.toMatch(/a-channel-of-mine|not-a-token-of-it/u);
  } finally {
    await engine.close();
  }
});

it('puts full logs together without holding the app up', async () => {
  fixture = await EngineFixture.create();
  const log = new Log({ folder: join(fixture.dataPath, 'logs') });
  log.knowSecrets(() => Array.from({ length: 100 }, (_, at) => `a-secret-of-many-${at}`));
  const fields = { source: 's1', at: 'https://me:x@example.com/events?token=y' };
  const line = JSON.stringify({ message: 'orders closed the connection.', fields });
  await mkdir(join(fixture.dataPath, 'logs'));
  for (const path of log.paths) await writeFile(path, `${line}\n`.repeat(2_000));
  let turns = 0;
  const turn = (): void => void (turns++, (next = setImmediate(turn)));
  let next = setImmediate(turn);
  const files = await bundleFiles({ ...NO_FACTS, crashes: { folder: '', dumps: [] } }, log);
  clearImmediate(next);
  expect(files.filter(({ kind }) => kind === 'log')).toHaveLength(5);
  // One for each file would be a turn that everything else waits for.
  expect(turns).toBeGreaterThan(15);
});

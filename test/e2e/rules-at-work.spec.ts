import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { CallArgument, CallName, StreamgaugeBridge } from '../../src/shared/ipc';
import type { RulesState } from '../../src/shared/rule';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, type RunningApp } from './support/launch';

let running: RunningApp;
let folder: string;
let stream: EventServer;
let hooks: Server;
let taken: string[];

/** Asks the main process as the window does. */
async function ask<N extends CallName>(name: N, argument: CallArgument<N>): Promise<unknown> {
  const answer = await running.page.evaluate(
    ([name, argument]) => {
      const { streamgauge } = window as unknown as { streamgauge: StreamgaugeBridge };
      return streamgauge.call(name, argument);
    },
    [name, argument] as const,
  );
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

const rules = async (): Promise<RulesState['rules']> =>
  ((await ask('app.start', undefined)) as { rules: RulesState }).rules.rules;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streamgauge-rules-'));
  stream = await startEventServer('orders');
  taken = [];
  hooks = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      taken.push(body);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((listening) => hooks.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(hooks.address() as AddressInfo).port}/`;
  const source = { id: 'orders', name: 'Orders', url: stream.url, transports: ['sse'], enabled: true };
  await writeFile(join(folder, 'sources.json'), JSON.stringify({ version: 1, sources: [source] }));
  // As a person would write it.
  const failures = {
    id: 'failures',
    name: 'Failures',
    when: { kind: 'event', query: 'type:order.failed amount:>100' },
    then: [
      { do: 'webhook', url },
      { do: 'log', file: 'failures.ndjson' },
    ],
    cooldownSeconds: 0,
  };
  const broken = { name: 'Broken', when: { kind: 'event' }, then: [] };
  await writeFile(join(folder, 'rules.json'), JSON.stringify({ version: 1, rules: [failures, broken] }));
  running = await launchApp({ dataPath: folder });
});
test.afterEach(async () => {
  await running.close();
  await stream.close();
  hooks.closeAllConnections();
  await new Promise((closed) => hooks.close(closed));
  await rm(folder, { recursive: true, force: true });
});

test('rules that were written by hand act on real events: a webhook, a line in a log', async () => {
  await stream.send(frame(1, 'order.failed', { amount: 5, message: 'small' }));
  await stream.send(frame(2, 'order.failed', { amount: 500, message: 'Card declined' }));
  await expect.poll(() => taken.length).toBe(1);
  expect(JSON.parse(taken[0]!)).toMatchObject({
    streamgauge: 'alert',
    rule: { id: 'failures' },
    title: 'order.failed event from Orders',
    body: 'Card declined',
    source: 'orders',
  });
  const log = join(folder, 'logs/alerts/failures.ndjson');
  await expect.poll(() => readFile(log, 'utf8').catch(() => '')).toContain('Card declined');
  await expect.poll(rules).toMatchObject([{ id: 'failures', firedToday: 1, problem: null }]);
  await expect(
    running.page.getByText(/Rule 2 \(Broken\) was left out: when\.query is missing/u),
  ).toBeVisible();
  expect(running.complaints).toEqual([]);
});

test('a rule tells what it would have done in the last hour', async () => {
  for (let n = 1; n <= 3; n++) await stream.send(frame(n, 'order.failed', { amount: 100 * n }));
  const [rule] = await rules();
  const { name, when, then } = rule!;
  const draft = { name, when, then, cooldownSeconds: 60 };
  await expect
    .poll(() => ask('rules.test', draft))
    .toMatchObject({
      matches: 2,
      alerts: 1,
      problem: null,
      examples: [{ sourceId: 'orders' }, { sourceId: 'orders' }],
    });
});

test('rules are exported to a file, and come in switched off', async () => {
  const path = join(folder, 'shared.json');
  await running.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
  }, path);
  expect(await ask('rules.export', undefined)).toBe(path);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ streamgauge: 'rules', version: 1 });
  expect(await ask('rules.import', undefined)).toEqual({ added: 1, problems: [] });
  expect(await rules()).toMatchObject([
    { id: 'failures', enabled: true },
    { name: 'Failures', enabled: false },
  ]);
});

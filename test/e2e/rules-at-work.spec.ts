import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { CallArgument, CallName, StreamgaugeBridge } from '../../src/shared/ipc';
import type { InboxState } from '../../src/shared/notification';
import type { Condition, RulesState } from '../../src/shared/rule';
import { startNumberedServer, type NumberedServer } from '../support/numbered-server';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, type RunningApp } from './support/launch';

let running: RunningApp;
let folder: string;
let stream: EventServer;
let hooks: Server;
let url: string;
/** What came to the webhook, and what it answers next; 204 when nothing is left. */
let taken: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
let answers: number[];

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

/** Follows a server until it is open. */
async function follow(server: NumberedServer): Promise<{ name: string; sourceId: string }> {
  const name = 'Numbered';
  const sourceId = (await ask('sources.add', {
    name,
    url: server.url,
    transports: ['sse'],
    enabled: true,
    headers: [],
    queryToken: null,
    resume: true,
    startFromId: '',
    options: {},
    secrets: {},
  })) as string;
  await expect.poll(() => server.open).toBe(1);
  return { name, sourceId };
}

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streamgauge-rules-'));
  stream = await startEventServer('orders');
  taken = [];
  answers = [];
  hooks = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      taken.push({ headers: request.headers, body });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((listening) => hooks.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(hooks.address() as AddressInfo).port}/`;
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
  expect(JSON.parse(taken[0]!.body)).toMatchObject({
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

test('a webhook that its server could not take comes again: the same alert, signed anew', async () => {
  answers = [503, 502];
  const secret = 'canary-4f2d-81c0';
  await ask('rules.add', {
    name: 'Signed',
    when: { kind: 'event', query: 'type:order.late' },
    then: [{ do: 'webhook', url, signed: true }],
    secret,
  });
  await stream.send(frame(1, 'order.late', { message: 'Two days' }));
  await expect.poll(() => taken.length, { timeout: 20_000 }).toBe(3);
  for (const { headers, body } of taken) {
    const stamp = String(headers['x-streamgauge-timestamp']);
    const signature = createHmac('sha256', secret).update(`${stamp}.${body}`).digest('hex');
    expect(headers['x-streamgauge-signature']).toBe(`v1=${signature}`);
  }
  expect(new Set(taken.map(({ headers }) => headers['x-streamgauge-delivery'])).size).toBe(1);
  expect(JSON.parse(taken[2]!.body)).toMatchObject({ rule: { name: 'Signed' }, body: 'Two days' });
  expect((await rules()).at(-1)).toMatchObject({ name: 'Signed', hasSecret: true, problem: null });
  expect(await readFile(join(folder, 'rules.json'), 'utf8')).not.toContain(secret);
});

test('each of the six conditions is met by what a real stream does', async () => {
  // Of what came while nobody listened, it leaves out the first two.
  const lossy = await startNumberedServer({
    dataOf: (number) => JSON.stringify({ total: number }),
    replay: (id, log) => log.filter(({ number }) => number > Number(id) + 2 || id === ''),
  });
  try {
    const { name, sourceId } = await follow(lossy);
    await ask('shapes.attach', {
      sourceId,
      type: 'message',
      name: 'total.json',
      text: JSON.stringify({ type: 'object', properties: { total: { type: 'number', maximum: 5 } } }),
    });
    const conditions: readonly Condition[] = [
      { kind: 'event', query: 'total:4', sources: [] },
      { kind: 'rate', query: '', sources: [], direction: 'above', events: 4, perSeconds: 60 },
      { kind: 'silence', sources: [sourceId], longerThan: 1 },
      { kind: 'connection', sources: [sourceId], becomes: ['waiting'] },
      { kind: 'loss', sources: [] },
      { kind: 'shape', sources: [sourceId], turns: ['violation'] },
    ];
    for (const when of conditions) {
      const then = [{ do: 'inbox', level: 'warning', priority: 'normal' }] as const;
      await ask('rules.add', { name: when.kind, when, then: [...then], cooldownSeconds: 60 });
    }
    lossy.publish(6);
    const raised = async (): Promise<Record<string, string>> => {
      const { inbox } = (await ask('app.start', undefined)) as { inbox: InboxState };
      return Object.fromEntries(inbox.items.map(({ rule, title }) => [rule?.name ?? '', title]));
    };
    await expect.poll(async () => (await raised())['silence'], { timeout: 15_000 }).toBe(`${name} is silent`);
    lossy.cut();
    lossy.publish(4);
    await expect.poll(raised, { timeout: 15_000 }).toEqual({
      event: `message event from ${name}`,
      rate: '5 events in 60 s',
      silence: `${name} is silent`,
      connection: `${name} lost its connection`,
      loss: `2 events of ${name} are missing`,
      shape: 'message breaks its schema',
    });
  } finally {
    await lossy.close();
  }
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

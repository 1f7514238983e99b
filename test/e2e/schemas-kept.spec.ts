import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { CallArgument, CallName, CallResult, StreamgaugeBridge } from '../../src/shared/ipc';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, type RunningApp } from './support/launch';

let running: RunningApp;
let folder: string;
let stream: EventServer;

/** Asks the main process as the window does. */
async function ask<N extends CallName>(name: N, argument: CallArgument<N>): Promise<CallResult<N>> {
  const answer = await running.page.evaluate(
    ([name, argument]) => {
      const { streamgauge } = window as unknown as { streamgauge: StreamgaugeBridge };
      return streamgauge.call(name, argument);
    },
    [name, argument] as const,
  );
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value as CallResult<N>;
}

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streamgauge-shapes-'));
  stream = await startEventServer('orders');
  const source = { id: 'orders', name: 'Orders', url: stream.url, transports: ['sse'], enabled: true };
  await writeFile(join(folder, 'sources.json'), JSON.stringify({ version: 1, sources: [source] }));
  running = await launchApp({ dataPath: folder });
});
test.afterEach(async () => {
  await running.close();
  await stream.close();
  await rm(folder, { recursive: true, force: true });
});

/** It refers to itself, so that it is held against payloads under a limit on time. */
const ORDER = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, total: { type: 'number' }, parent: { $ref: '#' } },
};

test('a schema, what was learnt and what was found are there again after a restart', async () => {
  await ask('shapes.attach', {
    sourceId: 'orders',
    type: '',
    name: 'order.json',
    text: JSON.stringify(ORDER),
  });
  await stream.send(frame(1, 'order.paid', { id: 'A-1', total: 1 }));
  await stream.send(frame(2, 'order.paid', { id: 'A-2', parent: { id: 'A-0', total: '12' } }));
  await expect(
    running.page.getByText('order.paid: /parent/total must be number (was string "12").').first(),
  ).toBeVisible();
  await expect
    .poll(async () => (await ask('shapes.of', 'orders')).schema)
    .toMatchObject({ kind: 'json-schema', checked: 2, broken: 1 });
  expect(await ask('shapes.typescript', 'orders')).toContain('  parent?: OrderPaid;');
  await running.close();
  expect(await readFile(join(folder, 'shapes.json'), 'utf8')).toContain('/parent/total must be number');

  running = await launchApp({ dataPath: folder });
  const { findings, schema, types } = await ask('shapes.of', 'orders');
  expect(findings).toMatchObject([{ turn: 'violation', path: '/parent/total', count: 1 }]);
  expect(schema?.name).toBe('order.json');
  expect(types).toMatchObject([{ type: 'order.paid', looked: 2 }]);
});

test('a schema that would take for ever is given up, and the app goes on', async () => {
  const twice = { anyOf: [{ $ref: '#' }, { $ref: '#' }] };
  const endless = { properties: { a: twice }, anyOf: [{ properties: { a: twice } }], required: ['q'] };
  await ask('shapes.attach', {
    sourceId: 'orders',
    type: '',
    name: 'endless',
    text: JSON.stringify(endless),
  });
  let payload: unknown = { z: 1 };
  for (let i = 0; i < 60; i++) payload = { a: payload };
  await stream.send(frame(1, 'order.paid', payload));
  await expect
    .poll(async () => (await ask('shapes.of', 'orders')).schema?.stopped)
    .toMatch(/^Checking order\.paid takes too long/u);
  await stream.send(frame(2, 'order.paid', { id: 'the-next-one' }));
  await expect(running.page.getByText('the-next-one').first()).toBeVisible();
});

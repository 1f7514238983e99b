import { spawn } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';
import { createHub, type Hub } from '../../../src/main/hub/hub';
import { snippet, TOKEN_PLACE, type EndpointName } from '../../../src/renderer/src/views/server/hub-snippets';
import { eventually } from '../../support/eventually';

/** What the Server view copies is pasted by people who do not know the hub yet: it has to run as it is. */

let hub: Hub;
const stops: (() => void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await hub.stop();
});

/** A hub that asks everybody for the very token that stands in the snippets, or nobody. */
async function startHub(token: boolean): Promise<string> {
  hub = createHub({
    access: token ? 'all' : 'open',
    authenticate: ({ headers, query }) => {
      const shown =
        headers.authorization === `Bearer ${TOKEN_PLACE}` || query.get('access_token') === TOKEN_PLACE;
      if (!shown) return null;
      const may = { subscribe: ['**'], publish: ['**'] };
      return { userId: 'reader', name: 'reader', tokenId: null, may, expiresAt: null, via: 'header' };
    },
  });
  return (await hub.start()).url;
}

/** Runs a command and gives what it has said so far. */
function run(command: string, args: readonly string[]): () => string {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  stops.push(() => child.kill('SIGKILL'));
  return () => said;
}
const runNode = (code: string): (() => string) => run(process.execPath, ['--input-type=module', '-e', code]);

const READERS: readonly EndpointName[] = ['events', 'ws', 'poll'];
const cases = [false, true].flatMap((token) => READERS.map((endpoint) => ({ endpoint, token })));
const words = '$endpoint, token $token';

it.each(cases)(`the Node snippet reads the hub: ${words}`, async ({ endpoint, token }) => {
  const url = await startHub(token);
  const said = runNode(snippet(endpoint, 'node', { url, channel: 'demo/**', token }));
  await eventually(
    () => {
      hub.publish({ channel: 'demo/hello', event: 'notification', data: { text: 'ahoy' } });
      expect(said()).toContain('ahoy');
    },
    { timeoutMs: 15_000 },
  );
});

it.each(cases)(`the curl command reads the hub: ${words}`, async ({ endpoint, token }) => {
  const url = await startHub(token);
  const said = run('sh', ['-c', snippet(endpoint, 'curl', { url, channel: 'demo/**', token })]);
  // A poll without a cursor is answered with where the log is; the streams go on to the events.
  const expected = endpoint === 'poll' ? '"cursor"' : 'ahoy';
  await eventually(
    () => {
      hub.publish({ channel: 'demo/hello', event: 'notification', data: { text: 'ahoy' } });
      expect(said()).toContain(expected);
    },
    { timeoutMs: 15_000 },
  );
});

it.each([false, true])('each way to publish reaches the hub: token %s', async (token) => {
  const url = await startHub(token);
  const target = { url, channel: 'demo/hello', token };
  for (const said of [
    run('sh', ['-c', snippet('publish', 'curl', target)]),
    runNode(snippet('publish', 'node', target)),
    runNode(snippet('publish', 'browser', target)),
  ])
    await eventually(() => expect(said()).toContain('clients'), { timeoutMs: 15_000 });
  expect(hub.snapshot().channels.find(({ name }) => name === 'demo/hello')?.published).toBe(3);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventSource } from 'eventsource';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { types } from '../../../../src/headless/types';
import { createHub, type Hub } from '../../../../src/main/hub/hub';
import { defineStream } from '../../../../src/main/hub/streams/define-stream';
import { fanOut } from '../../../../src/main/hub/streams/fan-out';
import { loadStreams } from '../../../../src/main/hub/streams/stream-files';
import { eventually } from '../../../support/eventually';
import { load } from '../../headless/types/compile';

const comments = defineStream({
  name: 'CommentStream',
  channel: 'CommentStream:item:{itemId}',
  events: { CommentAdded: v.object({ id: v.number(), text: v.string() }) },
});
const notifications = defineStream({
  name: 'NotificationStream',
  channel: 'NotificationStream:user:{userId}',
  events: { CommentAdded: v.object({ id: v.number(), text: v.string() }) },
});

let folder: string;
const hubs: Hub[] = [];
const subscriptions: { close(): void }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'typed-'));
});
afterEach(async () => {
  for (const subscription of subscriptions.splice(0)) subscription.close();
  await Promise.all(hubs.splice(0).map((hub) => hub.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Parameters<typeof createHub>[0]): Promise<{ hub: Hub; url: string }> {
  const hub = createHub({ stopTimeoutMs: 100, ...options });
  hubs.push(hub);
  return { hub, url: (await hub.start()).url };
}

async function post(url: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${url}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Names of the functions, and what each handler got. */
async function client(url: string): Promise<Record<string, (...args: unknown[]) => { close(): void }>> {
  let source = '';
  let stderr = '';
  const io = {
    stdout: async (text: string) => void (source += text),
    stderr: (text: string) => void (stderr += text),
    signal: new AbortController().signal,
  };
  expect({ code: await types({ from: `${url}/asyncapi.json` }, io), stderr }).toEqual({
    code: 0,
    stderr: '',
  });
  return load(folder, source) as Record<string, (...args: unknown[]) => { close(): void }>;
}

describe('a hub with typed streams', () => {
  it('D6: refuses events that do not fit, over HTTP and from code, and names the path', async () => {
    const { hub, url } = await start({ streams: [comments] });
    const channel = 'CommentStream:item:7';
    expect(await post(url, { channel, event: 'CommentAdded', data: { id: 1 } })).toMatchObject({
      status: 400,
      body: {
        code: 'bad-event-data',
        detail: 'CommentAdded of CommentStream is refused: data.text is missing.',
      },
    });
    expect(await post(url, { channel, event: 'CommentLost', data: {} })).toMatchObject({
      status: 400,
      body: { code: 'unknown-event-type' },
    });
    expect(await post(url, { channel, event: 'CommentAdded', data: { id: 1, text: 'hi' } })).toMatchObject({
      status: 201,
    });
    expect(await post(url, { channel: 'other', data: 1 })).toMatchObject({ status: 201 });
    expect(() => hub.publish({ channel, event: 'CommentAdded', data: {} })).toThrow('data.id is missing');
  });

  it('E1, E3: serves the document from which a typed client is made, which gets a business event on two channels', async () => {
    const { hub, url } = await start({ streams: [comments, notifications] });
    const { subscribeToCommentStream, subscribeToNotificationStream } = await client(url);
    const got: unknown[] = [];
    let open = 0;
    const handlers = { onCommentAdded: (event: unknown) => got.push(event), onOpen: () => open++ };
    subscriptions.push(
      subscribeToCommentStream!({ itemId: 7 }, handlers, { EventSource }),
      subscribeToNotificationStream!({ userId: 42 }, handlers, { EventSource }),
    );
    await eventually(() => expect(open).toBe(2));
    const data = { id: 1, text: 'hi' };
    for (const publication of fanOut('CommentAdded', data, [
      comments.at({ itemId: 7 }),
      notifications.at({ userId: 42 }),
    ])) {
      hub.publish(publication);
    }
    await eventually(() => expect(got).toHaveLength(2));
    expect(got).toEqual(
      expect.arrayContaining([
        { type: 'CommentAdded', data, id: expect.any(String) as string, channel: 'CommentStream:item:7' },
        {
          type: 'CommentAdded',
          data,
          id: expect.any(String) as string,
          channel: 'NotificationStream:user:42',
        },
      ]),
    );
  });

  it('E2: asks readers of a stream that wants it, by its path and by wildcards, and lets others read the rest', async () => {
    const file = join(folder, 'streams.yaml');
    await writeFile(file, 'name: Private\nauth: required\nevents: { note: { type: string } }\n');
    const { url } = await start({ streams: await loadStreams(file) });
    const abort = new AbortController();
    const status = async (path: string): Promise<number> => {
      const response = await fetch(`${url}${path}`, {
        headers: { accept: 'text/event-stream' },
        signal: abort.signal,
      });
      return response.status;
    };
    try {
      expect([
        await status('/sse/Private/a'),
        await status('/events?channel=Private:**'),
        await status('/events?channel=**'),
      ]).toEqual([401, 401, 401]);
      expect([
        await status('/events?channel=orders/**'),
        await status('/sse/orders/7'),
        await status('/sse/Private/%FF'),
      ]).toEqual([200, 200, 400]);
    } finally {
      abort.abort();
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/main/hub/auth/principal';
import { eventually } from '../../support/eventually';
import { useHubs } from './support/hubs';
import { openSocket } from './support/open-socket';
import { openStream } from './support/open-stream';
import { post } from './support/raw-request';

const startHub = useHubs();

/** Whoever says `X-User: ann` is ann. */
function byHeader({
  headers,
}: {
  headers: Readonly<Record<string, string | string[] | undefined>>;
}): Principal | null {
  const user = headers['x-user'];
  if (typeof user !== 'string') return null;
  const may = { subscribe: ['**'], publish: ['**'] };
  return { userId: user, name: user, tokenId: null, may, expiresAt: null, via: 'header' };
}

describe('publishing to some', () => {
  it('B3, D4: to users, however many connections they have, and to nobody else', async () => {
    const { hub, port } = await startHub({ authenticate: byHeader });
    const ann = await openStream(port, '/events', { headers: { 'X-User': 'ann' } });
    const annToo = await openSocket(port, '/events', { headers: { 'X-User': 'ann' } });
    const bob = await openStream(port, '/events', { headers: { 'X-User': 'bob' } });
    const nobody = await openStream(port, '/events');
    for (const stream of [ann, bob, nobody]) await stream.first('connected');
    await annToo.first('connected');
    hub.publish({ channel: 'a', data: 'for ann', to: { userIds: ['ann'] } });
    hub.publish({ channel: 'a', data: 'for both', to: { userIds: ['ann', 'bob'] } });
    hub.publish({ channel: 'a', data: 'for all' });
    await eventually(() => expect(ann.published()).toEqual(['for ann', 'for both', 'for all']));
    await eventually(() => expect(annToo.published()).toEqual(['for ann', 'for both', 'for all']));
    await eventually(() => expect(bob.published()).toEqual(['for both', 'for all']));
    await eventually(() => expect(nobody.published()).toEqual(['for all']));
    expect(JSON.parse((await ann.first('connected')).data)).toMatchObject({ user: 'ann' });
    expect(hub.snapshot().clients.map(({ user }) => user)).toEqual(['ann', 'ann', 'bob', null]);
    expect(hub.presence('a')).toEqual({ clients: 4, users: 2 });
    for (const each of [ann, annToo, bob, nobody]) each.close();
  });

  it('D4: stays with its users in a replay', async () => {
    const { hub, port } = await startHub({ authenticate: byHeader });
    const { id } = hub.publish({ channel: 'a', data: 'start' });
    hub.publish({ channel: 'a', data: 'for ann', to: { userIds: ['ann'] } });
    hub.publish({ channel: 'a', data: 'for all' });
    const got = async (user: string): Promise<readonly string[]> => {
      const stream = await openStream(port, '/events', { headers: { 'X-User': user, 'Last-Event-ID': id! } });
      await eventually(() => expect(stream.published()).toContain('for all'));
      stream.close();
      return stream.published();
    };
    expect(await got('bob')).toEqual(['for all']);
    expect(await got('ann')).toEqual(['for ann', 'for all']);
  });

  it('D4: to subscriptions as they were written, and through a function over connections', async () => {
    const { hub, port } = await startHub({ authenticate: byHeader });
    const wide = await openStream(port, '/events?channel=orders/**', { headers: { 'X-User': 'ann' } });
    const exact = await openStream(port, '/events?channel=orders/eu');
    for (const stream of [wide, exact]) await stream.first('connected');
    hub.publish({ channel: 'orders/eu', data: 'exact', to: { subscriptions: ['orders/eu'] } });
    hub.publish({
      channel: 'orders/eu',
      data: 'known and here',
      to: { filter: ({ authenticated, connectedAt }) => authenticated && connectedAt <= Date.now() },
    });
    hub.publish({ channel: 'orders/eu', data: 'end' });
    await eventually(() => expect(exact.published()).toEqual(['exact', 'end']));
    await eventually(() => expect(wide.published()).toEqual(['known and here', 'end']));
    wide.close();
    exact.close();
  });

  it('D4, E3: broadcasts the same event to several channels', async () => {
    const { hub, port } = await startHub();
    const stream = await openStream(port, '/events?channel=CommentStream:item:7,NotificationStream:user:42');
    await stream.first('connected');
    hub.broadcast(['CommentStream:item:7', 'NotificationStream:user:42', 'else'], {
      event: 'CommentAdded',
      data: 1,
    });
    await eventually(() =>
      expect(
        stream.events.filter(({ type }) => type === 'CommentAdded').map(({ channel }) => channel),
      ).toEqual(['CommentStream:item:7', 'NotificationStream:user:42']),
    );
    stream.close();
  });

  it('D5: notifies users with title, message, level and priority', async () => {
    const { hub, port } = await startHub({ authenticate: byHeader });
    const ann = await openStream(port, '/events', { headers: { 'X-User': 'ann' } });
    const bob = await openStream(port, '/events', { headers: { 'X-User': 'bob' } });
    for (const stream of [ann, bob]) await stream.first('connected');
    const message = { title: 'Disk full', message: 'host-a', level: 'error', priority: 'high' } as const;
    hub.notify({ ...message, to: { userIds: ['ann'] } });
    hub.publish({ channel: 'a', event: 'end', data: 1 });
    await bob.first('end');
    expect(JSON.parse((await ann.first('notification')).data)).toEqual(message);
    expect(bob.events.some(({ type }) => type === 'notification')).toBe(false);
    ann.close();
    bob.close();
  });

  it('D4: over HTTP, and refuses what is not a target', async () => {
    const { port } = await startHub({ authenticate: byHeader });
    const ann = await openStream(port, '/events', { headers: { 'X-User': 'ann' } });
    const bob = await openStream(port, '/events', { headers: { 'X-User': 'bob' } });
    for (const stream of [ann, bob]) await stream.first('connected');
    const sent = await post(port, '{"channel":"a","data":"hi","priority":"high","to":{"userIds":["ann"]}}');
    expect(sent.status).toBe(201);
    await post(port, '{"channel":"a","data":"end"}');
    await eventually(() => expect(ann.published()).toEqual(['hi', 'end']));
    await eventually(() => expect(bob.published()).toEqual(['end']));
    const refused = await post(port, '{"channel":"a","data":1,"to":{"everybody":true}}');
    expect([refused.status, (JSON.parse(refused.body) as { field: string }).field]).toEqual([
      400,
      'to.everybody',
    ]);
    ann.close();
    bob.close();
  });
});

describe('publishing many at once', () => {
  it('D7: takes one event a line, in order, and says of each line what became of it', async () => {
    const { hub, port } = await startHub();
    const stream = await openStream(port);
    await stream.first('connected');
    const body = [
      '{"channel":"a","data":"1"}',
      '',
      '{"channel":"a","data":"2","id":"own"}',
      'no json',
      '{"channel":"a","data":"3","event":"x\\ny"}',
      '{"channel":"a","data":"4","id":"own"}',
      '{"channel":"a","data":"5"}',
    ].join('\n');
    const answer = await post(port, body, { headers: { 'Content-Type': 'application/x-ndjson' } });
    expect(answer.status).toBe(200);
    const result = JSON.parse(answer.body) as {
      published: number;
      refused: number;
      results: Record<string, unknown>[];
    };
    expect([result.published, result.refused]).toEqual([3, 3]);
    expect(result.results.map(({ line, id, code, field }) => [line, id ?? code, field])).toEqual([
      [1, expect.any(String), undefined],
      [3, 'own', undefined],
      [4, 'bad-json', undefined],
      [5, 'bad-event-type', 'event'],
      [6, 'id-taken', 'id'],
      [7, expect.any(String), undefined],
    ]);
    await eventually(() => expect(stream.published()).toEqual(['1', '2', '5']));
    expect(hub.snapshot().published).toBe(3);
    stream.close();
  });

  it('B8: refuses more than 10,000 events, and publishes none of them', async () => {
    const { hub, port } = await startHub({ maxBodyBytes: 4 * 1024 * 1024 });
    const answer = await post(port, '{"channel":"a","data":1}\n'.repeat(10_001), {
      headers: { 'Content-Type': 'application/x-ndjson' },
    });
    expect([answer.status, (JSON.parse(answer.body) as { code: string }).code]).toEqual([
      400,
      'too-many-events',
    ]);
    expect(hub.snapshot().published).toBe(0);
  });

  it('B25: refuses an event that has been through this hub', async () => {
    const { hub, port } = await startHub();
    const epoch = hub.publish({ channel: 'a', data: 1 }).id!.split('.')[0]!;
    const headers = { 'Streamgauge-Via': `other, ${epoch}` };
    const answer = await post(port, '{"channel":"a","data":1}', { headers });
    expect([answer.status, (JSON.parse(answer.body) as { code: string }).code]).toEqual([508, 'loop']);
    expect(hub.snapshot().published).toBe(1);
  });
});

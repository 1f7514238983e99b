import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { useHubs } from './support/hubs';
import { openStream } from './support/open-stream';
import { poll } from './support/poll';

const startHub = useHubs();

describe('polling', () => {
  it('greets a new client at once, and gives it a cursor and the address of its next poll', async () => {
    const { hub, port } = await startHub();
    hub.publish({ channel: 'a', data: 'before' });
    hub.setState('a', () => 'now');
    const first = await poll(port, '/events?channel=a');
    expect(first.status).toBe(200);
    expect(first.events.map(({ event }) => event)).toEqual(['connected', 'initial_state']);
    expect(first.published).toEqual([]);
    expect(first.headers['link']).toBe(`<${first.next}>; rel="next"`);
    expect(first.next).toContain(`cursor=${first.cursor}`);
    expect(first.headers['cache-control']).toBe('no-store');
  });

  it.each(['/events', '/poll'])('A3: gets what streams get, by following next, at %s', async (path) => {
    const { hub, port } = await startHub();
    const stream = await openStream(port, '/events?channel=a');
    await stream.first('connected');
    let { next } = await poll(port, `${path}?channel=a`);
    const got: string[] = [];
    for (let i = 0; i < 5; i++) {
      const waiting = poll(port, next);
      hub.publish({ channel: 'b', data: 'else' });
      hub.publish({ channel: 'a', data: String(i) });
      const answer = await waiting;
      got.push(...answer.published);
      next = answer.next;
    }
    await eventually(() => expect(got).toEqual(stream.published()));
    expect(got).toEqual(['0', '1', '2', '3', '4']);
    stream.close();
  });

  it('D8: answers a wait as soon as there is something, with all that was published in that turn', async () => {
    const { hub, port } = await startHub();
    const { next } = await poll(port, '/events');
    const waiting = poll(port, `${next}&wait=30`);
    await eventually(() => expect(hub.snapshot().clients[0]?.transport).toBe('polling'));
    for (let i = 0; i < 10; i++) hub.publish({ channel: 'a', data: String(i) });
    const first = await waiting;
    const second = first.published.length === 10 ? null : await poll(port, first.next);
    expect([...first.published, ...(second?.published ?? [])]).toEqual(
      Array.from({ length: 10 }, (_, i) => String(i)),
    );
  });

  it('answers with nothing when the wait is over, with a cursor to go on from', async () => {
    const { hub, port } = await startHub();
    const { next } = await poll(port, '/events?wait=0.05');
    const empty = await poll(port, next);
    expect([empty.status, empty.events]).toEqual([200, []]);
    hub.publish({ channel: 'a', data: 'later' });
    expect((await poll(port, empty.next)).published).toEqual(['later']);
  });

  it('C5: loses nothing that comes between two polls, nor what an answer that was not read held', async () => {
    const { hub, port } = await startHub();
    const first = await poll(port, '/events');
    hub.publish({ channel: 'a', data: '1' });
    hub.publish({ channel: 'a', data: '2' });
    expect((await poll(port, first.next)).published).toEqual(['1', '2']);
    const again = await poll(port, first.next);
    expect(again.published).toEqual(['1', '2']);
    hub.publish({ channel: 'a', data: '3' });
    expect((await poll(port, again.next)).published).toEqual(['3']);
  });

  it('gives a long past in several answers', async () => {
    const { hub, port } = await startHub();
    const { cursor } = await poll(port, '/events');
    for (let i = 0; i < 2_500; i++) hub.publish({ channel: 'a', data: String(i) });
    const got: string[] = [];
    let next = `/events?cursor=${cursor}&client=new&limit=100`;
    let answers = 0;
    while (got.length < 2_500) {
      const answer = await poll(port, next);
      got.push(...answer.published);
      next = answer.next;
      answers++;
    }
    expect(got).toEqual(Array.from({ length: 2_500 }, (_, i) => String(i)));
    expect(answers).toBeGreaterThan(1);
  });

  it('C5: is told a gap when the log no longer holds what it lacks', async () => {
    const { hub, port } = await startHub({ history: { events: 3 } });
    const { next } = await poll(port, '/events');
    for (let i = 0; i < 8; i++) hub.publish({ channel: 'a', data: String(i) });
    const answer = await poll(port, next);
    expect(answer.events[0]?.event).toBe('gap');
    expect(JSON.parse(answer.events[0]!.data)).toMatchObject({ missed: 5, policy: 'skip' });
    expect(answer.published).toEqual(['5', '6', '7']);
  });

  it('E5: counts as one client while it polls, and as gone when it has stopped', async () => {
    const { hub, port } = await startHub();
    let { next } = await poll(port, '/events?channel=a');
    for (let i = 0; i < 3; i++) {
      hub.publish({ channel: 'a', data: String(i) });
      ({ next } = await poll(port, next));
    }
    expect(hub.snapshot().clients).toMatchObject([{ transport: 'polling', sent: 3, channels: ['a'] }]);
    expect(hub.presence('a').clients).toBe(1);
    hub.disconnect(hub.snapshot().clients[0]!.id);
    expect(hub.snapshot().clients).toEqual([]);
    hub.publish({ channel: 'a', data: 'after' });
    expect((await poll(port, next)).published).toEqual(['after']);
  });

  it('does not keep clients that come with a cursor alone', async () => {
    const { hub, port } = await startHub();
    const { id } = hub.publish({ channel: 'a', data: '1' });
    hub.publish({ channel: 'a', data: '2' });
    const answer = await poll(port, `/events?cursor=${id}`);
    expect(answer.events.map(({ data }) => data)).toEqual(['2']);
    const waiting = poll(port, `/events?cursor=${answer.cursor}`);
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(1));
    hub.publish({ channel: 'a', data: '3' });
    expect((await waiting).published).toEqual(['3']);
    await eventually(() => expect(hub.snapshot().clients).toEqual([]));
  });

  it('gives up a wait whose client has left', async () => {
    const { hub, port } = await startHub();
    const { next } = await poll(port, '/events');
    const leave = new AbortController();
    const waiting = poll(port, next, { signal: leave.signal }).catch(() => 'left');
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(1));
    leave.abort();
    expect(await waiting).toBe('left');
    hub.publish({ channel: 'a', data: 'kept for it' });
    await eventually(async () => expect((await poll(port, next)).published).toEqual(['kept for it']));
  });

  it('answers an older wait of the same client when a newer one comes', async () => {
    const { hub, port } = await startHub();
    const { next } = await poll(port, '/events');
    const older = poll(port, next);
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(1));
    const newer = poll(port, next);
    expect((await older).events).toEqual([]);
    hub.publish({ channel: 'a', data: '1' });
    expect((await newer).published).toEqual(['1']);
  });

  it('another person cannot take over a client by its name', async () => {
    const { hub, port } = await startHub();
    const mine = await poll(port, '/events?channel=mine');
    const other = await poll(
      port,
      `/events?channel=other&cursor=${mine.cursor}&client=${mine.client}&wait=0`,
    );
    expect(other.client).not.toBe(mine.client);
    expect(hub.snapshot().clients).toHaveLength(2);
  });

  it.each([
    ['wait=-1', 'bad-wait'],
    ['wait=61', 'bad-wait'],
    ['wait=soon', 'bad-wait'],
    ['limit=0', 'bad-limit'],
    ['channel=a*', 'bad-channel'],
  ])('refuses ?%s with 400 %s', async (query, code) => {
    const { port } = await startHub();
    const answer = await poll(port, `/events?${query}`);
    expect([answer.status, answer.code]).toEqual([400, code]);
  });

  it('H8: refuses one too many with 503 and when to come back', async () => {
    const { port } = await startHub({ maxConnections: 1 });
    await poll(port, '/events');
    const answer = await poll(port, '/events');
    expect([answer.status, answer.code]).toEqual([503, 'busy']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('B8: is answered with the farewell when the hub stops', async () => {
    const { hub, port } = await startHub();
    const { next } = await poll(port, '/events?channel=a');
    hub.publish({ channel: 'b', data: 'for others' });
    expect(hub.snapshot().clients[0]?.behind).toBe(1);
    const waiting = poll(port, next);
    // It has arrived when what is for others has been passed over.
    await eventually(() => expect(hub.snapshot().clients[0]?.behind).toBe(0));
    await hub.stop();
    expect((await waiting).events.map(({ event }) => event)).toEqual(['hub.shutdown']);
  });

  it.each([
    ['application/json', 'application/json'],
    ['application/json, text/event-stream;q=0.5', 'application/json'],
    ['text/event-stream, application/json;q=0.9', 'text/event-stream; charset=utf-8'],
    ['*/*', 'text/event-stream; charset=utf-8'],
    ['application/*', 'application/json'],
  ])('answers Accept: %s with %s', async (accept, type) => {
    const { port } = await startHub();
    const stream = await openStream(port, '/events?wait=0', { headers: { Accept: accept } });
    expect(stream.headers['content-type']).toBe(type);
    stream.close();
  });
});

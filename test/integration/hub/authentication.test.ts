import { request } from 'node:http';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import type { HubLogRecord } from '../../../src/main/hub/options';
import { TokenStore } from '../../../src/main/hub/auth/token-store';
import { defineStream } from '../../../src/main/hub/streams/define-stream';
import { eventually } from '../../support/eventually';
import { useHubs } from './support/hubs';
import { openSocket } from './support/open-socket';
import { openStream } from './support/open-stream';
import { post } from './support/raw-request';

const startHub = useHubs();
const SECRET = 'a secret of the test that is long enough for HS256';

function sign(claims: Record<string, unknown>, expiresInSeconds = 60): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(Math.floor(Date.now() / 1_000) + expiresInSeconds)
    .sign(Buffer.from(SECRET));
}

interface Made {
  readonly tokens: TokenStore;
  readonly reader: string;
  readonly publisher: string;
}

function makeTokens(): Made {
  const tokens = new TokenStore();
  const { token: reader } = tokens.create({ name: 'web', scopes: ['subscribe'], channels: ['orders/**'] });
  const { token: publisher } = tokens.create({ name: 'ci', scopes: ['publish'], channels: ['**'] });
  return { tokens, reader, publisher };
}

const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` });

function ask(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (res) => {
      let body = '';
      res.on('data', (chunk) => (body += String(chunk)));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body }));
    });
    req.on('error', reject);
    req.end();
  });
}

const codeOf = (body: string): string => (JSON.parse(body) as { code: string }).code;

describe('a hub that asks everybody for a token', () => {
  it('D2, B6: lets readers in by header, cookie and query, and nobody without', async () => {
    const { tokens, reader } = makeTokens();
    const { hub, port } = await startHub({ access: 'all', tokens });
    const ways: [string, Record<string, string>][] = [
      ['/events?channel=orders/eu', bearer(reader)],
      ['/events?channel=orders/eu', { Cookie: `a=b; streamgauge_token=${reader}` }],
      [`/events?channel=orders/eu&access_token=${reader}`, {}],
    ];
    for (const [path, headers] of ways) {
      const stream = await openStream(port, path, { headers });
      await stream.first('connected');
      expect(hub.snapshot().clients.at(-1)?.user).toBe('web');
      stream.close();
    }
    const refused = await ask(port, '/events');
    expect([refused.status, codeOf(refused.body)]).toEqual([401, 'no-credentials']);
    expect(refused.headers['www-authenticate']).toMatch(/^Bearer /u);
    const wrong = await ask(port, '/events', bearer('sg_wrong'));
    expect([wrong.status, codeOf(wrong.body)]).toEqual([401, 'bad-credentials']);
    const socket = (await openSocket(port).catch((error: unknown) => error)) as { status: number };
    expect(socket.status).toBe(401);
    for (const path of ['/metrics', '/presence?channel=orders/eu', '/poll']) {
      expect((await ask(port, path)).status).toBe(401);
    }
    expect((await ask(port, '/healthz')).status).toBe(200);
  });

  it('D7: lets a token do what it is for, on its channels', async () => {
    const { tokens, reader, publisher } = makeTokens();
    const { hub, port } = await startHub({ access: 'all', tokens });
    const other = await ask(port, '/events?channel=secret', bearer(reader));
    expect([other.status, codeOf(other.body)]).toEqual([403, 'not-allowed']);
    const wide = await ask(port, '/events?channel=**', bearer(reader));
    expect(wide.status).toBe(403);
    const own = await openStream(port, '/events', { headers: bearer(reader) });
    expect(JSON.parse((await own.first('connected')).data)).toMatchObject({ channels: ['orders/**'] });
    const body = '{"channel":"orders/eu","data":1}';
    expect((await post(port, body, { headers: bearer(reader) })).status).toBe(403);
    expect((await post(port, body)).status).toBe(401);
    expect((await post(port, body, { path: `/events?access_token=${publisher}` })).status).toBe(401);
    expect(hub.snapshot().published).toBe(0);
    expect((await post(port, body, { headers: bearer(publisher) })).status).toBe(201);
    await eventually(() => expect(own.published()).toEqual(['1']));
    own.close();
  });

  it('D7: ends the streams of a token that is revoked', async () => {
    const { tokens, reader } = makeTokens();
    const { hub, port } = await startHub({ access: 'all', tokens });
    const stream = await openStream(port, '/events', { headers: bearer(reader) });
    await stream.first('connected');
    tokens.revoke(tokens.list().find(({ name }) => name === 'web')!.id);
    await eventually(() => expect(stream.ended()).toBe(true));
    expect(hub.counters().closed.expired).toBe(1);
    expect((await ask(port, '/events', bearer(reader))).status).toBe(401);
  });

  it('B1: takes a ticket once, for what its owner may read', async () => {
    const { tokens, reader } = makeTokens();
    const { port } = await startHub({ access: 'all', tokens });
    const made = await ask(port, '/tickets?channel=orders/eu', bearer(reader), 'POST');
    expect(made.status).toBe(201);
    const { ticket } = JSON.parse(made.body) as { ticket: string };
    const stream = await openStream(port, `/events?ticket=${ticket}`);
    expect(JSON.parse((await stream.first('connected')).data)).toMatchObject({ channels: ['orders/eu'] });
    stream.close();
    expect((await ask(port, `/events?ticket=${ticket}`)).status).toBe(401);
    expect((await ask(port, '/tickets', {}, 'POST')).status).toBe(401);
  });

  it('D2: takes JSON Web Tokens: who it is, what it may, and until when', async () => {
    const { hub, port } = await startHub({ access: 'all', jwt: { secret: SECRET }, drainTimeoutMs: 100 });
    const claims = { sub: 'ann', streamgauge: { subscribe: ['user:ann:**'], publish: ['chat'] } };
    const token = await sign(claims, 2);
    const stream = await openStream(port, '/events', { headers: bearer(token) });
    await stream.first('connected');
    expect(hub.snapshot().clients[0]).toMatchObject({ user: 'ann', channels: ['user:ann:**'] });
    expect((await post(port, '{"channel":"chat","data":1}', { headers: bearer(token) })).status).toBe(201);
    expect((await post(port, '{"channel":"else","data":1}', { headers: bearer(token) })).status).toBe(403);
    await eventually(() => expect(stream.ended()).toBe(true), { timeoutMs: 15_000 });
    expect(stream.events.at(-1)?.type).toBe('hub.expired');
    const old = await ask(port, '/events', bearer(await sign(claims, -60)));
    expect([old.status, codeOf(old.body)]).toEqual([401, 'expired-credentials']);
  });

  it('B7: slows guessing down, and goes on to let the right token in', async () => {
    const { tokens, reader } = makeTokens();
    const { port } = await startHub({ access: 'all', tokens });
    const statuses: number[] = [];
    for (let i = 0; i < 30; i++) statuses.push((await ask(port, '/events', bearer(`sg_guess${i}`))).status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(10);
    const stream = await openStream(port, '/events', { headers: bearer(reader) });
    expect(stream.status).toBe(200);
    stream.close();
  });

  it('D7: never writes a token into its log', async () => {
    const { tokens, reader } = makeTokens();
    const records: HubLogRecord[] = [];
    const { port } = await startHub({ access: 'all', tokens, log: (record) => records.push(record) });
    const stream = await openStream(port, `/events?access_token=${reader}`);
    await stream.first('connected');
    stream.close();
    await ask(port, '/events?channel=secret&access_token=sg_canary-4711');
    await ask(port, '/events?ticket=canary-4712');
    await eventually(() => expect(records.map(({ event }) => event)).toContain('client-left'));
    expect(records.filter(({ event }) => event === 'access-refused')).toHaveLength(2);
    const text = JSON.stringify(records);
    expect(text).not.toContain(reader);
    expect(text).not.toMatch(/canary/u);
  });
});

describe('a hub that asks publishers only', () => {
  it('H5: reads are open, publishing is not', async () => {
    const { tokens, publisher } = makeTokens();
    const { port } = await startHub({ access: 'publish', tokens });
    const stream = await openStream(port);
    await stream.first('connected');
    expect((await post(port, '{"channel":"a","data":1}')).status).toBe(401);
    const socket = await openSocket(port);
    socket.send({ op: 'publish', channel: 'a', data: 1, ref: 'p' });
    expect((await socket.answer('p')).data).toMatchObject({ code: 'no-credentials' });
    const allowed = await openSocket(port, '/events', { headers: bearer(publisher) }).catch(
      (error: unknown) => error,
    );
    expect((allowed as { status?: number }).status).toBe(403);
    expect((await post(port, '{"channel":"a","data":1}', { headers: bearer(publisher) })).status).toBe(201);
    await eventually(() => expect(stream.published()).toEqual(['1']));
    stream.close();
    socket.close();
  });

  it('may be asked for more while it runs: who has not said who they are is sent away', async () => {
    const { hub, port } = await startHub();
    const stream = await openStream(port);
    await stream.first('connected');
    hub.setAccess('all');
    await eventually(() => expect(stream.ended()).toBe(true));
    expect((await ask(port, '/events')).status).toBe(401);
  });
});

describe('typed streams', () => {
  const comments = defineStream({
    name: 'CommentStream',
    channel: 'CommentStream:item:{itemId}',
    events: {
      CommentAdded: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    },
    auth: 'required',
  });

  it('E2: /sse/:streamType/:channel wants to know who it is, and confirms', async () => {
    const { tokens, reader } = makeTokens();
    const { token } = tokens.create({ name: 'all', scopes: ['subscribe'], channels: ['**'] });
    const { port } = await startHub({ tokens, streams: [comments] });
    const path = '/sse/CommentStream/item:7';
    const refused = await ask(port, path);
    expect([refused.status, codeOf(refused.body)]).toEqual([401, 'no-credentials']);
    expect((await ask(port, path, bearer(reader))).status).toBe(403);
    // A wildcard is no way around.
    expect((await ask(port, '/events')).status).toBe(401);
    const stream = await openStream(port, path, { headers: bearer(token) });
    expect(JSON.parse((await stream.first('connected')).data)).toMatchObject({
      channels: ['CommentStream:item:7'],
    });
    stream.close();
  });

  it('E1, D6: checks what is published against the definitions', async () => {
    const { hub, port } = await startHub({ streams: [comments] });
    const publish = (event: string, data: unknown): Promise<{ status: number; body: string }> =>
      post(port, JSON.stringify({ channel: 'CommentStream:item:7', event, data }));
    expect((await publish('CommentAdded', { text: 'hi' })).status).toBe(201);
    const wrong = await publish('CommentAdded', { text: 7 });
    expect([wrong.status, codeOf(wrong.body)]).toEqual([400, 'bad-event-data']);
    expect(codeOf((await publish('CommentBurned', {})).body)).toBe('unknown-event-type');
    expect(hub.snapshot().published).toBe(1);
    const document = JSON.parse((await ask(port, '/asyncapi.json')).body) as { channels: object };
    expect(JSON.stringify(document.channels)).toContain('CommentStream');
  });
});

import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { SignJWT } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { toProblem } from '@shared/errors';
import type { AccessMode, Scope } from '@shared/hub';
import { AccessError } from '../../../../../src/main/hub/auth/access-error';
import {
  Authenticator,
  type AuthenticateHandler,
  type AuthenticatorOptions,
} from '../../../../../src/main/hub/auth/authenticator';
import { redactTarget, type AuthRequest } from '../../../../../src/main/hub/auth/credentials';
import { jwtVerifier } from '../../../../../src/main/hub/auth/jwt';
import { ANYBODY, principalKey, type Principal } from '../../../../../src/main/hub/auth/principal';
import { TicketBox } from '../../../../../src/main/hub/auth/tickets';
import { TokenStore } from '../../../../../src/main/hub/auth/token-store';
import { authRequest, bearer } from './auth-request';

const SECRET = 'a secret of at least thirty-two bytes';
const WRONG = `sg_${'canary'.repeat(7)}x`;

interface Desk {
  readonly authenticator: Authenticator;
  readonly tokens: TokenStore;
  readonly pass: (ms: number) => void;
  readonly now: () => number;
}

function desk(mode: AccessMode, options: Partial<AuthenticatorOptions> = {}): Desk {
  const start = Date.parse('2026-11-21T12:00:00Z');
  let passed = 0;
  const now = (): number => start + passed;
  const clock = (): number => passed;
  const tokens = new TokenStore({ now });
  const authenticator = new Authenticator({
    mode,
    tokens,
    jwt: jwtVerifier({ secret: SECRET }, now),
    tickets: new TicketBox({ clock }),
    now,
    clock,
    ...options,
  });
  return { authenticator, tokens, now, pass: (ms) => void (passed += ms) };
}

function jwt(claims: Record<string, unknown>): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(SECRET));
}

async function refusal(
  authenticator: Authenticator,
  request: AuthRequest,
  wanted: Scope = 'subscribe',
): Promise<AccessError> {
  const error: unknown = await authenticator.identify(request, wanted).then(
    () => expect.unreachable('It was let in.'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AccessError);
  return error as AccessError;
}

describe('who makes a request', () => {
  it('D2: an open hub asks nobody', async () => {
    const { authenticator } = desk('open');
    expect(await authenticator.identify(authRequest(), 'subscribe')).toBe(ANYBODY);
    expect(await authenticator.identify(authRequest(), 'publish')).toBe(ANYBODY);
  });

  it('D2: a hub that asks publishers lets everybody read', async () => {
    const { authenticator } = desk('publish');
    expect(await authenticator.identify(authRequest(), 'subscribe')).toBe(ANYBODY);
    expect(await refusal(authenticator, authRequest(), 'publish')).toMatchObject({
      code: 'no-credentials',
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="streamgauge"' },
    });
  });

  it('D2: a hub that asks everybody asks readers too', async () => {
    const { authenticator } = desk('all');
    for (const wanted of ['subscribe', 'publish'] as const) {
      expect(await refusal(authenticator, authRequest(), wanted)).toMatchObject({ code: 'no-credentials' });
    }
  });

  it('B1: knows a token by header, cookie and query, and gives what the token may', async () => {
    const { authenticator, tokens } = desk('all');
    const { id, token } = tokens.create({ name: 'wall', scopes: ['subscribe'], channels: ['metrics/**'] });
    const wanted: Principal = {
      userId: null,
      name: 'wall',
      tokenId: id,
      may: { subscribe: ['metrics/**'], publish: [] },
      expiresAt: null,
      via: 'header',
    };
    const cookie = authRequest({ raw: ['Cookie', `streamgauge_token=${token}`] });
    const query = authRequest({ query: `access_token=${token}` });
    expect(await authenticator.identify(bearer(token), 'subscribe')).toEqual(wanted);
    expect(await authenticator.identify(cookie, 'subscribe')).toEqual({ ...wanted, via: 'cookie' });
    expect(await authenticator.identify(query, 'subscribe')).toEqual({ ...wanted, via: 'query' });
  });

  it('B1: knows a JWT, its user and its end', async () => {
    const { authenticator, now } = desk('all');
    const exp = now() / 1_000 + 60;
    const token = await jwt({ sub: '42', exp, streamgauge: { subscribe: ['user:42:**'] } });
    expect(await authenticator.identify(bearer(token), 'subscribe')).toEqual({
      userId: '42',
      name: '42',
      tokenId: null,
      may: { subscribe: ['user:42:**'], publish: [] },
      expiresAt: (exp + 5) * 1_000,
      via: 'header',
    });
  });

  it.each(['open', 'publish', 'all'] as const)(
    'D2: refuses a wrong credential when access is %s: it is never passed over',
    async (mode) => {
      const { authenticator } = desk(mode);
      const requests = [
        bearer(WRONG),
        bearer('a.b.c'),
        authRequest({ raw: ['Cookie', `streamgauge_token=${WRONG}`] }),
        authRequest({ query: `access_token=${WRONG}` }),
        authRequest({ query: 'ticket=st_canarycanary' }),
        authRequest({ raw: ['Authorization', 'Basic Y2FuYXJ5OmNhbmFyeQ=='] }),
        authRequest({ raw: ['Authorization', WRONG] }),
      ];
      for (const request of requests) {
        const error = await refusal(authenticator, request);
        expect(error).toMatchObject({ code: 'bad-credentials', status: 401 });
        expect(error.headers['www-authenticate']).toContain('Bearer');
      }
    },
  );

  it('D2: a good credential gives what it says, in an open hub too', async () => {
    const { authenticator, tokens } = desk('open');
    const { token } = tokens.create({ name: 'ci', scopes: ['publish'], channels: ['builds/*'] });
    expect(await authenticator.identify(bearer(token), 'publish')).toMatchObject({
      name: 'ci',
      may: { publish: ['builds/*'] },
    });
    expect(await refusal(authenticator, bearer(token))).toMatchObject({
      code: 'not-allowed',
      status: 403,
      message: 'This token is not for reading.',
    });
  });

  it('D7: takes no credential from the address for publishing, and does not even look at it', async () => {
    const { authenticator, tokens } = desk('open');
    const { token } = tokens.create({ name: 'all', scopes: ['subscribe', 'publish'], channels: ['**'] });
    const { ticket } = await authenticator.issueTicket(bearer(token));
    for (const query of [`access_token=${token}`, `ticket=${ticket}`]) {
      expect(await refusal(authenticator, authRequest({ query }), 'publish')).toMatchObject({ status: 401 });
    }
    expect(tokens.list()[0]!.lastUsedAt).not.toBeNull();
    // The ticket was not used up by it.
    await authenticator.identify(authRequest({ query: `ticket=${ticket}` }), 'subscribe');
  });

  it('a token that was revoked is unknown, and so is a ticket that was had for it', async () => {
    const { authenticator, tokens } = desk('open');
    const { id, token } = tokens.create({ name: 'x', scopes: ['subscribe'], channels: ['**'] });
    const { ticket } = await authenticator.issueTicket(bearer(token));
    tokens.revoke(id);
    for (const request of [bearer(token), authRequest({ query: `ticket=${ticket}` })]) {
      expect(await refusal(authenticator, request)).toMatchObject({ code: 'bad-credentials' });
    }
  });

  it('B1: a ticket ends when the token behind it does', async () => {
    const { authenticator, now, pass } = desk('all');
    const token = await jwt({ exp: now() / 1_000 + 5, streamgauge: { subscribe: ['a'] } });
    const { ticket } = await authenticator.issueTicket(bearer(token));
    pass(10_000);
    expect(await refusal(authenticator, authRequest({ query: `ticket=${ticket}` }))).toMatchObject({
      code: 'expired-credentials',
      headers: { 'www-authenticate': expect.stringContaining('expired') as string },
    });
  });

  it('keys for limits tell tokens, users and addresses apart', () => {
    const named = { ...ANYBODY, userId: 'x' };
    const keys = [
      principalKey(named, 'x'),
      principalKey({ ...named, tokenId: 'x' }, 'x'),
      principalKey(ANYBODY, 'x'),
    ];
    expect(new Set(keys).size).toBe(3);
  });
});

describe('a handler of its own', () => {
  const alice: Principal = {
    userId: 'alice',
    name: 'Alice',
    tokenId: null,
    may: { subscribe: ['user:alice:**'], publish: [] },
    expiresAt: null,
    via: 'cookie',
  };
  const bySession: AuthenticateHandler = ({ headers }) =>
    headers.cookie === 'session=alice' ? Promise.resolve(alice) : null;

  it('D2: is asked first, and tokens when it cannot tell', async () => {
    const { authenticator, tokens } = desk('all', { authenticate: bySession });
    const { token } = tokens.create({ name: 'x', scopes: ['subscribe'], channels: ['**'] });
    const session = authRequest({ raw: ['Cookie', 'session=alice'] });
    expect(await authenticator.identify(session, 'subscribe')).toBe(alice);
    expect(await authenticator.identify(bearer(token), 'subscribe')).toMatchObject({ name: 'x' });
    expect(await refusal(authenticator, authRequest())).toMatchObject({ code: 'no-credentials' });
  });

  it('D2: can know schemes that the hub does not', async () => {
    const { authenticator } = desk('all', {
      authenticate: ({ headers }) => (headers.authorization === 'Basic QWxpY2U=' ? alice : null),
    });
    const basic = (text: string): AuthRequest => authRequest({ raw: ['Authorization', `Basic ${text}`] });
    expect(await authenticator.identify(basic('QWxpY2U='), 'subscribe')).toBe(alice);
    expect(await refusal(authenticator, basic('Qm9i'))).toMatchObject({ code: 'bad-credentials' });
  });

  it('is held to the same rules: end, scope, and cookies only from pages', async () => {
    const { now, pass } = desk('all');
    const expiresAt = now() + 1_000;
    const may = { subscribe: ['a'], publish: ['a'] };
    const held = new Authenticator({
      mode: 'all',
      tickets: new TicketBox(),
      now,
      authenticate: ({ headers }) => ({ ...alice, expiresAt, ...(headers.cookie === 'both' && { may }) }),
    });
    const both = ['Cookie', 'both'];
    await held.identify(authRequest(), 'subscribe');
    const fromPage = authRequest({ raw: [...both, 'Origin', 'http://localhost:5173'] });
    await held.identify(fromPage, 'publish');
    expect(await refusal(held, authRequest({ raw: both }), 'publish')).toMatchObject({ status: 401 });
    const reader = authRequest({ raw: ['Origin', 'http://localhost:5173'] });
    expect(await refusal(held, reader, 'publish')).toMatchObject({ code: 'not-allowed' });
    pass(1_000);
    expect(await refusal(held, authRequest())).toMatchObject({ code: 'expired-credentials' });
  });

  it.each<[string, AuthenticateHandler]>([
    [
      'throws',
      () => {
        throw new Error('canary: select * from users');
      },
    ],
    ['rejects', () => Promise.reject(new Error('canary: select * from users'))],
  ])('that %s lets nobody in and says nothing of why', async (_, authenticate) => {
    const { authenticator } = desk('open', { authenticate });
    const error = await refusal(authenticator, authRequest());
    expect(error).toMatchObject({ code: 'cannot-check', status: 503, headers: { 'retry-after': '5' } });
    expect(JSON.stringify(toProblem(error))).not.toContain('canary');
    expect(error.cause).toMatchObject({ message: 'canary: select * from users' });
  });

  it('that does not come to an end lets nobody in after 10 s', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { authenticator } = desk('open', { authenticate: () => new Promise(() => undefined) });
      const refused = refusal(authenticator, authRequest());
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await refused).toMatchObject({ code: 'cannot-check', status: 503 });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('refuses in its own words with an AccessError, and wrong guesses at it are limited too', async () => {
    const { authenticator } = desk('open', {
      authenticate: () => {
        throw new AccessError('bad-credentials', 'The session is not known.');
      },
    });
    for (let i = 0; i < 10; i++) {
      expect((await refusal(authenticator, authRequest())).message).toBe('The session is not known.');
    }
    expect(await refusal(authenticator, authRequest())).toMatchObject({ code: 'too-many-failures' });
  });
});

describe('wrong credentials', () => {
  it('D7: are answered ten at once from one address, then one a second', async () => {
    const { authenticator, pass } = desk('all');
    for (let i = 0; i < 10; i++) {
      expect(await refusal(authenticator, bearer(WRONG))).toMatchObject({ code: 'bad-credentials' });
    }
    expect(await refusal(authenticator, bearer(WRONG))).toMatchObject({
      code: 'too-many-failures',
      status: 429,
      retryAfterSeconds: 1,
      headers: { 'retry-after': '1' },
    });
    expect(await refusal(authenticator, bearer(WRONG, { remoteAddress: '192.0.2.8' }))).toMatchObject({
      code: 'bad-credentials',
    });
    pass(1_000);
    expect(await refusal(authenticator, bearer(WRONG))).toMatchObject({ code: 'bad-credentials' });
    expect(await refusal(authenticator, bearer(WRONG))).toMatchObject({ code: 'too-many-failures' });
  });

  it('D7: keep nobody out who has the right one, at the same address and moment', async () => {
    const { authenticator, tokens } = desk('all');
    const { token } = tokens.create({ name: 'x', scopes: ['subscribe'], channels: ['**'] });
    for (let i = 0; i < 50; i++) await refusal(authenticator, bearer(WRONG));
    expect(await authenticator.identify(bearer(token), 'subscribe')).toMatchObject({ name: 'x' });
    expect(await refusal(authenticator, authRequest())).toMatchObject({ code: 'no-credentials' });
  });

  it('D7: count for the whole /64 of an IPv6 client', async () => {
    const { authenticator } = desk('all');
    for (let i = 0; i < 10; i++) {
      await refusal(authenticator, bearer(WRONG, { remoteAddress: `2001:db8:1:2::${i}` }));
    }
    const next = bearer(WRONG, { remoteAddress: '2001:db8:1:2:ffff::1' });
    expect(await refusal(authenticator, next)).toMatchObject({ code: 'too-many-failures' });
  });

  it('D7: do not count when nothing was guessed: expired, used in the wrong place, sent twice', async () => {
    const { authenticator } = desk('all');
    const expired = await jwt({ exp: 1, streamgauge: { subscribe: ['a'] } });
    for (let i = 0; i < 20; i++) {
      expect(await refusal(authenticator, bearer(expired))).toMatchObject({ code: 'expired-credentials' });
      await refusal(authenticator, authRequest({ query: `access_token=${WRONG}` }), 'publish');
      await refusal(authenticator, bearer(WRONG, { query: 'ticket=st_1' }));
    }
    expect(authenticator.suspects).toBe(0);
  });

  it('D7: 100,000 of them from as many addresses take bounded memory and leave the token good', async () => {
    const { authenticator, tokens } = desk('all');
    const { token } = tokens.create({ name: 'x', scopes: ['subscribe'], channels: ['**'] });
    for (let i = 0; i < 100_000; i++) {
      const remoteAddress = `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;
      const guess = `sg_${i.toString(36).padStart(43, 'A')}`;
      await authenticator.identify(bearer(guess, { remoteAddress }), 'subscribe').then(
        () => expect.unreachable('A guess was let in.'),
        () => undefined,
      );
    }
    expect(authenticator.suspects).toBe(10_000);
    expect(await authenticator.identify(bearer(token), 'subscribe')).toMatchObject({ name: 'x' });
  }, 30_000);
});

describe('over HTTP', () => {
  let server: Server | null = null;
  afterEach(async () => {
    const open = server;
    server = null;
    if (open) await new Promise<void>((resolve) => open.close(() => resolve()));
  });

  /** The part of a hub that matters here, and everything that it logged. */
  async function serve({ authenticator }: Desk): Promise<{ port: number; logged: string[] }> {
    const logged: string[] = [];
    const answer = async (request: AuthRequest, path: string): Promise<unknown> => {
      if (path === '/tickets') return authenticator.issueTicket(request, request.query.getAll('channel'));
      return authenticator.identify(request, request.method === 'POST' ? 'publish' : 'subscribe');
    };
    const open = createServer((req, res) => {
      const [path = '', search = ''] = req.url!.split('?');
      const { method, headers, rawHeaders } = req;
      const remoteAddress = req.socket.remoteAddress!;
      const request = { method, headers, rawHeaders, remoteAddress, query: new URLSearchParams(search) };
      logged.push(redactTarget(req.url!));
      answer(request, path).then(
        (body) => res.writeHead(200, { connection: 'close' }).end(JSON.stringify(body)),
        (error: unknown) => {
          const refused = error as AccessError;
          logged.push(inspect(error, { depth: Infinity, showHidden: true }));
          const { status } = refused;
          res.writeHead(status, { ...refused.headers, connection: 'close' });
          res.end(JSON.stringify({ status, ...toProblem(refused) }));
        },
      );
    });
    server = open;
    await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve));
    return { port: (open.address() as AddressInfo).port, logged };
  }

  function ask(
    port: number,
    path: string,
    headers: string[] = [],
    method = 'GET',
  ): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
    return new Promise((resolve, reject) => {
      const req = httpRequest({ port, path, method, headers: ['Host', 'localhost', ...headers] }, (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        res.on('end', () => resolve({ status: res.statusCode!, headers: res.headers, text }));
      });
      req.on('error', reject).end();
    });
  }

  it('E2: without a credential the stream is refused with 401 and a problem that says what to send', async () => {
    const { port } = await serve(desk('all'));
    const answer = await ask(port, '/sse/orders/eu');
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="streamgauge"');
    expect(JSON.parse(answer.text)).toEqual({
      status: 401,
      code: 'no-credentials',
      message: 'Reading needs an access token.',
      hint: 'Send Authorization: Bearer <token>, or a ticket of POST /tickets in the address.',
    });
  });

  it('D7: a second Authorization header is refused over the wire, where Node would show the first only', async () => {
    const hub = desk('open');
    const { port } = await serve(hub);
    const { token } = hub.tokens.create({ name: 'x', scopes: ['subscribe'], channels: ['**'] });
    const both = ['Authorization', `Bearer ${token}`, 'Authorization', `Bearer ${WRONG}`];
    expect(await ask(port, '/events', both)).toMatchObject({ status: 401 });
    expect(await ask(port, '/events', both.slice(0, 2))).toMatchObject({ status: 200 });
    expect(await ask(port, '/events', ['Authorization', `Bearer ${token}  `])).toMatchObject({ status: 200 });
  });

  it("B1: a ticket opens the stream of a browser's EventSource, once", async () => {
    const hub = desk('all');
    const { port } = await serve(hub);
    const { token } = hub.tokens.create({ name: 'x', scopes: ['subscribe'], channels: ['orders/**'] });
    const page = ['Origin', 'http://localhost:5173'];
    const bought = await ask(
      port,
      '/tickets?channel=orders/eu',
      [...page, 'Authorization', `Bearer ${token}`],
      'POST',
    );
    const { ticket } = JSON.parse(bought.text) as { ticket: string };
    const used = await ask(port, `/events?ticket=${ticket}`, page);
    expect(JSON.parse(used.text)).toMatchObject({ via: 'ticket', may: { subscribe: ['orders/eu'] } });
    expect(await ask(port, `/events?ticket=${ticket}`, page)).toMatchObject({ status: 401 });
    const tooMuch = await ask(port, '/tickets?channel=**', ['Authorization', `Bearer ${token}`], 'POST');
    expect(tooMuch.status).toBe(403);
    expect(tooMuch.headers['www-authenticate']).toContain('insufficient_scope');
  });

  it('D7: no answer and no log holds any part of a credential, right or wrong', async () => {
    const hub = desk('all');
    const { port, logged } = await serve(hub);
    const { token } = hub.tokens.create({ name: 'x', scopes: ['subscribe'], channels: ['a'] });
    const other = hub.tokens.create({ name: 'y', scopes: ['subscribe'], channels: ['a'] }).token;
    const expired = await jwt({ sub: 'canary-user', exp: 1, streamgauge: {} });
    const forged = `${(await jwt({ sub: 'canary-user', streamgauge: { subscribe: ['canary'] } })).slice(0, -6)}AAAAAA`;
    const claims = await jwt({ streamgauge: { subscribe: ['canary channel'] } });
    const secrets = [token, other, WRONG, expired, forged, claims, 'st_canarycanarycanary', 'ca\u00f1ary'];
    const answers: string[] = [];
    for (const secret of secrets) {
      const encoded = encodeURIComponent(secret);
      const ascii = secret.replace(/[^ -~]/gu, '');
      const tries: [string, string[], string?][] = [
        [`/events?access_token=${encoded}`, []],
        [`/events?access_token=${encoded}`, [], 'POST'],
        [`/events?ticket=${encoded}`, []],
        [`/events?access_token=${encoded}&access_token=${other}`, []],
        ['/events', ['Authorization', `Bearer ${ascii}`], 'POST'],
        ['/events', ['Authorization', ascii]],
        ['/events', ['Authorization', `Basic ${ascii}`]],
        ['/events', ['Authorization', `Bearer ${ascii}`, 'Authorization', `Bearer ${ascii}`]],
        ['/events', ['Cookie', `streamgauge_token=${ascii}`], 'POST'],
        ['/events', ['Cookie', `streamgauge_token=${ascii}; streamgauge_token=${other}`]],
      ];
      for (const [path, headers, method] of tries) {
        const { status, headers: answered, text } = await ask(port, path, headers, method);
        answers.push(`${path.slice(0, 20)} ${status} ${JSON.stringify(answered)} ${text}`);
      }
    }
    const said = [...answers.map((answer) => answer.slice(20)), ...logged].join('\n');
    for (const secret of secrets) {
      for (const part of secret.split('.').filter((piece) => piece.length >= 6)) {
        expect(said.includes(part), part).toBe(false);
        // The inside of a long one too: cut short is not hidden.
        if (part.length >= 24) expect(said.includes(part.slice(7, 17)), part).toBe(false);
      }
    }
    expect(said).not.toMatch(/canary/iu);
    expect(answers.filter((answer) => answer.includes(' 401 ')).length).toBeGreaterThan(20);
    expect(answers.some((answer) => answer.includes(' 429 '))).toBe(true);
  });
});

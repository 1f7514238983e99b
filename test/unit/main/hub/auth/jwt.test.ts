import { createHmac, generateKeyPairSync, sign as signBytes, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { jwtVerifier, type JwtOptions } from '../../../../../src/main/hub/auth/jwt';
import { startKeyServer, type KeyServer } from './key-server';

const SECRET = 'an example of a secret that is long enough for HS512, which needs sixty-four bytes';
const NOW = Date.parse('2026-11-21T12:00:00Z');
const SECONDS = NOW / 1_000;
const CLAIMS: JWTPayload = {
  sub: 'user-42',
  exp: SECONDS + 60,
  streamgauge: { subscribe: ['user:42:**', 'news/*'], publish: ['user:42:inbox'] },
};

const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const ed25519 = generateKeyPairSync('ed25519');

function sign(
  claims: JWTPayload,
  key: KeyObject | Uint8Array = new TextEncoder().encode(SECRET),
  alg = 'HS256',
  kid?: string,
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg, ...(kid !== undefined && { kid }) }).sign(key);
}

function verify(token: string, options: JwtOptions = { secret: SECRET }): Promise<unknown> {
  return jwtVerifier(options, () => NOW).verify(token);
}

/** Every text that a log could make of an error, its causes and hidden fields included. */
async function refusal(token: string, options?: JwtOptions): Promise<{ code: string; message: string }> {
  const error: unknown = await verify(token, options).then(
    () => expect.unreachable('The token was taken.'),
    (thrown: unknown) => thrown,
  );
  const text = inspect(error, { depth: Infinity, showHidden: true, maxStringLength: Infinity });
  for (const part of token.split('.').filter((piece) => piece.length > 8)) expect(text).not.toContain(part);
  expect(text).not.toContain('user-42');
  return error as { code: string; message: string };
}

describe('a JSON Web Token', () => {
  it('D2: says who carries it, what it may, and until when', async () => {
    expect(await verify(await sign(CLAIMS))).toEqual({
      userId: 'user-42',
      may: { subscribe: ['user:42:**', 'news/*'], publish: ['user:42:inbox'] },
      expiresAt: NOW + 65_000,
    });
  });

  it('may leave out user, expiry and either list', async () => {
    expect(await verify(await sign({ streamgauge: { subscribe: ['a', 'a'] } }))).toEqual({
      userId: null,
      may: { subscribe: ['a'], publish: [] },
      expiresAt: null,
    });
    expect(await verify(await sign({ exp: 1e300, streamgauge: {} }))).toEqual({
      userId: null,
      may: { subscribe: [], publish: [] },
      expiresAt: 8_640_000_000_000_000,
    });
  });

  it("understands Mercure's claim: * is everything, templates are taken as they are written", async () => {
    const subscribe = ['*', 'https://example.com/books/{id}', 'news/*'];
    expect(await verify(await sign({ mercure: { subscribe, publish: ['*'] } }))).toMatchObject({
      may: { subscribe: ['**', 'https://example.com/books/{id}', 'news/*'], publish: ['**'] },
    });
    // In a claim of our own, `*` has our meaning.
    expect(await verify(await sign({ streamgauge: { subscribe: ['*'] } }))).toMatchObject({
      may: { subscribe: ['*'] },
    });
  });

  it('goes by our claim when both are there, and by a claim of another name only when that was set', async () => {
    const both = await sign({ streamgauge: { subscribe: ['ours'] }, mercure: { subscribe: ['theirs'] } });
    expect(await verify(both)).toMatchObject({ may: { subscribe: ['ours'] } });
    expect(await verify(both, { secret: SECRET, claim: 'mercure' })).toMatchObject({
      may: { subscribe: ['theirs'] },
    });
    expect(await refusal(both, { secret: SECRET, claim: 'https://example.com/hub' })).toMatchObject({
      code: 'bad-credentials',
    });
    const namespaced = await sign({ 'https://example.com/hub': { subscribe: ['x'] } });
    expect(await verify(namespaced, { secret: SECRET, claim: 'https://example.com/hub' })).toMatchObject({
      may: { subscribe: ['x'] },
    });
  });

  it.each([
    ['HS256', SECRET],
    ['HS384', SECRET],
    ['HS512', SECRET],
  ])('signed with %s and the secret is good', async (alg) => {
    expect(await verify(await sign(CLAIMS, undefined, alg))).toMatchObject({ userId: 'user-42' });
  });

  it.each([
    ['RS256', rsa],
    ['RS512', rsa],
    ['PS256', rsa],
    ['ES256', p256],
    ['ES384', p384],
    ['EdDSA', ed25519],
  ])('signed with %s is checked with the public key', async (alg, { publicKey, privateKey }) => {
    const token = await sign(CLAIMS, privateKey, alg);
    expect(await verify(token, { publicKey: pem(publicKey) })).toMatchObject({ userId: 'user-42' });
    const stranger = alg.startsWith('ES') || alg === 'EdDSA' ? rsa : p256;
    await refusal(token, { publicKey: pem(stranger.publicKey) });
  });

  it('is refused with alg none, also when it is written otherwise', async () => {
    expect(await refusal(new UnsecuredJWT(CLAIMS).encode())).toMatchObject({ code: 'bad-credentials' });
    const payload = (await sign(CLAIMS)).split('.')[1]!;
    for (const alg of ['none', 'None', 'NONE', '', null, ['HS256'], 'toString', '__proto__']) {
      const header = Buffer.from(JSON.stringify({ alg })).toString('base64url');
      for (const signature of ['', 'AAAA'])
        expect(await refusal(`${header}.${payload}.${signature}`)).toMatchObject({ code: 'bad-credentials' });
    }
  });

  it('is refused when it is signed with the public key as if that were a secret', async () => {
    const publicPem = pem(rsa.publicKey);
    const secrets = [publicPem, publicPem.trim(), rsa.publicKey.export({ type: 'spki', format: 'der' })];
    for (const secret of secrets) {
      const input = [{ alg: 'HS256', typ: 'JWT' }, CLAIMS]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      const token = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
      expect(await refusal(token, { publicKey: publicPem })).toMatchObject({
        code: 'bad-credentials',
        message: 'The token is signed with an algorithm that this hub does not take.',
      });
    }
  });

  it('is refused with a key of its own in the header', async () => {
    const jwk = p256.publicKey.export({ format: 'jwk' });
    const token = await new SignJWT(CLAIMS).setProtectedHeader({ alg: 'ES256', jwk }).sign(p256.privateKey);
    expect(
      await refusal(token, { publicKey: pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey) }),
    ).toMatchObject({ message: 'The signature of the token is not right.' });
  });

  it('is refused after it has expired, by more than clocks may differ', async () => {
    await verify(await sign({ ...CLAIMS, exp: SECONDS - 4 }));
    const token = await sign({ ...CLAIMS, exp: SECONDS - 5 });
    expect(await refusal(token)).toMatchObject({
      code: 'expired-credentials',
      message: 'The token has expired.',
    });
    await verify(token, { secret: SECRET, clockToleranceSeconds: 60 });
    await refusal(await sign({ ...CLAIMS, exp: SECONDS }), { secret: SECRET, clockToleranceSeconds: 0 });
  });

  it('is refused before its time', async () => {
    await verify(await sign({ ...CLAIMS, nbf: SECONDS + 5 }));
    expect(await refusal(await sign({ ...CLAIMS, nbf: SECONDS + 6 }))).toMatchObject({
      code: 'bad-credentials',
      message: 'The token is not valid yet.',
    });
  });

  it('does not say that it has expired when nobody signed it', async () => {
    const [header, , signature] = (await sign(CLAIMS)).split('.');
    const claims = Buffer.from(JSON.stringify({ ...CLAIMS, exp: 1 })).toString('base64url');
    expect(await refusal(`${header}.${claims}.${signature}`)).toMatchObject({
      code: 'bad-credentials',
      message: 'The signature of the token is not right.',
    });
  });

  it('is refused with another issuer or audience than asked for', async () => {
    const options = { secret: SECRET, issuer: 'https://id.example', audience: 'hub' };
    const good = { ...CLAIMS, iss: 'https://id.example', aud: ['other', 'hub'] };
    await verify(await sign(good), options);
    for (const [wrong, word] of [
      [{ ...good, iss: 'https://evil.example' }, 'issuer'],
      [{ ...good, aud: 'other' }, 'audience'],
      [CLAIMS, 'issuer'],
    ] as const) {
      expect((await refusal(await sign(wrong), options)).message).toContain(word);
    }
  });

  it.each([
    ['no claim', { sub: 'user-42' }],
    ['a text for a claim', { streamgauge: 'user:42:**' }],
    ['a list for a claim', { streamgauge: ['user:42:**'] }],
    ['null for a claim', { streamgauge: null, mercure: { subscribe: ['*'] } }],
    ['a text for a list', { streamgauge: { subscribe: 'user:42:**' } }],
    ['null for a list', { streamgauge: { subscribe: null } }],
    ['a number for a channel', { streamgauge: { subscribe: [42] } }],
    ['an object for a channel', { mercure: { subscribe: [{ match: 'user:42' }] } }],
    ['an impossible channel', { streamgauge: { publish: ['user:42 \n'] } }],
    ['an empty channel', { streamgauge: { publish: [''] } }],
    ['101 channels', { streamgauge: { subscribe: Array.from({ length: 101 }, (_, i) => `c${i}`) } }],
    ['a number for a user', { ...CLAIMS, sub: 42 }],
    ['an empty user', { ...CLAIMS, sub: '' }],
    ['a user with a line end', { ...CLAIMS, sub: 'user-42\r\nid: 7' }],
    ['a user of 257 characters', { ...CLAIMS, sub: 'u'.repeat(257) }],
    ['a text for the expiry', { ...CLAIMS, exp: 'never' }],
  ])('is refused with %s', async (_, claims) => {
    expect(await refusal(await sign(claims as JWTPayload))).toMatchObject({ code: 'bad-credentials' });
  });

  it.each([
    '',
    '.',
    '..',
    'a.b.c',
    'eyJhbGciOiJIUzI1NiJ9..',
    'eyJhbGciOiJIUzI1NiJ9.e30',
    'eyJ.e30.AA',
    'x'.repeat(8_193),
  ])('is refused when it is %j', async (token) => {
    expect(await refusal(token)).toMatchObject({ code: 'bad-credentials' });
  });

  it('is refused, as is every other, when one character of it is another', async () => {
    const token = await sign({ streamgauge: { subscribe: ['a'] } });
    for (let i = 0; i < token.length; i++) {
      const changed = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
      const sameBytes =
        i === token.length - 1 &&
        Buffer.from(changed.split('.')[2]!, 'base64url').equals(
          Buffer.from(token.split('.')[2]!, 'base64url'),
        );
      if (!sameBytes) await refusal(changed);
    }
  });
});

describe('what tokens are checked with', () => {
  it.each<[string, JwtOptions]>([
    ['nothing', {}],
    ['two things', { secret: SECRET, publicKey: pem(rsa.publicKey) }],
    ['a short secret', { secret: 'hunter2' }],
    ['an empty secret', { secret: '' }],
    ['no key at all', { publicKey: 'ssh-rsa AAAA' }],
    ['a private key', { publicKey: rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }],
    ['a weak key', { publicKey: pem(generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey) }],
    ['an unusual key', { publicKey: pem(generateKeyPairSync('x25519').publicKey) }],
    [
      'an unusual curve',
      { publicKey: pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey) },
    ],
    ['an algorithm of another key', { publicKey: pem(rsa.publicKey), algorithms: ['RS256', 'HS256'] }],
    ['a secret too short for the algorithm', { secret: 's'.repeat(32), algorithms: ['HS512'] }],
    ['alg none', { secret: SECRET, algorithms: ['none'] }],
    ['no algorithm', { secret: SECRET, algorithms: [] }],
    ['a key set over plain http', { jwksUrl: 'http://id.example/jwks.json' }],
    ['a key set in a file', { jwksUrl: 'file:///etc/jwks.json' }],
    ['a key set with a password', { jwksUrl: 'https://me:hunter2@id.example/jwks.json' }],
    ['no address', { jwksUrl: 'jwks.json' }],
    ['an endless tolerance', { secret: SECRET, clockToleranceSeconds: 3_600 }],
    ['a tolerance below nothing', { secret: SECRET, clockToleranceSeconds: -1 }],
    ['a tolerance that is no number', { secret: SECRET, clockToleranceSeconds: NaN }],
  ])('%s is refused when the hub is made', (_, options) => {
    let thrown: unknown;
    try {
      jwtVerifier(options);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'bad-option', hint: expect.any(String) as string });
    expect(inspect(thrown, { depth: Infinity })).not.toMatch(/hunter2|BEGIN PRIVATE KEY-----\n/u);
  });

  it('fewer algorithms than the key can do may be taken', async () => {
    const options = { publicKey: pem(rsa.publicKey), algorithms: ['PS256'] };
    await verify(await sign(CLAIMS, rsa.privateKey, 'PS256'), options);
    await refusal(await sign(CLAIMS, rsa.privateKey, 'RS256'), options);
  });
});

describe('a key set at an address', () => {
  let keyServer: KeyServer | null = null;
  afterEach(async () => {
    await keyServer?.close();
    keyServer = null;
  });

  const jwk = (key: KeyObject, rest: object = {}): object => ({ ...key.export({ format: 'jwk' }), ...rest });

  it('D2: is fetched when the first token comes, and once', async () => {
    keyServer = await startKeyServer([
      jwk(rsa.publicKey, { kid: 'old', use: 'sig' }),
      jwk(p256.publicKey, { kid: 'new', use: 'sig' }),
    ]);
    const verifier = jwtVerifier({ jwksUrl: keyServer.url }, () => NOW);
    expect(keyServer.requests()).toBe(0);
    const tokens = [
      await sign(CLAIMS, rsa.privateKey, 'RS256', 'old'),
      await sign(CLAIMS, p256.privateKey, 'ES256', 'new'),
    ];
    const identities = await Promise.all([...tokens, ...tokens].map((token) => verifier.verify(token)));
    expect(identities.map(({ userId }) => userId)).toEqual(['user-42', 'user-42', 'user-42', 'user-42']);
    expect(keyServer.requests()).toBe(1);
  });

  it('is not fetched again for every token with an unknown key', async () => {
    keyServer = await startKeyServer([jwk(p256.publicKey, { kid: 'new' })]);
    const verifier = jwtVerifier({ jwksUrl: keyServer.url }, () => NOW);
    await verifier.verify(await sign(CLAIMS, p256.privateKey, 'ES256', 'new'));
    for (let i = 0; i < 20; i++) {
      const unknown = await sign(CLAIMS, p256.privateKey, 'ES256', `kid ${i}`);
      await expect(verifier.verify(unknown)).rejects.toThrow('a key that this hub does not know');
    }
    expect(keyServer.requests()).toBe(1);
  });

  it('tries each key of the kind when neither token nor keys have a name', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const third = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    keyServer = await startKeyServer([jwk(other.publicKey), jwk(p256.publicKey)]);
    const options = { jwksUrl: keyServer.url };
    expect(await verify(await sign(CLAIMS, p256.privateKey, 'ES256'), options)).toMatchObject({
      userId: 'user-42',
    });
    expect(await refusal(await sign(CLAIMS, third.privateKey, 'ES256'), options)).toMatchObject({
      message: 'The signature of the token is not right.',
    });
    const late = await sign({ ...CLAIMS, exp: 1 }, p256.privateKey, 'ES256');
    expect(await refusal(late, options)).toMatchObject({ code: 'expired-credentials' });
  });

  it('never takes a secret, also when the set has one', async () => {
    const secret = new TextEncoder().encode(SECRET);
    keyServer = await startKeyServer([
      { kty: 'oct', k: Buffer.from(SECRET).toString('base64url'), alg: 'HS256' },
    ]);
    await refusal(await sign(CLAIMS, secret), { jwksUrl: keyServer.url });
    expect(keyServer.requests()).toBe(0);
  });

  it.each([
    ['500', { status: 500, body: '' }, 'answered 500'],
    ['a redirect', { status: 302, body: '', headers: { location: 'http://127.0.0.1:9/' } }, 'answered 302'],
    ['a page', { status: 200, body: '<html>' }, 'not a JSON Web Key Set'],
    ['other JSON', { status: 200, body: '{"keys":{}}' }, 'not a JSON Web Key Set'],
    [
      'a megabyte',
      { status: 200, body: JSON.stringify({ keys: ['x'.repeat(1_000_000)] }) },
      'more than 262144',
    ],
  ])(
    'answering %s makes tokens unchecked, not bad, and is left alone for a while',
    async (_, answer, why) => {
      keyServer = await startKeyServer([]);
      keyServer.answer = answer;
      const verifier = jwtVerifier({ jwksUrl: `${keyServer.url}?api_key=hunter2` }, () => NOW);
      const token = await sign(CLAIMS, p256.privateKey, 'ES256');
      for (let i = 0; i < 3; i++) {
        const error: unknown = await verifier.verify(token).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({
          code: 'cannot-check',
          status: 503,
          retryAfterSeconds: 5,
          headers: { 'retry-after': '5' },
          cause: { code: 'keys-unreachable', message: expect.stringContaining(why) as string },
        });
        expect((error as Error).message).not.toContain('127.0.0.1');
        expect(inspect(error, { depth: Infinity })).not.toContain('hunter2');
      }
      expect(keyServer.requests()).toBe(1);
    },
  );

  it('with a key that is too short makes its tokens unchecked', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    keyServer = await startKeyServer([jwk(weak.publicKey)]);
    const input = [{ alg: 'RS256' }, CLAIMS]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = signBytes('sha256', Buffer.from(input), weak.privateKey).toString('base64url');
    expect(await refusal(`${input}.${signature}`, { jwksUrl: keyServer.url })).toMatchObject({
      code: 'cannot-check',
      status: 503,
    });
  });

  it('that nobody serves makes tokens unchecked', async () => {
    const gone = await startKeyServer([]);
    await gone.close();
    const verifier = jwtVerifier({ jwksUrl: gone.url }, () => NOW);
    await expect(verifier.verify(await sign(CLAIMS, p256.privateKey, 'ES256'))).rejects.toMatchObject({
      code: 'cannot-check',
      cause: { message: expect.stringContaining('did not answer') as string },
    });
  });
});

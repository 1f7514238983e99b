import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  assertPlace,
  offeredCredential,
  redactTarget,
  type AuthRequest,
} from '../../../../../src/main/hub/auth/credentials';
import { authRequest, bearer } from './auth-request';

const TOKEN = `sg_${'7fd2'.repeat(10)}xyz`;
const OTHER = `sg_${'91ab'.repeat(10)}xyz`;

function refusal(request: AuthRequest): { code: string; status: number; message: string } {
  try {
    offeredCredential(request);
  } catch (error) {
    expect(inspect(error, { depth: Infinity })).not.toMatch(/7fd27fd2|91ab91ab/u);
    return error as { code: string; status: number; message: string };
  }
  return expect.unreachable('It was not refused.');
}

describe('what a request offers', () => {
  it('nothing is nothing', () => {
    expect(offeredCredential(authRequest({ query: 'channel=a', raw: ['Cookie', 'theme=dark'] }))).toBeNull();
  });

  it('B1: a token in the Authorization header, whatever the case of Bearer', () => {
    const wanted = { kind: 'token', secret: TOKEN, via: 'header' };
    expect(offeredCredential(bearer(TOKEN))).toEqual(wanted);
    expect(offeredCredential(authRequest({ raw: ['authorization', `bearer   ${TOKEN}`] }))).toEqual(wanted);
  });

  it('a token in the cookie, among others, quoted or not', () => {
    const wanted = { kind: 'token', secret: TOKEN, via: 'cookie' };
    for (const cookie of [
      `streamgauge_token=${TOKEN}`,
      `a=b; streamgauge_token=${TOKEN} ;c=d`,
      `streamgauge_token="${TOKEN}"`,
      `xstreamgauge_token=${OTHER}; streamgauge_token=${TOKEN}`,
    ]) {
      expect(offeredCredential(authRequest({ raw: ['Cookie', cookie] })), cookie).toEqual(wanted);
    }
  });

  it('an emptied cookie is none', () => {
    expect(offeredCredential(authRequest({ raw: ['Cookie', 'streamgauge_token='] }))).toBeNull();
  });

  it("B1: a token or a ticket in the query, for a browser's EventSource", () => {
    expect(offeredCredential(authRequest({ query: `channel=a&access_token=${TOKEN}` }))).toEqual({
      kind: 'token',
      secret: TOKEN,
      via: 'query',
    });
    expect(offeredCredential(authRequest({ query: 'ticket=st_abc' }))).toEqual({
      kind: 'ticket',
      secret: 'st_abc',
      via: 'ticket',
    });
  });

  it('the same token in several places is one', () => {
    const request = bearer(TOKEN, {
      raw: ['Cookie', `streamgauge_token=${TOKEN}`],
      query: `access_token=${TOKEN}`,
    });
    expect(offeredCredential(request)).toEqual({ kind: 'token', secret: TOKEN, via: 'header' });
  });

  it.each([
    ['two Authorization headers', { raw: ['Authorization', `Bearer ${TOKEN}`, 'authorization', 'Bearer x'] }],
    [
      'two equal Authorization headers',
      { raw: ['Authorization', `Bearer ${TOKEN}`, 'Authorization', `Bearer ${TOKEN}`] },
    ],
    [
      'header and cookie',
      { raw: ['Authorization', `Bearer ${TOKEN}`, 'Cookie', `streamgauge_token=${OTHER}`] },
    ],
    ['two cookies', { raw: ['Cookie', `streamgauge_token=${TOKEN}; streamgauge_token=${OTHER}`] }],
    ['header and query', { raw: ['Authorization', `Bearer ${TOKEN}`], query: `access_token=${OTHER}` }],
    ['token and ticket', { query: `access_token=${TOKEN}&ticket=st_1` }],
    ['token and ticket of the same letters', { query: `access_token=${TOKEN}&ticket=${TOKEN}` }],
    ['two tokens in the query', { query: `access_token=${TOKEN}&access_token=${OTHER}` }],
    [
      'another scheme and a token',
      { raw: ['Authorization', 'Basic dXNlcjpwYXNz'], query: `access_token=${OTHER}` },
    ],
  ])('D2: several are refused, never chosen from: %s', (_, parts) => {
    expect(refusal(authRequest(parts))).toMatchObject({ code: 'bad-credentials', status: 401 });
  });

  it.each([
    ['no scheme', { raw: ['Authorization', TOKEN] }],
    ['no token', { raw: ['Authorization', 'Bearer'] }],
    ['an empty header', { raw: ['Authorization', ''] }],
    ['two words', { raw: ['Authorization', `Bearer ${TOKEN} ${OTHER}`] }],
    ['two with a comma', { raw: ['Authorization', `Bearer ${TOKEN},Bearer ${OTHER}`] }],
    ['a trailing space in the query', { query: `access_token=${TOKEN}%20` }],
    ['an empty query token', { query: 'access_token=' }],
    ['an empty ticket', { query: 'ticket=' }],
    ['a NUL', { query: `access_token=${TOKEN}%00` }],
    ['a line end', { raw: ['Cookie', `streamgauge_token=${TOKEN}\r\n`.replace('\r\n', '\u0085x')] }],
    ['8 193 characters', { query: `access_token=${'7fd2'.repeat(2_048)}a` }],
  ])('a malformed one is refused and not repeated: %s', (_, parts) => {
    const { code, message } = refusal(authRequest(parts));
    expect(code).toBe('bad-credentials');
    expect(message).toMatch(/^The .+\.$/u);
  });

  it('another scheme is told apart, for handlers that know it', () => {
    expect(offeredCredential(authRequest({ raw: ['Authorization', 'Basic dXNlcjpwYXNz'] }))).toEqual({
      kind: 'foreign',
    });
  });
});

describe('where a credential may stand', () => {
  it('everywhere for reading', () => {
    for (const via of ['nothing', 'header', 'cookie', 'query', 'ticket'] as const) {
      expect(() => assertPlace(via, 'subscribe', authRequest())).not.toThrow();
    }
  });

  it('D7: not in the address for publishing', () => {
    for (const via of ['query', 'ticket'] as const) {
      expect(() => assertPlace(via, 'publish', authRequest())).toThrow(
        expect.objectContaining({ code: 'bad-credentials', status: 401 }),
      );
    }
    expect(() => assertPlace('header', 'publish', authRequest())).not.toThrow();
  });

  it('D7: in a cookie for publishing only when the request says which page it comes from', () => {
    expect(() => assertPlace('cookie', 'publish', authRequest())).toThrow('Origin');
    const fromPage = authRequest({ raw: ['Origin', 'http://localhost:5173'] });
    expect(() => assertPlace('cookie', 'publish', fromPage)).not.toThrow();
  });
});

describe('redactTarget', () => {
  it.each([
    ['/events', '/events'],
    ['/events?channel=orders/**&lastEventId=3f.1', '/events?channel=orders/**&lastEventId=3f.1'],
    [`/events?channel=a&access_token=${TOKEN}&b=c`, '/events?channel=a&access_token=••••&b=c'],
    [`/events?ticket=st_abc`, '/events?ticket=••••'],
    [`/events?Ticket=st_abc`, '/events?Ticket=••••'],
    [`/events?t%69cket=abc&acc%65ss_token=abc`, '/events?t%69cket=••••&acc%65ss_token=••••'],
    [`/events?password=abc&sig=x=y`, '/events?password=••••&sig=••••'],
    [`/events?a=1?access_token=abc;ticket=def#jwt=ghi`, '/events?a=1?access_token=••••;ticket=••••#jwt=••••'],
    [`/events?who=${TOKEN}`, '/events?who=••••'],
    [`/events/${TOKEN}/x`, '/events/••••/x'],
    ['/events?who=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '/events?who=••••'],
    ['/events?%zzticket=abc&access_token=abc&%', '/events?%zzticket=abc&access_token=••••&%'],
    ['/events?access_token', '/events?access_token'],
    ['/events?access_token=', '/events?access_token='],
    ['', ''],
  ])('D7: %s is logged as %s', (target, logged) => {
    expect(redactTarget(target)).toBe(logged);
  });

  it('is short, whatever was sent, and does not cut a mask open', () => {
    const logged = redactTarget(`/events?x=${'y'.repeat(8_000)}&access_token=${TOKEN}`);
    expect(logged).toHaveLength(1_024);
    expect(logged.endsWith('…')).toBe(true);
    expect(redactTarget(`/events?access_token=${'y'.repeat(8_000)}`)).toBe('/events?access_token=••••');
  });
});

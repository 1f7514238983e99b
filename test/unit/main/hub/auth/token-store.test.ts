import * as crypto from 'node:crypto';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MAX_TOKENS, TokenStore } from '../../../../../src/main/hub/auth/token-store';

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof crypto>();
  return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) };
});
const compared = vi.mocked(crypto.timingSafeEqual);

const draft = { name: 'ci', scopes: ['publish' as const], channels: ['orders/**'] };

describe('TokenStore', () => {
  beforeEach(() => void compared.mockClear());

  it('makes tokens of 32 random bytes that are found again by their secret', () => {
    const store = new TokenStore({ now: () => 5_000 });
    const { id, token } = store.create(draft);
    expect(token).toMatch(/^sg_[A-Za-z0-9_-]{43}$/u);
    expect(Buffer.from(token.slice(3), 'base64url')).toHaveLength(32);
    expect(store.create(draft).token).not.toBe(token);
    expect(store.find(token)).toEqual({
      id,
      name: 'ci',
      start: token.slice(0, 7),
      scopes: ['publish'],
      channels: ['orders/**'],
      createdAt: 5_000,
      lastUsedAt: 5_000,
    });
  });

  it('keeps nothing from which the token could be had', () => {
    const store = new TokenStore();
    const { token } = store.create(draft);
    const kept =
      inspect(store, { depth: Infinity, showHidden: true }) + JSON.stringify([store, store.list()]);
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(token.slice(3, 12));
    expect(JSON.stringify(store.list())).not.toContain(store.toJSON()[0]!.hash);
  });

  it('finds nothing by what is only nearly a token', () => {
    const store = new TokenStore();
    const { token } = store.create(draft);
    const near = [
      token.slice(0, -1),
      `${token}A`,
      ` ${token}`,
      token.toUpperCase(),
      token.slice(3),
      '',
      'sg_',
    ];
    for (const guess of near) expect(store.find(guess), JSON.stringify(guess)).toBeNull();
    expect(store.find(store.toJSON()[0]!.hash)).toBeNull();
  });

  it('D2: compares every token in constant time, whatever is asked, found or not', () => {
    const store = new TokenStore();
    const tokens = Array.from({ length: 20 }, () => store.create(draft).token);
    const guesses = [tokens[0]!, tokens[19]!, tokens[5]!.slice(0, -1), 'x', 'sg_'.padEnd(8_000, 'A')];
    for (const guess of guesses) {
      compared.mockClear();
      store.find(guess);
      expect(compared).toHaveBeenCalledTimes(20);
      for (const [a, b] of compared.mock.calls) expect([a.byteLength, b.byteLength]).toEqual([32, 32]);
    }
  });

  it('revokes: the token is worth nothing from that moment on, and who listens is told', () => {
    const store = new TokenStore();
    const kept = store.create(draft);
    const { id, token } = store.create(draft);
    const revoked: string[] = [];
    const stop = store.onRevoked((gone) => revoked.push(gone));
    expect(store.revoke(id)).toBe(true);
    expect(store.revoke(id)).toBe(false);
    expect(store.find(token)).toBeNull();
    expect(store.has(id)).toBe(false);
    expect(store.list().map((left) => left.id)).toEqual([kept.id]);
    stop();
    store.revoke(kept.id);
    expect(revoked).toEqual([id]);
  });

  it('tells of changes that are to be kept, and of nothing else', () => {
    const store = new TokenStore();
    let changes = 0;
    const stop = store.onChange(() => changes++);
    const { id, token } = store.create(draft);
    store.find(token);
    store.revoke('not there');
    expect(changes).toBe(1);
    store.revoke(id);
    expect(changes).toBe(2);
    stop();
    store.create(draft);
    expect(changes).toBe(2);
  });

  it('comes back from what was kept on disk, without when it was last used', () => {
    const before = new TokenStore();
    const { id, token } = before.create(draft);
    before.find(token);
    const after = new TokenStore();
    expect(after.load(JSON.parse(JSON.stringify(before)))).toBe(0);
    expect(after.list()).toEqual([{ ...before.list()[0]!, lastUsedAt: null }]);
    expect(after.find(token)?.id).toBe(id);
  });

  it('restores a revoked token as it was, where it was in the list', () => {
    const store = new TokenStore({ now: () => 7 });
    const [first, second] = [store.create(draft), store.create(draft)];
    store.create(draft);
    store.find(second.token);
    const before = [store.list(), store.toJSON()];
    store.revoke(second.id);
    expect(store.find(second.token)).toBeNull();
    expect(JSON.stringify(store)).not.toContain(second.id);
    let changes = 0;
    store.onChange(() => changes++);
    store.restore(second.id);
    expect([store.list(), store.toJSON()]).toEqual(before);
    expect(changes).toBe(1);
    expect(store.find(second.token)).toMatchObject({ id: second.id });
    expect(() => store.restore(second.id)).toThrow('not kept any more');
    expect(() => store.restore(first.id)).toThrow('not kept any more');
  });

  it('keeps revoked tokens for 10 s, 20 at most, and none over a restart', () => {
    vi.useFakeTimers();
    try {
      const store = new TokenStore();
      const ids = Array.from({ length: 22 }, () => store.create(draft).id);
      for (const id of ids) store.revoke(id);
      expect(() => store.restore(ids[1]!)).toThrow('not kept any more');
      store.restore(ids[2]!);
      vi.advanceTimersByTime(10_000);
      expect(() => store.restore(ids[3]!)).toThrow('not kept any more');
      store.revoke(ids[2]!);
      store.load(store.toJSON());
      expect(() => store.restore(ids[2]!)).toThrow('not kept any more');
    } finally {
      vi.useRealTimers();
    }
  });

  it('does not restore a token past the bound', () => {
    const store = new TokenStore();
    const { id } = store.create(draft);
    store.revoke(id);
    for (let i = 0; i < MAX_TOKENS; i++) store.create(draft);
    expect(() => store.restore(id)).toThrow(`${MAX_TOKENS} access tokens already`);
  });

  it('loading revokes what is no longer there', () => {
    const store = new TokenStore();
    const kept = store.create(draft);
    const gone = store.create(draft);
    const revoked: string[] = [];
    store.onRevoked((id) => revoked.push(id));
    store.load(store.toJSON().filter(({ id }) => id === kept.id));
    expect(revoked).toEqual([gone.id]);
    expect(store.find(gone.token)).toBeNull();
    expect(store.find(kept.token)?.id).toBe(kept.id);
  });

  it('leaves out records that are no tokens, and takes the rest', () => {
    const source = new TokenStore();
    source.create(draft);
    const [good] = source.toJSON();
    const bad = [
      null,
      7,
      {},
      good,
      { ...good, id: 'x' },
      { ...good, id: '0'.repeat(16), hash: 'short' },
      { ...good, id: '0'.repeat(16), scopes: ['admin'] },
      { ...good, id: '0'.repeat(16), scopes: [] },
      { ...good, id: '0'.repeat(16), channels: ['a\nb'] },
      { ...good, id: '0'.repeat(16), createdAt: 'yesterday' },
    ];
    const store = new TokenStore();
    expect(store.load([good, ...bad])).toBe(bad.length);
    expect(store.toJSON()).toEqual([good]);
    store.load('not a list');
    expect(store.size).toBe(0);
  });

  it(`holds ${MAX_TOKENS} tokens and no more, made or loaded`, () => {
    const store = new TokenStore();
    for (let i = 0; i < MAX_TOKENS; i++) store.create(draft);
    expect(() => store.create(draft)).toThrow(expect.objectContaining({ code: 'too-many-tokens' }));
    const more = store.toJSON().map((record, i) => ({ ...record, id: i.toString(16).padStart(16, '0') }));
    expect(store.load([...store.toJSON(), ...more])).toBe(MAX_TOKENS);
    expect(store.size).toBe(MAX_TOKENS);
  });

  it.each([
    [{ ...draft, name: '  ' }, 'bad-token-draft'],
    [{ ...draft, name: 'n'.repeat(65) }, 'bad-token-draft'],
    [{ ...draft, scopes: [] }, 'bad-token-draft'],
    [{ ...draft, channels: ['a b'] }, 'bad-channel'],
    [{ ...draft, channels: [''] }, 'bad-channel'],
  ])('refuses the draft %j', (wrong, code) => {
    const store = new TokenStore();
    expect(() => store.create(wrong)).toThrow(expect.objectContaining({ code }));
    expect(store.size).toBe(0);
  });
});

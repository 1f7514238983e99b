import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { assertChannelPattern } from '@shared/channel';
import { StreamgaugeError } from '@shared/errors';
import { SCOPES, tokenDraftSchema, type HubToken, type TokenDraft } from '@shared/hub';
import * as v from 'valibot';

/** Tokens that can exist at once. */
export const MAX_TOKENS = 200;
/** How long a revoked token can be restored, ms: a little longer than a window offers it. */
const UNDO_MS = 10_000;
/** Revoked tokens that can be restored at once. */
const MAX_REVOKED = 20;

const SECRET_BYTES = 32;
const SECRET_PREFIX = 'sg_';
/** Characters of a token that are kept to tell it from others: 24 of its 256 bits. */
const SHOWN_CHARACTERS = 7;

const storedTokenSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/u)),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  start: v.pipe(v.string(), v.maxLength(SHOWN_CHARACTERS)),
  /** SHA-256 of the token, in hexadecimal. */
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u)),
  scopes: v.pipe(v.array(v.picklist(SCOPES)), v.minLength(1), v.maxLength(SCOPES.length)),
  channels: v.pipe(v.array(v.pipe(v.string(), v.check(isPattern))), v.maxLength(100)),
  /** Epoch ms. */
  createdAt: v.pipe(v.number(), v.minValue(0)),
});

/** A token as it is kept on disk: everything but the secret, of which there is only the hash. */
export type StoredToken = v.InferOutput<typeof storedTokenSchema>;

interface Entry {
  readonly stored: StoredToken;
  readonly hash: Buffer;
  lastUsedAt: number | null;
}

interface Revoked {
  readonly entry: Entry;
  /** Where it was in the list. */
  readonly index: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * The access tokens of a hub. A token is `sg_` and 32 random bytes; it is told once, when it is made, and only its
 * SHA-256 is kept. A fast hash is right for that: nobody can try all 2^256 of them.
 */
export class TokenStore {
  readonly #now: () => number;
  /** By id, in the order of creation. */
  #entries = new Map<string, Entry>();
  /** For `restore`, the one revoked first first. Only in memory: for the disk they are gone at once. */
  readonly #revokedEntries = new Map<string, Revoked>();
  readonly #changeListeners = new Set<() => void>();
  readonly #revocationListeners = new Set<(id: string) => void>();

  /** @param options.now epoch ms */
  constructor({ now = Date.now }: { now?: () => number } = {}) {
    this.#now = now;
  }

  get size(): number {
    return this.#entries.size;
  }

  /**
   * Makes a token. Its secret is in the answer and nowhere else.
   * @throws StreamgaugeError `bad-token-draft`, `bad-channel`, `too-many-tokens`
   */
  create(draft: TokenDraft): { readonly id: string; readonly token: string } {
    const parsed = v.safeParse(tokenDraftSchema, draft);
    if (!parsed.success) {
      const field = v.getDotPath(parsed.issues[0]) ?? 'name';
      throw new StreamgaugeError(
        'bad-token-draft',
        `The field ${field} of the new token has the wrong form.`,
        {
          hint: 'A token has a name of 1 to 64 characters, one or two scopes, and up to 100 channels.',
        },
      );
    }
    const { name, scopes, channels } = parsed.output;
    for (const channel of channels) assertChannelPattern(channel);
    this.#assertRoom();
    const id = randomBytes(8).toString('hex');
    const token = SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
    const hash = hashOf(token);
    const stored: StoredToken = {
      id,
      name,
      start: token.slice(0, SHOWN_CHARACTERS),
      hash: hash.toString('hex'),
      scopes: [...new Set(scopes)],
      channels: [...new Set(channels)],
      createdAt: this.#now(),
    };
    this.#entries.set(id, { stored, hash, lastUsedAt: null });
    this.#changed();
    return { id, token };
  }

  /** Makes a token worthless from now on, or until `restore`. Gives false when there is none with this id. */
  revoke(id: string): boolean {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    const index = [...this.#entries.keys()].indexOf(id);
    this.#entries.delete(id);
    this.#keepRevoked(id, entry, index);
    this.#revoked(id);
    this.#changed();
    return true;
  }

  /**
   * Makes a revoked token good again, as it was and where it was in the list: whoever has its secret can use it again.
   * @throws StreamgaugeError `no-such-token` when it is not kept any more (10 s, the last 20), `too-many-tokens`
   */
  restore(id: string): void {
    const revoked = this.#revokedEntries.get(id);
    if (!revoked) {
      throw new StreamgaugeError('no-such-token', 'The revoked token is not kept any more.', {
        hint: 'Make a new one.',
      });
    }
    this.#assertRoom();
    this.#letGo(id);
    const entries = [...this.#entries];
    entries.splice(revoked.index, 0, [id, revoked.entry]);
    this.#entries = new Map(entries);
    this.#changed();
  }

  /** Whether the token with this id is still good. */
  has(id: string): boolean {
    return this.#entries.has(id);
  }

  list(): HubToken[] {
    return [...this.#entries.values()].map(toHubToken);
  }

  /**
   * The token with this secret, which counts as used now; null when there is none. Every token is compared, in
   * constant time each, so that how long it takes says nothing of how close a guess was.
   */
  find(secret: string): HubToken | null {
    const hash = hashOf(secret);
    let found: Entry | null = null;
    for (const entry of this.#entries.values()) {
      if (timingSafeEqual(entry.hash, hash)) found = entry;
    }
    if (found === null) return null;
    found.lastUsedAt = this.#now();
    return toHubToken(found);
  }

  /** Plain records to be kept on disk. */
  toJSON(): StoredToken[] {
    return [...this.#entries.values()].map(({ stored }) => ({
      ...stored,
      scopes: [...stored.scopes],
      channels: [...stored.channels],
    }));
  }

  /**
   * Takes the tokens of `toJSON` in place of those it has; tokens that are no longer there are revoked. Records that
   * are not tokens are left out, as are those beyond the bound. Does not call the listeners of `onChange`.
   * @returns how many records were left out
   */
  load(records: unknown): number {
    const list: readonly unknown[] = Array.isArray(records) ? records : [];
    const entries = new Map<string, Entry>();
    for (const record of list) {
      const parsed = v.safeParse(storedTokenSchema, record);
      if (!parsed.success || entries.has(parsed.output.id) || entries.size >= MAX_TOKENS) continue;
      const stored = parsed.output;
      const lastUsedAt = this.#entries.get(stored.id)?.lastUsedAt ?? null;
      entries.set(stored.id, { stored, hash: Buffer.from(stored.hash, 'hex'), lastUsedAt });
    }
    const gone = [...this.#entries.keys()].filter((id) => !entries.has(id));
    for (const id of [...this.#revokedEntries.keys()]) this.#letGo(id);
    this.#entries = entries;
    for (const id of gone) this.#revoked(id);
    return list.length - entries.size;
  }

  /** Tells when there is something new to be kept: a token was made, revoked or restored. Gives back how to stop it. */
  onChange(listener: () => void): () => void {
    this.#changeListeners.add(listener);
    return () => void this.#changeListeners.delete(listener);
  }

  /** Tells the id of a token that was revoked, so that what it opened can be closed. Gives back how to stop it. */
  onRevoked(listener: (id: string) => void): () => void {
    this.#revocationListeners.add(listener);
    return () => void this.#revocationListeners.delete(listener);
  }

  #assertRoom(): void {
    if (this.#entries.size < MAX_TOKENS) return;
    throw new StreamgaugeError('too-many-tokens', `There are ${MAX_TOKENS} access tokens already.`, {
      hint: 'Revoke one that is not used any more.',
    });
  }

  #keepRevoked(id: string, entry: Entry, index: number): void {
    const timer = setTimeout(() => this.#letGo(id), UNDO_MS);
    timer.unref();
    this.#revokedEntries.set(id, { entry, index, timer });
    const [oldest] = this.#revokedEntries.keys();
    if (this.#revokedEntries.size > MAX_REVOKED && oldest !== undefined) this.#letGo(oldest);
  }

  #letGo(id: string): void {
    clearTimeout(this.#revokedEntries.get(id)?.timer);
    this.#revokedEntries.delete(id);
  }

  #changed(): void {
    for (const listener of [...this.#changeListeners]) listener();
  }

  #revoked(id: string): void {
    for (const listener of [...this.#revocationListeners]) listener(id);
  }
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

function isPattern(text: string): boolean {
  try {
    assertChannelPattern(text);
    return true;
  } catch {
    return false;
  }
}

function toHubToken({ stored, lastUsedAt }: Entry): HubToken {
  const { id, name, start, scopes, channels, createdAt } = stored;
  return { id, name, start, scopes, channels, createdAt, lastUsedAt };
}

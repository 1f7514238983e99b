import type { JWTPayload } from 'jose';
import { assertChannelPattern } from '@shared/channel';
import { SCOPES, type Scope } from '@shared/hub';
import { AccessError } from './access-error';

/** What a JSON Web Token says about who carries it. */
export interface Identity {
  /** `sub`; null when it is left out. */
  readonly userId: string | null;
  readonly may: Readonly<Record<Scope, readonly string[]>>;
  /** Epoch ms; null for a token without `exp`. */
  readonly expiresAt: number | null;
}

/** Claim of Mercure's tokens. There, `*` means every topic. */
const MERCURE_CLAIM = 'mercure';
const DEFAULT_CLAIM = 'streamgauge';
/** Channels of one scope. As many as one subscription may name. */
const MAX_CHANNELS = 100;
const MAX_SUBJECT_LENGTH = 256;
/** The last moment that a `Date` can name, epoch ms. */
const END_OF_TIME = 8_640_000_000_000_000;

/**
 * Reads the claims of a token whose signature and times have been checked.
 * @param claim name of the claim that holds the channels; with `streamgauge`, `mercure` counts where that is absent
 * @param toleranceSeconds how long after `exp` the token is still taken
 * @throws AccessError `bad-credentials`
 */
export function readIdentity(payload: JWTPayload, claim: string, toleranceSeconds: number): Identity {
  const name = Object.hasOwn(payload, claim) || claim !== DEFAULT_CLAIM ? claim : MERCURE_CLAIM;
  const channels = payload[name];
  if (typeof channels !== 'object' || channels === null || Array.isArray(channels)) {
    throw refused(
      `The token has no claim ${JSON.stringify(claim)} that says which channels it is for.`,
      `Add ${JSON.stringify({ [claim]: { subscribe: ['orders/**'] } })} to its claims.`,
    );
  }
  const may: Record<Scope, readonly string[]> = { subscribe: [], publish: [] };
  for (const scope of SCOPES) {
    const { [scope]: value = [] } = channels as Partial<Record<Scope, unknown>>;
    may[scope] = readChannels(value, `${name}.${scope}`, name === MERCURE_CLAIM);
  }
  const expiresAt =
    payload.exp === undefined ? null : Math.min((payload.exp + toleranceSeconds) * 1_000, END_OF_TIME);
  return { userId: readSubject(payload.sub), may, expiresAt };
}

function readChannels(value: unknown, where: string, asMercure: boolean): readonly string[] {
  if (!Array.isArray(value) || value.length > MAX_CHANNELS) {
    throw refused(
      `The claim ${JSON.stringify(where)} of the token is not a list of up to ${MAX_CHANNELS} channels.`,
    );
  }
  const channels = value.map((channel: unknown) => {
    if (asMercure && channel === '*') return '**';
    if (typeof channel === 'string' && isPattern(channel)) return channel;
    throw refused(`The claim ${JSON.stringify(where)} of the token holds something that is not a channel.`);
  });
  return [...new Set(channels)];
}

function isPattern(text: string): boolean {
  try {
    assertChannelPattern(text);
    return true;
  } catch {
    return false;
  }
}

function readSubject(subject: unknown): string | null {
  if (subject === undefined) return null;
  if (
    typeof subject === 'string' &&
    subject !== '' &&
    subject.length <= MAX_SUBJECT_LENGTH &&
    !/\p{Cc}/u.test(subject)
  ) {
    return subject;
  }
  throw refused(
    `The subject of the token is not a user id: a text of 1 to ${MAX_SUBJECT_LENGTH} characters without control characters.`,
  );
}

function refused(message: string, hint?: string): AccessError {
  return new AccessError('bad-credentials', message, hint === undefined ? {} : { hint });
}

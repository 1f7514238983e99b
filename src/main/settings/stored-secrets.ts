import { StreamgaugeError } from '@shared/errors';
import type { SourceDraft } from '@shared/source';
import {
  SECRET_SLOT_NAMES,
  secretSlotsOf,
  type SecretSlot,
  type SourceSecrets,
} from '@shared/source-options';
import { hostOf, originOf } from './address';
import { newSecret, type Secret } from './secret';
import type { EntrySecrets, SourceEntry } from './source-entry';

/** Where a source's secrets go: what a person has in mind when entering them. */
type Target = Pick<SourceEntry, 'url' | 'options'>;

interface Needed {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/**
 * The secrets of the source as it was, handed out to what a draft leaves out. A secret is never sent to a place that it
 * was not entered for: each is bound to the origins that it goes to.
 */
export class StoredSecrets {
  readonly #headers = new Map<string, Secret[]>();
  readonly #previous: SourceEntry | null;
  readonly #target: Target;
  readonly #needed: Needed[] = [];
  readonly queryToken: Secret | null;

  constructor(previous: SourceEntry | null, headers: SourceDraft['headers'], target: Target) {
    this.#previous = previous;
    this.#target = target;
    this.queryToken = previous?.queryToken?.value ?? null;
    for (const header of previous?.headers ?? []) {
      if (!header.secret) continue;
      const name = header.name.toLowerCase();
      this.#headers.set(name, [...(this.#headers.get(name) ?? []), header.value]);
    }
    for (const [name, secrets] of this.#headers) {
      const rows = headers.filter((header) => header.name.trim().toLowerCase() === name);
      // Two of a name before and another number now: which one is which cannot be told.
      if (secrets.length > 1 && rows.length !== secrets.length) this.#headers.delete(name);
    }
  }

  /** The stored secret for the next row of this name, in order, or null. */
  nextHeader(name: string): Secret | null {
    return this.#headers.get(name.toLowerCase())?.shift() ?? null;
  }

  /** The stored secret, if there is one and it may go where the draft goes; otherwise notes the need. */
  take(name: string, secret: Secret | null): Secret {
    if (!secret) {
      throw new StreamgaugeError('secret-needed', `There is no stored value for ${name}. Enter it.`);
    }
    this.#assertSamePlaces(name, originsOf);
    return secret;
  }

  /** Those that the options make use of: entered, or stored and left out. An empty one is none. */
  slots(entered: SourceSecrets): EntrySecrets {
    const slots: Partial<Record<SecretSlot, Secret>> = {};
    for (const slot of secretSlotsOf(this.#target.options)) {
      const value = entered[slot];
      const kept = this.#previous?.secrets[slot];
      if (value !== undefined) {
        if (value !== '') slots[slot] = newSecret(value);
      } else if (kept) {
        this.#assertSamePlaces(SECRET_SLOT_NAMES[slot], PLACES[slot] ?? originsOf);
        slots[slot] = kept;
      }
    }
    return slots;
  }

  /** @throws StreamgaugeError `secret-needed` when a secret would go to another place */
  assertNoneNeeded(): void {
    const [first] = this.#needed;
    if (!first) return;
    const together = this.#needed.filter(({ from, to }) => from === first.from && to === first.to);
    const names = together.map(({ name }) => name);
    const again =
      names.length === 1 ? `Enter it again for ${first.to}.` : `Enter them again for ${first.to}.`;
    throw new StreamgaugeError('secret-needed', [storedFor(names, first.from), again].join(' '));
  }

  #assertSamePlaces(name: string, places: (target: Target) => string[]): void {
    if (!this.#previous) return;
    const before = places(this.#previous);
    const to = places(this.#target).find((place) => !before.includes(place));
    if (to !== undefined) this.#needed.push({ name, from: before[0] ?? 'nowhere', to });
  }
}

function storedFor(names: readonly string[], from: string): string {
  const listed = new Intl.ListFormat('en').format(names);
  const isSlot = Object.values<string>(SECRET_SLOT_NAMES).includes(names[0]!);
  if (isSlot) {
    const subject = listed[0]!.toUpperCase() + listed.slice(1);
    return names.length === 1 ? `${subject} was stored for ${from}.` : `${subject} were stored for ${from}.`;
  }
  return names.length === 1
    ? `The value of ${listed} was stored for ${from}.`
    : `The value of ${listed} were stored for ${from}.`;
}

/** Every origin that the source connects to. */
function originsOf({ url, options }: Target): string[] {
  const rungs = Object.values(options.urls).filter((each) => each !== undefined);
  return [...new Set([url, ...rungs].map(originOf))];
}

/** Secrets that do not go where the stream comes from. */
const PLACES: Readonly<Partial<Record<SecretSlot, (target: Target) => string[]>>> = {
  clientSecret: ({ options: { signIn } }) => (signIn.kind === 'oauth' ? [originOf(signIn.tokenUrl)] : []),
  proxyPassword: ({ options: { proxy } }) => (proxy.kind === 'manual' ? [proxyPlace(proxy.url)] : []),
};

function proxyPlace(url: string): string {
  return `${/^[a-z0-9+.-]+:/iu.exec(url)?.[0].toLowerCase() ?? ''}//${hostOf(url).toLowerCase()}`;
}

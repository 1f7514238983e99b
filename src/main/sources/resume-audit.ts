import type { ResumeAudit } from '@shared/connection';
import { duration } from '@shared/duration';
import { phrase } from '@shared/sentences/phrase';
import type { ScannedEvent } from './frame-scanner';
import { numberedId, type NumberedId } from './id-sequence';
import { hubGap } from './resume';

/** What a server sends without a pause of this length after a reconnect comes from its memory, ms. */
const BURST_PAUSE_MS = 100;
/** Longest burst, ms. */
const BURST_MS = 1_000;
const MAX_SHOWN_ID = 60;

/** What was known when the stream broke. */
export interface BeforeBreak {
  /** Sent to resume; `''` for nothing. */
  readonly sentId: string;
  readonly downMs: number;
  /** The last number of the stream, where its ids go up by exactly one. */
  readonly lastNumber: NumberedId | null;
}

/**
 * Watches how a stream goes on after a break: what is replayed, what comes twice, and what is missing. What is missing can
 * be told from ids that go up by one, or by a server that says so, as our hub does; from other ids it cannot.
 */
export class ResumeWatch {
  readonly #before: BeforeBreak;
  readonly #openedAt: number;
  #expected: NumberedId | null;
  #burst = true;
  #lastAt: number;
  #events = 0;
  #replayed = 0;
  #duplicates = 0;
  #missing = 0;
  /** The server said that it no longer has all; null: how many is not known. */
  #told: { readonly missing: number | null } | null = null;
  /** The numbering is another one now. */
  #renumbered = false;
  /** Frames of a server that tells its gaps. */
  #honest = false;

  /** @param openedAt epoch ms */
  constructor(before: BeforeBreak, openedAt: number) {
    this.#before = before;
    this.#expected = before.lastNumber;
    this.#openedAt = this.#lastAt = openedAt;
  }

  /** Events that are missing so far, as far as it can be told. */
  get missing(): number {
    return this.#told?.missing ?? this.#missing;
  }

  /** Whether what comes now still belongs to what the server replays. */
  replays(at: number): boolean {
    this.#burst &&= at - this.#lastAt < BURST_PAUSE_MS && at - this.#openedAt < BURST_MS;
    return this.#burst;
  }

  /** An event that had been received before the break. */
  duplicate(at: number): void {
    this.replays(at);
    this.#lastAt = at;
    this.#duplicates += 1;
  }

  event(event: ScannedEvent, at: number): void {
    const told = event.type === 'gap' ? hubGap(event.data) : null;
    if (told) {
      this.#told = told;
      this.#honest = true;
      return;
    }
    // A greeting: it comes from no memory, and shows nothing of how the stream goes on.
    if (event.id === null && this.#before.sentId !== '') return;
    // The pause before the first event is the server's time to think.
    if (this.#events === 0) this.#lastAt = at;
    if (this.replays(at)) this.#replayed += 1;
    this.#lastAt = at;
    this.#events += 1;
    if (event.id !== null && event.id !== '') this.#count(event, event.id);
  }

  /** Whether nothing can change the verdict any more. @param at epoch ms */
  settled(at: number): boolean {
    return this.#events > 0 && !this.replays(at);
  }

  audit(at: number): ResumeAudit {
    const { sentId, downMs } = this.#before;
    const counted = this.#expected !== null && !this.#renumbered && this.#events > 0;
    const missing = this.#told ? this.#told.missing : counted ? this.#missing : this.#honest ? 0 : null;
    const verdict = this.#told || (missing ?? 0) > 0 ? 'missing' : missing === 0 ? 'complete' : 'unknown';
    const replayed = sentId === '' ? null : this.#replayed;
    return {
      at,
      downMs,
      sentId: sentId || null,
      verdict,
      replayed,
      duplicates: this.#duplicates,
      missing,
      sentence: this.#sentence(verdict, replayed, missing),
    };
  }

  #count({ channel }: ScannedEvent, id: string): void {
    const next = numberedId(id);
    const expected = this.#expected;
    // Our hub names the channel in its frames, numbers with `epoch.N`, and tells what it could not replay.
    this.#honest ||=
      channel !== null &&
      next !== null &&
      next.prefix.endsWith('.') &&
      this.#before.sentId.startsWith(next.prefix);
    if (!expected) return;
    if (!next || next.prefix !== expected.prefix || next.number <= expected.number) {
      this.#renumbered = true;
      return;
    }
    this.#missing += next.number - expected.number - 1;
    this.#expected = next;
  }

  #sentence(verdict: ResumeAudit['verdict'], replayed: number | null, missing: number | null): string {
    const { sentId, downMs } = this.#before;
    const found = this.#withDuplicates(this.#missingPhrase(verdict, missing));
    const gap = duration(downMs);
    if (replayed === null) return phrase(`sent no Last-Event-ID: ${found}, gap ${gap}`);
    const id = sentId.length > MAX_SHOWN_ID ? `${sentId.slice(0, MAX_SHOWN_ID)}…` : sentId;
    return phrase(`sent Last-Event-ID ${id}: ${replayed} replayed, ${found}, gap ${gap}`);
  }

  #missingPhrase(verdict: ResumeAudit['verdict'], missing: number | null): string {
    if (missing !== null) return phrase(`${missing} missing`);
    if (verdict === 'missing') return phrase('some missing, the server says');
    if (this.#renumbered) return phrase('cannot tell what is missing: the server numbers anew');
    if (this.#events === 0) return phrase('cannot tell what is missing: nothing has come since');
    if (this.#before.sentId === '') return phrase('cannot tell what is missing: the stream has no ids');
    return numberedId(this.#before.sentId)
      ? phrase('cannot tell what is missing: ids do not go up by one')
      : phrase('cannot tell what is missing: ids are opaque');
  }

  #withDuplicates(found: string): string {
    if (this.#duplicates === 0) return found;
    return this.#duplicates === 1
      ? phrase(`${found}, 1 duplicate dropped`)
      : phrase(`${found}, ${this.#duplicates} duplicates dropped`);
  }
}

import type { Problem } from '@shared/errors';
import { toProblem } from '@shared/errors';
import {
  MAX_TEXT_EVENTS,
  type TextEvent,
  type TextPage,
  type TextQuestion,
} from '@shared/stream-text/text-event';
import { TextJoiner, type JoinOptions } from '@shared/stream-text/text-joiner';

/** Whose events are joined. */
export interface TextScope {
  readonly source: string;
  /** Only this channel and everything below it; null for all. */
  readonly channel: string | null;
}

export interface SessionOptions extends JoinOptions {
  /** How many events back the joining begins. */
  readonly depth: number;
  /** Joins around this event; null: up to the newest, and then what arrives. */
  readonly anchor: number | null;
}

export type SessionPhase = 'loading' | 'live' | 'stopped';

/** Events after an anchor that are read before it stops. */
const AFTER_ANCHOR = 6_000;
/** ms between two questions while the window is not drawn. */
const HIDDEN_MS = 250;

export type AskTexts = (question: TextQuestion) => Promise<TextPage>;

/**
 * Reads the events of a scope and joins them: first what is there, then what arrives, asked for at most once a frame. One
 * question is under way at a time.
 */
export class TextSession {
  readonly joiner: TextJoiner;
  readonly scope: TextScope;
  readonly options: SessionOptions;
  /** There are events before the first that was read, or (with an anchor) after the last. */
  earlier = false;
  later = false;
  phase: SessionPhase = 'loading';
  problem: Problem | null = null;
  /** The first and the last event that was looked at. */
  firstSeq = Infinity;
  lastSeq = 0;
  readonly #ask: AskTexts;
  readonly #onChange: () => void;
  #stopped = false;

  constructor(scope: TextScope, options: SessionOptions, ask: AskTexts, onChange: () => void) {
    this.scope = scope;
    this.options = options;
    this.joiner = new TextJoiner(options);
    this.#ask = ask;
    this.#onChange = onChange;
  }

  /** Reads and joins until `stop`. Call it once. */
  async run(): Promise<void> {
    try {
      const through = await this.#readBack();
      if (through === null) return;
      if (await this.#readOn(through)) await this.#followOn();
    } catch (error) {
      this.problem = toProblem(error);
    }
    this.phase = 'stopped';
    if (!this.#stopped) this.#onChange();
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Joins the events up to the newest, or the anchor; answers the number from which on to go, null when stopped. */
  async #readBack(): Promise<number | null> {
    const { depth, anchor } = this.options;
    const pages: (readonly TextEvent[])[] = [];
    let through: number | null = null;
    let before = anchor === null ? null : anchor + 1;
    for (let left = depth; left > 0;) {
      const page = await this.#ask(this.#question({ before, limit: Math.min(left, MAX_TEXT_EVENTS) }));
      if (this.#stopped) return null;
      through ??= page.through;
      pages.unshift(page.events);
      left -= page.events.length;
      before = page.events[0]?.seq ?? before;
      this.earlier = page.more;
      if (!page.more || before === null) break;
    }
    for (const events of pages) this.#take(events);
    return through ?? 0;
  }

  /** With an anchor: joins what comes after it; false when it stops before the newest event. */
  async #readOn(through: number): Promise<boolean> {
    this.lastSeq = Math.max(this.lastSeq, through);
    if (this.options.anchor === null) return true;
    for (let left = AFTER_ANCHOR; left > 0;) {
      const page = await this.#ask(this.#question({ after: this.lastSeq, limit: MAX_TEXT_EVENTS }));
      if (this.#stopped) return false;
      this.#take(page.events);
      this.lastSeq = page.through;
      left -= page.events.length;
      if (!page.more) return true;
    }
    this.later = true;
    return false;
  }

  async #followOn(): Promise<void> {
    this.phase = 'live';
    this.#onChange();
    while (!this.#stopped) {
      const page = await this.#ask(
        this.#question({ after: this.lastSeq, limit: MAX_TEXT_EVENTS, wait: true }),
      );
      if (this.#stopped) return;
      this.lastSeq = page.through;
      this.#take(page.events);
      if (page.events.length > 0) this.#onChange();
      await nextFrame();
    }
  }

  #take(events: readonly TextEvent[]): void {
    for (const event of events) this.joiner.take(event);
    this.firstSeq = Math.min(this.firstSeq, events[0]?.seq ?? Infinity);
    this.lastSeq = Math.max(this.lastSeq, events.at(-1)?.seq ?? 0);
  }

  #question(part: Partial<TextQuestion> & Pick<TextQuestion, 'limit'>): TextQuestion {
    const { source, channel } = this.scope;
    return { source, channel, after: null, before: null, wait: false, ...part };
  }
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    if (document.visibilityState === 'hidden') setTimeout(resolve, HIDDEN_MS);
    else requestAnimationFrame(() => resolve());
  });
}

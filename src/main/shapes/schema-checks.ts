import type { StreamEvent } from '@shared/stream-event';
import type { Attached } from './schema/attached';
import type { Errors, Judge, Validator } from './schema/compile-schema';
import type { TimeLimit } from './schema/time-limit';
import type { SourceWatch } from './source-watch';

/** Payloads wait so long, ms, and so many of them, to be held against their schemas together: limiting the time costs some. */
const CHECK_EVERY_MS = 50;
const MAX_WAITING = 64;
/** Longest time that they may take together, ms. */
const CHECK_MS = 250;
/** Longest time that one which stops early is made ready in, ms. */
const MAKE_MS = 1_000;

/** A payload that was read, to be held against a schema. */
export interface Question {
  readonly attached: Attached;
  readonly validator: Validator;
  readonly payload: unknown;
  /** Of the data that the payload was read from, in UTF-16 code units. */
  readonly length: number;
}

/** The payload of an event that arrived. */
export interface Check extends Question {
  readonly source: SourceWatch;
  readonly event: StreamEvent;
  readonly isJson: boolean;
}

interface SchemaChecksOptions {
  readonly limit: TimeLimit;
  clock(): number;
  /** Time that went into it, ms. */
  onTook(ms: number): void;
  /** @param errors null for a payload that could not be checked */
  onChecked(check: Check, errors: Errors | null): void;
  onFlushed(): void;
}

/** Holds payloads against their schemas, within a time that no schema and no payload can stretch. */
export class SchemaChecks {
  readonly #options: SchemaChecksOptions;
  #waiting: Check[] = [];
  #timer: NodeJS.Timeout | null = null;
  /** Length of the shortest payload for which saying everything took too long. */
  readonly #slowFrom = new WeakMap<Validator, number>();

  constructor(options: SchemaChecksOptions) {
    this.#options = options;
  }

  /** Done at once when it is known to be quick; soon, with others, when it needs a limit. */
  add(check: Check): void {
    if (check.attached.isQuick(check.length)) return this.#checkAtOnce(check);
    this.#waiting.push(check);
    if (this.#waiting.length >= MAX_WAITING) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), CHECK_EVERY_MS);
  }

  /** Holds what waits for that against its schema now. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#waiting.length === 0) return;
    // A schema may have gone meanwhile.
    const checks = this.#waiting.filter(({ source, attached }) => source.attached === attached);
    this.#waiting = [];
    if (checks.length > 0) this.#check(checks);
    this.#options.onFlushed();
  }

  /** What of a single payload does not fit; null when it could not be checked. */
  answer(question: Question): Errors | null {
    const { attached, validator, payload, length } = question;
    if (attached.isQuick(length)) return judged(validator.all, payload);
    return this.#alone(question) ?? null;
  }

  #checkAtOnce(check: Check): void {
    const start = this.#options.clock();
    const errors = judged(check.validator.all, check.payload);
    this.#options.onTook(this.#options.clock() - start);
    this.#options.onChecked(check, errors);
  }

  #check(checks: readonly Check[]): void {
    const { clock, onTook, onChecked } = this.#options;
    const start = clock();
    const found: (Errors | null)[] = [];
    const slow = this.#together(checks, found);
    if (slow) {
      // Once more on its own: the others may have taken the time, or the machine slept.
      const errors = this.#alone(slow);
      if (errors === undefined) stop(slow);
      else {
        found.push(errors);
        this.#together(checks, found);
      }
    }
    onTook(clock() - start);
    checks.forEach((check, i) => onChecked(check, found[i] ?? null));
  }

  /** Goes on behind what was `found`; the one at which the time was over, null when all were reached. */
  #together(checks: readonly Check[], found: (Errors | null)[]): Check | null {
    this.#options.limit.within(CHECK_MS, () => {
      for (const check of checks.slice(found.length))
        found.push(judged(this.#judgeFor(check), check.payload));
    });
    return checks[found.length] ?? null;
  }

  #judgeFor({ validator, length }: Question): Judge {
    const isSlow = 2 * length > (this.#slowFrom.get(validator) ?? Infinity);
    return (isSlow ? validator.first() : null) ?? validator.all;
  }

  /** Everything that does not fit, or, when that takes too long, what is met first; undefined when that does too. */
  #alone(question: Question): Errors | null | undefined {
    const { validator, payload, length } = question;
    const { limit } = this.#options;
    let errors: Errors | null = null;
    const isIn = (judge: Judge): boolean =>
      limit.within(CHECK_MS, () => {
        errors = judged(judge, payload);
      });
    const judge = this.#judgeFor(question);
    if (isIn(judge)) return errors;
    if (judge !== validator.all) return undefined;
    // A list of thousands can break a schema in millions of places.
    this.#slowFrom.set(validator, Math.min(length, this.#slowFrom.get(validator) ?? Infinity));
    let first: Judge | null = null;
    limit.within(MAKE_MS, () => {
      first = validator.first();
    });
    return first !== null && isIn(first) ? errors : undefined;
  }
}

/** Nothing is held against the schema from now on. */
function stop({ attached, event }: Check): void {
  attached.stop(
    `Checking ${event.type} takes too long (more than ${CHECK_MS} ms at event ${event.seq}), so nothing is held against the schema any more.`,
  );
}

/** Null when the payload is nested too deep to be checked. */
function judged(judge: Judge, payload: unknown): Errors | null {
  try {
    return judge(payload);
  } catch {
    return null;
  }
}

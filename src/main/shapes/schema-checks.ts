import type { StreamEvent } from '@shared/stream-event';
import type { Attached } from './schema/attached';
import type { Validator } from './schema/compile-schema';
import type { TimeLimit } from './schema/time-limit';
import type { SourceWatch } from './source-watch';

/** Payloads wait so long, ms, and so many of them, to be held against their schemas together: limiting the time costs some. */
const CHECK_EVERY_MS = 50;
const MAX_WAITING = 64;
/** Longest time that they may take together, ms. */
export const CHECK_MS = 250;

export type Errors = ReturnType<Validator>;

/** An event whose payload was read, to be held against a schema. */
export interface Check {
  readonly source: SourceWatch;
  readonly attached: Attached;
  readonly event: StreamEvent;
  readonly validator: Validator;
  readonly payload: unknown;
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

/** Holds payloads against their schemas, within a time that no schema can stretch. */
export class SchemaChecks {
  readonly #options: SchemaChecksOptions;
  #waiting: Check[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(options: SchemaChecksOptions) {
    this.#options = options;
  }

  /** Done at once for a schema that is known to be quick; soon, with others, for one that needs a limit. */
  add(check: Check): void {
    if (!check.attached.needsLimit) return this.#checkAtOnce(check);
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

  /** Of a schema that is known to be quick, as long as it is. */
  #checkAtOnce(check: Check): void {
    const start = this.#options.clock();
    const errors = validated(check);
    const took = this.#options.clock() - start;
    this.#options.onTook(took);
    if (took > CHECK_MS) check.attached.needsLimit = true;
    this.#options.onChecked(check, errors);
  }

  #check(checks: readonly Check[]): void {
    const start = this.#options.clock();
    let at = 0;
    const found: (Errors | null)[] = [];
    const inTime = this.#options.limit.within(CHECK_MS, () => {
      for (; at < checks.length; at++) found[at] = validated(checks[at]!);
    });
    // Once more on its own: the others may have taken the time, or the machine slept.
    if (!inTime && !this.#options.limit.within(CHECK_MS, () => void validated(checks[at]!))) {
      const { attached, event } = checks[at]!;
      attached.stop(
        `Checking ${event.type} takes too long (more than ${CHECK_MS} ms at event ${event.seq}), so nothing is held against the schema any more.`,
      );
    }
    this.#options.onTook(this.#options.clock() - start);
    checks.forEach((check, i) => this.#options.onChecked(check, found[i] ?? null));
  }
}

/** Null when the payload is nested too deep to be checked. */
function validated({ validator, payload }: Check): Errors | null {
  try {
    return validator(payload);
  } catch {
    return null;
  }
}

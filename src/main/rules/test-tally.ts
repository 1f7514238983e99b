import { plainText } from '@shared/plain-text';
import { MAX_RULE_EXAMPLES, type RuleExample, type RuleTest } from '@shared/rule';
import { eventWords } from './alert-words';
import type { Meeting } from './meeting';

const MAX_TEXT = 200;

/** What a test of a rule finds, with the newest examples of it. */
export class TestTally {
  #matches = 0;
  #alerts = 0;
  readonly #examples: RuleExample[] = [];

  met(meeting: Meeting): void {
    this.#matches++;
    this.#examples.push(exampleOf(meeting));
    if (this.#examples.length > 2 * MAX_RULE_EXAMPLES) this.#examples.splice(0, MAX_RULE_EXAMPLES);
  }

  acted(): void {
    this.#alerts++;
  }

  /** @param lookedMs ms of the past that were looked at */
  result(lookedMs: number): RuleTest {
    const examples = this.#examples.slice(-MAX_RULE_EXAMPLES).reverse();
    return { lookedMs, matches: this.#matches, alerts: this.#alerts, examples, problem: null };
  }
}

function exampleOf({ at, sourceId, event, words }: Meeting): RuleExample {
  const text = words ? words.title : event ? [event.type, eventWords(event)].filter(Boolean).join(': ') : '';
  return {
    seq: event?.seq ?? words?.seq ?? null,
    at,
    sourceId: sourceId || null,
    text: plainText(text, MAX_TEXT),
    ...(words && { more: plainText(words.body, MAX_TEXT) }),
  };
}

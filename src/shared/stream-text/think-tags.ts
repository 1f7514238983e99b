import type { TextStep } from './reading';
import type { TextResponse } from './text-response';

const OPEN = /^\s*<think>/u;
const CLOSE = '</think>';

/**
 * Models that write their thoughts into the answer between `<think>` tags: what is between them becomes thinking. The
 * tags come as one piece each, and the first of them before any other text.
 */
export class ThinkTags {
  #inside: TextResponse | null = null;

  apply(response: TextResponse, steps: readonly TextStep[]): readonly TextStep[] {
    if (this.#inside !== response && !steps.some((step) => this.#opens(response, step))) return steps;
    return steps.flatMap((step) => this.#split(response, step));
  }

  #opens(response: TextResponse, step: TextStep): boolean {
    if (step.step !== 'append' || step.part.kind !== 'text' || !OPEN.test(step.text)) return false;
    return response.parts.every(({ length }) => length === 0);
  }

  #split(response: TextResponse, step: TextStep): readonly TextStep[] {
    if (step.step !== 'append' || step.part.kind !== 'text') return [step];
    if (this.#inside !== response) {
      if (!this.#opens(response, step)) return [step];
      this.#inside = response;
    }
    const close = step.text.indexOf(CLOSE);
    const thought = (close < 0 ? step.text : step.text.slice(0, close)).replace(OPEN, '');
    const key = `${step.part.key}/think`;
    const steps: TextStep[] = [];
    if (thought !== '') steps.push({ ...step, part: { ...step.part, key, kind: 'thinking' }, text: thought });
    if (close < 0) return steps;
    this.#inside = null;
    const rest = step.text.slice(close + CLOSE.length);
    return rest === '' ? steps : [...steps, { ...step, text: rest }];
  }
}

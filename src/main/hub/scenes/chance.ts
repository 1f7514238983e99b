/** Draws from one source of randomness, so that the same source gives the same scene. */
export class Chance {
  readonly #random: () => number;

  /** @param random 0 (inclusive) … 1 (exclusive) */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** True with the given probability. */
  happens(probability: number): boolean {
    return this.#random() < probability;
  }

  /** A whole number, both ends included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.#random() * (max - min + 1));
  }

  /** A number with at most the given digits after the point. */
  number(min: number, max: number, digits = 2): number {
    return round(min + this.#random() * (max - min), digits);
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)]!;
  }

  /** One of several, each as likely as its weight says. */
  weighted<T>(list: readonly (readonly [weight: number, value: T])[]): T {
    let rest = this.#random() * list.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of list) {
      rest -= weight;
      if (rest < 0) return value;
    }
    return list[list.length - 1]![1];
  }

  /** Mostly near `usual`, now and then many times that, as response times are. */
  latency(usual: number): number {
    return Math.max(1, Math.round(usual * Math.exp((this.#random() + this.#random() - 1) * 1.6)));
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += Math.floor(this.#random() * 16).toString(16);
    return text;
  }
}

export function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

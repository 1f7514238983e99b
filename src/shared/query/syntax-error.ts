import type { QueryProblem } from '@shared/query';
import { cutText } from '@shared/text';

/** Thrown inside the parser only: `parseQuery` turns it into its `problem`. */
export class QuerySyntaxError extends Error {
  readonly problem: QueryProblem;

  constructor(message: string, from: number, to: number, hint?: string) {
    super(message);
    this.name = 'QuerySyntaxError';
    this.problem = hint === undefined ? { message, from, to } : { message, hint, from, to };
  }
}

/** A piece of the query for a sentence, cut where it is long. */
export function shown(text: string): string {
  return text.length > 40 ? `${cutText(text, 40)}…` : text;
}

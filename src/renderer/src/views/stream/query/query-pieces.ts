import { tokensOf, type QueryToken } from '@shared/query/tokens';

/** A stretch of the query that is drawn in one way. */
export interface QueryPiece {
  readonly text: string;
  readonly kind: QueryToken['kind'] | 'space';
  /** The problem of the query lies here. */
  readonly bad: boolean;
}

/** So many parts are coloured; a pasted novel behind them is plain, so that every key is still fast. */
const MOST_TOKENS = 400;

/** All of a query in pieces, white space included: put together they are the text, character for character. */
export function piecesOf(
  text: string,
  problem: { readonly from: number; readonly to: number } | null,
): QueryPiece[] {
  const pieces: QueryPiece[] = [];
  const bad = problem ? widened(problem, text.length) : { from: 0, to: 0 };
  const add = (kind: QueryPiece['kind'], from: number, to: number): void => {
    const cuts = [from, Math.min(Math.max(bad.from, from), to), Math.min(Math.max(bad.to, from), to), to];
    for (const [i, start] of cuts.slice(0, 3).entries()) {
      const end = cuts[i + 1] ?? to;
      if (end > start) pieces.push({ text: text.slice(start, end), kind, bad: i === 1 });
    }
  };
  let at = 0;
  for (const { kind, from, to } of tokensOf(text).slice(0, MOST_TOKENS)) {
    add('space', at, from);
    add(kind, from, to);
    at = to;
  }
  add('text', at, text.length);
  return pieces;
}

/** A problem between two characters is shown on the one before it. */
function widened(problem: { readonly from: number; readonly to: number }, length: number) {
  const from = Math.min(problem.from, length);
  const to = Math.min(problem.to, length);
  return from < to ? { from, to } : { from: Math.max(0, from - 1), to: Math.max(to, Math.min(1, length)) };
}

import type { QueryProblem } from '@shared/query';
import { parseQuery } from '@shared/query/parse';
import type { Suggestion } from './suggestions';

/** Whether a problem only says that something is not written to its end yet, which this suggestion would do. */
export function isUnfinished(text: string, problem: QueryProblem, offered: Suggestion | null): boolean {
  if (!offered) return false;
  if (offered.kind === 'field') return problem.from >= offered.from;
  const finished = parseQuery(text.slice(0, offered.from) + offered.insert + text.slice(offered.to));
  return (
    finished.ok || finished.problem.message !== problem.message || finished.problem.from !== problem.from
  );
}

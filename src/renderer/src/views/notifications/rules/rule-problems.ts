import type { QueryProblem } from '@shared/query';
import { parseQuery } from '@shared/query/parse';
import { isLogName, isWebhookAddress, type Action } from '@shared/rule';
import { t } from '../../../i18n/i18n';
import type { RuleForm } from './rule-form';

/** What keeps a rule from being saved, each beside what it concerns. Sentences. */
export interface RuleProblems {
  readonly name: string | null;
  readonly query: QueryProblem | null;
  readonly sources: string | null;
  /** Of the choice of what a connection or a shape becomes. */
  readonly turns: string | null;
  readonly then: string | null;
  /** By the key of the action. */
  readonly actions: ReadonlyMap<number, string>;
}

/** @param recordings ids of those that there are */
export function problemsOf(form: RuleForm, recordings: ReadonlySet<string>): RuleProblems {
  const found = form.actions.flatMap(({ key, action }) => {
    const problem = actionProblem(action, form, recordings);
    return problem === null ? [] : [[key, problem] as const];
  });
  return {
    name: form.name.trim() === '' ? t('notifications.rules.problem.name') : null,
    query: queryProblem(form),
    sources: !form.everySource && form.sources.length === 0 ? t('notifications.rules.problem.sources') : null,
    turns: lacksTurns(form) ? t('notifications.rules.problem.turns') : null,
    then: thenProblem(form),
    actions: new Map(found),
  };
}

export const hasProblems = (problems: RuleProblems): boolean =>
  problems.actions.size > 0 ||
  [problems.name, problems.query, problems.sources, problems.turns, problems.then].some(
    (one) => one !== null,
  );

function queryProblem({ kind, query }: RuleForm): QueryProblem | null {
  if (kind !== 'event' && kind !== 'rate') return null;
  if (query.trim() === '') {
    return kind === 'rate' ? null : { message: t('notifications.rules.problem.query'), from: 0, to: 0 };
  }
  const parsed = parseQuery(query);
  return parsed.ok ? null : parsed.problem;
}

const lacksTurns = ({ kind, becomes, turns }: RuleForm): boolean =>
  (kind === 'connection' && becomes.length === 0) || (kind === 'shape' && turns.length === 0);

function thenProblem({ kind, actions }: RuleForm): string | null {
  if (actions.length === 0) return t('notifications.rules.problem.then');
  if (!actions.some(({ action }) => action.do === 'mute')) return null;
  if (kind !== 'event') return t('notifications.rules.problem.muteKind');
  return actions.length > 1 ? t('notifications.rules.problem.muteAlone') : null;
}

function actionProblem(
  action: Action,
  { secret, hasSecret }: RuleForm,
  recordings: ReadonlySet<string>,
): string | null {
  switch (action.do) {
    case 'webhook':
      if (!isWebhookAddress(action.url)) return t('notifications.rules.problem.url');
      return action.signed && secret === '' && !hasSecret ? t('notifications.rules.problem.secret') : null;
    case 'log':
      return isLogName(action.file) ? null : t('notifications.rules.problem.log');
    case 'publish':
      return action.channel.trim() === '' || action.type.trim() === ''
        ? t('notifications.rules.problem.publish')
        : null;
    case 'play':
      return recordings.has(action.recording) ? null : t('notifications.rules.problem.recording');
    default:
      return null;
  }
}

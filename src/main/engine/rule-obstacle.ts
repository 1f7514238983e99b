import type { Problem } from '@shared/errors';
import type { SourceNames } from '../history/view-query';
import { needsSecret } from '../settings/rule-store';
import type { StoredRule } from '../settings/stored-rules';

/** What keeps a rule from working that can be told before it acts. @param recordings null: not known yet */
export function ruleObstacle(
  entry: StoredRule,
  names: SourceNames,
  recordings: ReadonlySet<string> | null,
): Problem | null {
  const { when, then } = entry.rule;
  if (needsSecret(entry)) {
    return { code: 'secret-missing', message: 'The secret of its webhook has to be entered.' };
  }
  if (when.sources.length > 0 && !when.sources.some((id) => names.has(id))) {
    return { code: 'no-such-source', message: 'The sources that it watches are not there any more.' };
  }
  const isGone = then.some((action) => action.do === 'play' && recordings?.has(action.recording) === false);
  return isGone
    ? { code: 'no-such-recording', message: 'The recording that it plays is not there any more.' }
    : null;
}

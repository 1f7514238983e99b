import { t, worded } from '../../../i18n/i18n';
import { useRules } from '../../../stores/rules';
import { useToasts } from '../../../stores/toasts';
import { whole } from '../../../ui/format';
import { visibleExcerpt } from '../../../ui/visible-text';

/** Longest that one of the things that were left out may be told, UTF-16 code units; and so many are told. */
const LONGEST = 160;
const TOLD = 3;

export interface RuleFiles {
  /** @throws StreamgaugeError as `call` */
  exportRules(): Promise<void>;
  /** @throws StreamgaugeError as `call` */
  importRules(): Promise<void>;
}

/** Rules to a file and from one, with a toast that says what came of it. */
export function useRuleFiles(): RuleFiles {
  const rules = useRules();
  const toasts = useToasts();

  async function exportRules(): Promise<void> {
    const path = await rules.exportFile();
    if (path === null) return;
    toasts.show({
      level: 'success',
      title: t('notifications.rules.exported'),
      body: visibleExcerpt(path, LONGEST),
    });
  }
  async function importRules(): Promise<void> {
    const result = await rules.importFile();
    if (result === null) return;
    const { added, problems } = result;
    const left = problems.slice(0, TOLD).map((problem) => `${visibleExcerpt(worded(problem), LONGEST)}`);
    const more = problems.length - left.length;
    if (more > 0) left.push(t('notifications.rules.moreLeftOut', { n: whole(more) }, more));
    toasts.show({
      level: problems.length > 0 ? 'warning' : 'success',
      title: t('notifications.rules.imported', { n: whole(added) }, added),
      body: [...(added > 0 ? [t('notifications.rules.importedOff')] : []), ...left].join(' '),
      ...(problems.length > 0 && { stayMs: 0 }),
    });
  }
  return { exportRules, importRules };
}

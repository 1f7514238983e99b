import { Terminal, TriangleAlert } from '@lucide/vue';
import { CODE_FORMATS, type CodeFormat } from '@shared/code-format';
import { t } from '../i18n/i18n';
import type { MenuEntry } from '../ui/menu-entry';

const MASKED = 'copy-as-';
const CLEAR = 'copy-clear-as-';

/** Lines of a source's menu that copy it as something to run, secrets as placeholders. */
export function copyEntries(): MenuEntry[] {
  return CODE_FORMATS.map((format) => ({
    id: MASKED + format,
    label: t('palette.copyAs.menu', { format: t(`palette.format.${format}`) }),
    icon: Terminal,
  }));
}

/** The same with the secrets in the clear. */
export function clearCopyEntries(): MenuEntry[] {
  return CODE_FORMATS.map((format) => ({
    id: CLEAR + format,
    label: t('palette.copyAs.menuClear', { format: t(`palette.format.${format}`) }),
    icon: TriangleAlert,
  }));
}

/** What a chosen line copies (`useCopySource().copyAs`); null for every other line. */
export function copyChoice(id: string): { readonly format: CodeFormat; readonly secrets: boolean } | null {
  const format = CODE_FORMATS.find((one) => id === MASKED + one || id === CLEAR + one);
  return format === undefined ? null : { format, secrets: id === CLEAR + format };
}

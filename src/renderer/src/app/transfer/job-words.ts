import type { Job } from '@shared/history';
import { t } from '../../i18n/i18n';
import { bytes, whole } from '../../ui/format';

export function isOver({ state }: Job): boolean {
  return state !== 'waiting' && state !== 'running';
}

/** What a job is, whatever has become of it. */
export function jobName({ kind, file }: Job): string {
  return kind === 'export' ? t('shell.job.exportTo', { file }) : t('shell.job.importOf', { file });
}

/** What a job is about, while it is not over. */
export function jobTitle({ kind, state, file }: Job): string {
  if (state === 'waiting')
    return kind === 'export' ? t('shell.job.writtenNext', { file }) : t('shell.job.readNext', { file });
  return kind === 'export' ? t('shell.job.writing', { file }) : t('shell.job.reading', { file });
}

/** `12,400 events, 8.1 MB, 34 %`. */
export function jobProgress({ events, bytes: size, share, state }: Job): string {
  if (state === 'waiting') return t('shell.job.waits');
  const parts = [t('common.events', { n: whole(events) }, events), bytes(size)];
  if (share !== null) parts.push(t('shell.job.percent', { n: Math.floor(share * 100) }));
  return parts.join(', ');
}

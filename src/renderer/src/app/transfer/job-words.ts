import type { Job } from '@shared/history';
import { bytes, plural } from '../../ui/format';

export function isOver({ state }: Job): boolean {
  return state !== 'waiting' && state !== 'running';
}

/** What a job is, whatever has become of it. */
export function jobName({ kind, file }: Job): string {
  return kind === 'export' ? `Export to ${file}` : `Import of ${file}`;
}

/** What a job is about, while it is not over. */
export function jobTitle({ kind, state, file }: Job): string {
  if (state === 'waiting') return kind === 'export' ? `${file} is written next` : `${file} is read next`;
  return kind === 'export' ? `Writing ${file}` : `Reading ${file}`;
}

/** `12,400 events, 8.1 MB, 34 %`. */
export function jobProgress({ events, bytes: size, share, state }: Job): string {
  if (state === 'waiting') return 'Waits for its turn.';
  const parts = [plural(events, 'event'), bytes(size)];
  if (share !== null) parts.push(`${Math.floor(share * 100)} %`);
  return parts.join(', ');
}

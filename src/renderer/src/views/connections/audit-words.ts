import type { Attempt, ResumeAudit } from '@shared/connection';
import type { Level } from '@shared/notification';

/** How the stream went on after a break, with the attempt that brought it back. */
export interface AuditLine {
  readonly number: number;
  readonly audit: ResumeAudit;
  readonly level: Level;
}

const LEVELS: Readonly<Record<ResumeAudit['verdict'], Level>> = {
  complete: 'success',
  missing: 'warning',
  unknown: 'info',
};

/** The verdicts of a source's attempts, the newest first. */
export function auditLines(attempts: readonly Attempt[]): AuditLine[] {
  return attempts
    .flatMap(({ number, audit }) => (audit ? [{ number, audit, level: LEVELS[audit.verdict] }] : []))
    .sort((a, b) => b.audit.at - a.audit.at);
}

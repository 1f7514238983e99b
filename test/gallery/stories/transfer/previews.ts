import type { ExportPreview } from '@shared/history';

const sample = (seq: number, reason: string, excerpt: string): ExportPreview['samples'][number] => ({
  seq,
  part: 'data',
  reason,
  excerpt,
});

/** What an export would hold, and what it would take out. */
export const somePreview: ExportPreview = {
  events: 48_212,
  looked: 20_000,
  redactions: 37,
  affected: 31,
  samples: [
    sample(1_204, 'field named like a secret', '…"user":42,"access_token":"••••","expires":3600}'),
    sample(1_311, 'authorization or cookie', 'curl -H "Authorization: ••••" https://orders.example'),
    sample(2_090, 'secret in an address', '"callback":"https://hooks.example/in?token=••••&v=2"…'),
    sample(2_114, 'JSON Web Token', '{"session":{"jwt":"••••"},"level":"info"}'),
  ],
};

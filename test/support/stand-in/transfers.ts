/** Exports, imports and captures of the stand-in: made up, but with everything that the window can show of them. */
import type { Capture, ExportDraft, ExportPreview, ExportScope, Job } from '@shared/history';

type Push = {
  (name: 'jobs', value: readonly Job[]): void;
  (name: 'captures', value: readonly Capture[]): void;
};

export function someCaptures(): readonly Capture[] {
  const base = { importedAt: Date.now() - 3_600_000, problems: [], times: 'payload' } as const;
  return [
    {
      ...base,
      id: 'capture-1',
      name: 'orders-monday',
      file: 'orders-monday.sse',
      format: 'Event stream',
      events: 204_811,
      bytes: 61_200_000,
    },
    {
      ...base,
      id: 'capture-2',
      name: 'checkout incident',
      file: 'checkout-2026-11-19.har',
      format: 'HAR',
      events: 1_204,
      bytes: 812_000,
      times: 'arrival',
      problems: [
        'Message 14 of entry 3 is no event and was passed over.',
        'The file ends too early: what it holds until there was taken.',
      ],
    },
    {
      ...base,
      id: 'capture-3',
      name: 'export',
      file: 'streamgauge-2026-11-20-1403.ndjson.gz',
      format: 'NDJSON',
      events: 18_003,
      bytes: 5_600_000,
    },
  ];
}

export function someJobs(): readonly Job[] {
  const base = { problem: null, sentence: null, captureId: null, events: 0, bytes: 0 } as const;
  return [
    {
      ...base,
      id: 'j1',
      kind: 'import',
      file: 'orders-monday.sse',
      events: 124_003,
      bytes: 41_000_000,
      share: 0.61,
      state: 'running',
      captureId: 'capture-1',
    },
    {
      ...base,
      id: 'j2',
      kind: 'export',
      file: 'incident.csv',
      events: 1_200,
      bytes: 480_000,
      share: null,
      state: 'running',
    },
    {
      ...base,
      id: 'j3',
      kind: 'export',
      file: 'all.ndjson',
      state: 'failed',
      share: 0.4,
      sentence: '/media/usb/all.ndjson cannot be written: the disk is full.',
      problem: {
        code: 'export-not-written',
        message: '/media/usb/all.ndjson cannot be written: the disk is full.',
        hint: 'Make room on it, or choose another place.',
      },
    },
    {
      ...base,
      id: 'j4',
      kind: 'import',
      file: 'checkout-2026-11-19.har',
      state: 'done',
      share: 1,
      events: 1_204,
      captureId: 'capture-2',
      sentence:
        'Read 1,204 events from checkout-2026-11-19.har. 2 things in it could not be read as they stand.',
    },
    { ...base, id: 'j5', kind: 'import', file: 'later.sse', share: 0, state: 'waiting' },
  ];
}

/** @param count how many events a scope has */
export function transfersStandIn(
  start: { readonly captures: readonly Capture[]; readonly jobs: readonly Job[] },
  push: Push,
  count: (scope: ExportScope) => number,
): {
  captures(): readonly Capture[];
  jobs(): readonly Job[];
  importDropped(files: readonly object[]): readonly string[];
  readonly handlers: Record<string, (argument: never) => unknown>;
} {
  let { captures, jobs } = start;
  const removed = new Map<string, Capture>();
  let number = 0;
  const setJobs = (next: readonly Job[]): void => push('jobs', (jobs = next));
  const setCaptures = (next: readonly Capture[]): void => push('captures', (captures = next));

  function begin(kind: Job['kind'], file: string, events: number): string {
    const id = `job-${(number += 1)}`;
    const captureId = kind === 'import' ? `capture-new-${number}` : null;
    const job: Job = {
      id,
      kind,
      file,
      events: 0,
      bytes: 0,
      share: 0,
      state: 'running',
      sentence: null,
      problem: null,
      captureId,
    };
    setJobs([...jobs, job]);
    if (captureId !== null) {
      const name = file.replace(/\.\w+$/u, '');
      const capture = {
        id: captureId,
        name,
        file,
        format: 'Event stream',
        importedAt: Date.now(),
        events: 0,
        bytes: 0,
        problems: [],
        times: 'arrival',
      } as const;
      setCaptures([...captures, capture]);
    }
    const timer = setInterval(() => {
      const now = jobs.find((one) => one.id === id);
      if (now?.state !== 'running') return clearInterval(timer);
      const share = Math.min(1, (now.share ?? 0) + 0.04);
      const done = share === 1;
      const so = Math.round(events * share);
      const sentence =
        kind === 'import' ? `Read ${so} events from ${file}.` : `Wrote ${so} events to ${file} (${so} kB).`;
      setJobs(
        jobs.map((one) =>
          one.id === id
            ? {
                ...one,
                share,
                events: so,
                bytes: so * 312,
                ...(done && { state: 'done' as const, sentence }),
              }
            : one,
        ),
      );
      setCaptures(
        captures.map((one) => (one.id === captureId ? { ...one, events: so, bytes: so * 300 } : one)),
      );
    }, 200);
    return id;
  }

  return {
    captures: () => captures,
    jobs: () => jobs,
    importDropped: (files) => files.map((file) => begin('import', (file as File).name, 40_000)),
    handlers: {
      'export.preview': (scope: ExportScope): Promise<ExportPreview> =>
        new Promise((resolve) => {
          const events = count(scope);
          const sample = (
            seq: number,
            reason: string,
            excerpt: string,
          ): ExportPreview['samples'][number] => ({ seq, part: 'data', reason, excerpt });
          setTimeout(
            () =>
              resolve({
                events,
                looked: Math.min(events, 20_000),
                redactions: events > 5 ? 37 : 0,
                affected: events > 5 ? 31 : 0,
                samples:
                  events > 5
                    ? [
                        sample(
                          1_204,
                          'field named like a secret',
                          '…"user":42,"access_token":"••••","expires":3600}',
                        ),
                        sample(
                          1_311,
                          'authorization or cookie',
                          'curl -H "Authorization: ••••" https://orders.example',
                        ),
                        sample(
                          2_090,
                          'secret in an address',
                          '"callback":"https://hooks.example/in?token=••••&v=2"…',
                        ),
                        sample(2_114, 'JSON Web Token', '{"session":{"jwt":"••••"},"level":"info"}'),
                      ]
                    : [],
              }),
            240,
          );
        }),
      'export.start': ({ format, scope }: ExportDraft) =>
        begin('export', `streamgauge-2026-11-21-1403.${format}`, count(scope)),
      'import.pick': () => [begin('import', 'picked.sse', 40_000)],
      'jobs.cancel': (id: string) =>
        setJobs(
          jobs.map((job) =>
            job.id === id
              ? { ...job, state: 'cancelled', sentence: `The ${job.kind} of ${job.file} was cancelled.` }
              : job,
          ),
        ),
      'jobs.dismiss': (id: string) => setJobs(jobs.filter((job) => job.id !== id)),
      'captures.rename': ({ id, name }: { id: string; name: string }) =>
        setCaptures(captures.map((one) => (one.id === id ? { ...one, name } : one))),
      'captures.remove': (id: string) => {
        const capture = captures.find((one) => one.id === id);
        if (capture) removed.set(id, capture);
        setCaptures(captures.filter((one) => one.id !== id));
      },
      'captures.restore': (id: string) => {
        const capture = removed.get(id);
        if (capture) setCaptures([...captures, capture]);
      },
    },
  };
}

import type { DiagnosticsPreview } from '@shared/diagnostics';

const LOG = Array.from({ length: 40 }, (_, at) =>
  JSON.stringify({
    time: new Date(Date.UTC(2026, 10, 21, 9, 0, at * 7)).toISOString(),
    level: at % 9 === 4 ? 'warn' : 'info',
    area: 'source',
    message: at % 9 === 4 ? 'orders closed the connection.' : 'orders is connected.',
    fields:
      at % 9 === 4 ? { source: 's1', phase: 'waiting', code: 'stream-ended' } : { source: 's1', status: 200 },
  }),
).join('\n');

/** What the stand-in would put into a diagnostic bundle. */
export function diagnosticsPreview(): DiagnosticsPreview {
  const files = [
    { name: 'README.txt', kind: 'readme', excerpt: 'Streamgauge diagnostic bundle\n\nWhat is in it\n' },
    { name: 'versions.json', kind: 'versions', excerpt: '{\n  "version": "0.1.0"\n}\n' },
    {
      name: 'settings.json',
      kind: 'settings',
      excerpt: '{\n  "language": "system",\n  "savedQueries": 3\n}\n',
    },
    {
      name: 'sources-state.json',
      kind: 'sources',
      excerpt:
        '[\n  {\n    "name": "orders",\n    "address": "https://example.com/events?token=••••"\n  }\n]\n',
    },
    { name: 'facts.json', kind: 'facts', excerpt: '{\n  "hub": {}\n}\n' },
    { name: 'crash-dumps.json', kind: 'crashes', excerpt: '{\n  "dumps": []\n}\n' },
    { name: 'logs/streamgauge.log', kind: 'log', excerpt: LOG },
  ] as const;
  const sized = files.map((file) => ({
    ...file,
    bytes: file.kind === 'log' ? 812_331 : file.excerpt.length,
  }));
  return {
    files: sized,
    bytes: sized.reduce((sum, { bytes }) => sum + bytes, 0),
    crashes: {
      folder: '/home/mara/.config/streamgauge/crashes',
      dumps: [{ name: 'pending/a.dmp', bytes: 1_204_112, at: Date.UTC(2026, 10, 20) }],
    },
  };
}

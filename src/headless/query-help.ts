import { optionLines, optionsMarkdown, type OptionTable } from './option-table';

/** Options of `query`. */
export const QUERY_OPTIONS: OptionTable = [
  [
    'Which events',
    [
      ['--since TIME', 'What arrived at this time or later: 10m, 14:03, 2026-11-21, 2026-11-21T14:03:07Z.'],
      ['--until TIME', 'What arrived before this time.'],
      ['--source NAME', 'Only of this source or capture, by its name or id; may be given again.'],
      ['-n, --limit N', 'Only the newest N.'],
      [
        '-a, --all',
        'Comments and states of connections as well, which are left out unless the query asks for a kind.',
      ],
    ],
  ],
  [
    'What it prints',
    [
      ['-c, --count', 'How many there are, instead of them.'],
      [
        '-f, --format FORMAT',
        'text: a line for people. ndjson: as JSON, after a first line that describes it; the app opens it. csv: for spreadsheets. raw: the bytes as received. Default: text.',
      ],
      ['-r, --reverse', 'The newest first.'],
      ['--no-redact', 'Leaves secrets in; otherwise what looks like one is masked.'],
    ],
  ],
  ['Where from', [['--data-folder PATH', 'Where the app keeps its data. Default: where it does by itself.']]],
];

const LANGUAGE: readonly (readonly [example: string, meaning: string])[] = [
  ['timeout', 'in payload, type, channel or id; "two words", err*, /expression/i'],
  ['type:error', 'a field of the event: source, channel, type, id, time, eventTime, size, kind, …'],
  ['data.level:error', 'a field of its payload; **.orderId:5 wherever it is, data.error:* when it is there'],
  ['size:>10kB', '>, >=, <, <=, and ranges: time:[14:00 TO 14:05], data.amount:[1 TO 5}'],
  ['a b, a OR b, NOT a', 'both, one of them, not; parentheses; level:(error OR warning)'],
];

/** `streamgauge query --help` */
export function queryHelp(): string {
  const parts = [
    'streamgauge query [QUERY] [options]\n',
    'Prints the events of the history that match, oldest first; without a query all of them. It reads what the app',
    'keeps, also while the app runs. A query that begins with - stands behind --.',
    '',
    'Queries',
    '',
    ...LANGUAGE.map(([example, meaning]) => `  ${example.padEnd(28)}${meaning}`),
    ...optionLines(QUERY_OPTIONS),
    '',
    'Exit codes: 0 there are events, 1 there are none, 2 bad arguments or query, or no history to read.',
  ];
  return `${parts.join('\n')}\n`;
}

/** The same as a table of Markdown, for docs/command.md. */
export function queryOptionsMarkdown(): string {
  return optionsMarkdown(QUERY_OPTIONS);
}

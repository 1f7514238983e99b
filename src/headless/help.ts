import { FAULT_ARGUMENTS } from '../main/hub/faults/parse-faults';
import { queryHelp } from './query-help';
import { isOnOff, mayBeFile } from './read-serve-options';
import { OPTION_GROUPS, type ServeOption } from './option-row';
import { OPTIONS } from './serve-options';
import { tailHelp } from './tail-help';

/** What help there is. */
const TOPICS = ['all', 'serve', 'tail', 'query'] as const;
export type HelpTopic = (typeof TOPICS)[number];

export function isHelpTopic(name: string | undefined): name is HelpTopic {
  return TOPICS.some((topic) => topic === name);
}

export function helpFor(topic: HelpTopic): string {
  switch (topic) {
    case 'serve':
      return serveHelp();
    case 'tail':
      return tailHelp();
    case 'query':
      return queryHelp();
    case 'all':
      return HELP;
  }
}

const HELP = `streamgauge: event streams in the terminal

  streamgauge serve [options]
      Runs the event-stream server; streamgauge serve --help lists its options.
      --demo               starts all demo scenes
      --port N             port to listen on (default 0: any free one)

  streamgauge tail URL [options]
      Follows an event stream and prints one JSON object a line; streamgauge tail --help lists its options.
      -H, --header 'Name: value'   a header to send; may be given again
      -d, --data TEXT|@FILE        a body to send, by POST
      --strategy WAY               transport, or auto: WebSocket, SSE, polling, the first that works (default sse)
      --count N, --for SECONDS     ends after N events, after this time
      --raw                        prints what is received as it is

  streamgauge query [QUERY] [options]
      Prints events of the app's history; streamgauge query --help lists its options.
      --since TIME, --until TIME   10m, 14:03, 2026-11-21, 2026-11-21T14:03:07Z
      --source NAME                only of this source; may be given again
      -n, --limit N                only the newest N
      -c, --count                  prints how many there are
      -f, --format text|ndjson|csv|raw

  streamgauge types FILE|URL [--out FILE]
      Writes TypeScript for the streams that an AsyncAPI document describes.
      --out FILE           where to (default: the terminal)

  streamgauge health [URL]
      Asks a server whether it is well: by default the one that serve would start with these variables.

  streamgauge --help | --version

Exit codes: 0 done, 1 not well, not written or nothing found, 2 bad arguments, 3 could not connect
(or not listen), 4 refused credentials.
`;

const WIDTH = 100;
const INDENT = ' '.repeat(6);

/** `streamgauge serve --help`: every option with its variable, made from the table of options. */
export function serveHelp(): string {
  const parts = [
    'streamgauge serve [options]\n',
    'Runs the event-stream server until it is interrupted. Every option is a flag or an environment variable; the flag wins.',
    'A list is given by repeating the flag, or in its variable with spaces between. A time is in seconds or has a unit',
    '(250ms, 15s, 10m, 1h, 7d), a size in bytes or with KiB, MiB, GiB. Where a variable may end in _FILE, it names a file',
    'that holds the value, and so does the flag with -file.',
  ];
  for (const group of OPTION_GROUPS) {
    parts.push('', group);
    for (const { flag, variable, option } of OPTIONS.filter((row) => row.option.group === group)) {
      const value = isOnOff(option) ? '' : ` ${option.type.placeholder}`;
      parts.push(
        '',
        `  ${shownFlag(flag, option)}${value}   ${variable}${mayBeFile(option) ? '[_FILE]' : ''}`,
      );
      const accepts =
        isOnOff(option) || option.type.placeholder.includes('|') ? '' : ` Takes ${option.type.accepts}.`;
      parts.push(...wrap(`${option.help}${accepts} Default: ${shownDefault(option)}.`));
    }
  }
  parts.push('', 'Faults', '');
  for (const { usage, description } of FAULT_ARGUMENTS)
    parts.push(`  --fault ${usage}`, ...wrap(description));
  return `${parts.join('\n')}\n`;
}

/** The same as Markdown tables, for docs/command.md. */
export function serveOptionsMarkdown(): string {
  return OPTION_GROUPS.map((group) => {
    const rows = OPTIONS.filter((row) => row.option.group === group).map(({ flag, variable, option }) => {
      const names = `\`${shownFlag(flag, option)}\`<br>\`${variable}\`${mayBeFile(option) ? ' (`_FILE`)' : ''}`;
      const cells = [names, option.help, option.type.accepts, shownDefault(option)];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('**', '\\*\\*')).join(' | ')} |`;
    });
    return `### ${group}\n\n| Option | Meaning | Takes | Default |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  }).join('\n');
}

function shownFlag(flag: string, option: ServeOption): string {
  return isOnOff(option) && option.arity === 'one' && option.default === true
    ? `--[no-]${flag}`
    : `--${flag}`;
}

function shownDefault(option: ServeOption): string {
  return option.arity === 'one' ? option.type.show(option.default) : option.unset;
}

function wrap(text: string): string[] {
  const lines = [INDENT.trimEnd()];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line.length + 1 + word.length > WIDTH && line.trim() !== '') lines.push(`${INDENT}${word}`);
    else lines[lines.length - 1] = line.trim() === '' ? `${INDENT}${word}` : `${line} ${word}`;
  }
  return lines;
}

/** Options of a command, for its help and for docs/command.md, in groups. */
export type OptionTable = readonly (readonly [
  group: string,
  rows: readonly (readonly [option: string, help: string])[],
])[];

const COLUMN = 30;
const WIDTH = 110;

/** The lines of a help text. */
export function optionLines(table: OptionTable): string[] {
  const lines: string[] = [];
  for (const [group, rows] of table) {
    lines.push('', group, '');
    for (const [option, help] of rows) {
      const [first = '', ...rest] = wrapped(help);
      const fits = option.length + 2 < COLUMN - 1;
      lines.push(fits ? `  ${option}`.padEnd(COLUMN) + first : `  ${option}`);
      if (!fits) lines.push(' '.repeat(COLUMN) + first);
      lines.push(...rest.map((line) => ' '.repeat(COLUMN) + line));
    }
  }
  return lines;
}

/** The same as a table of Markdown. */
export function optionsMarkdown(table: OptionTable): string {
  const rows = table.flatMap(([, options]) =>
    options.map(([option, help]) => `| ${[`\`${option}\``, help].map(escaped).join(' | ')} |`),
  );
  return `| Option | Meaning |\n| --- | --- |\n${rows.join('\n')}\n`;
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|');
}

function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && COLUMN + line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

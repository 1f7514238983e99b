// The manual page of the command, made from its own --help, so that it cannot fall behind.
import { execFileSync } from 'node:child_process';

const COMMANDS = ['serve', 'tail', 'query', 'types', 'health'];

/** streamgauge.1 in roff. `command`: the built streamgauge.cjs. */
export function manPage({ command, pkg, seconds }) {
  const help = (...args) =>
    execFileSync(process.execPath, [command, ...args, '--help'], { encoding: 'utf8' });
  const day = new Date(seconds * 1_000).toISOString().slice(0, 10);
  return `.TH STREAMGAUGE 1 "${day}" "${pkg.name} ${pkg.version}" "User Commands"
.SH NAME
streamgauge \\- monitor for live event streams
.SH SYNOPSIS
.B streamgauge
[\\fIFILE\\fR | \\fILINK\\fR]
.br
.B streamgauge
${COMMANDS.map((name) => `\\fB${name}\\fR`).join(' | ')} [\\fIOPTIONS\\fR]
.SH DESCRIPTION
Without the name of a command it opens the app, with a file (.ndjson, .streamgauge) or a streamgauge:// link that is then asked
about. With one it runs without a window, in Node.js 18.15 or newer; the variable
.B STREAMGAUGE_NODE
names another one than
.B node
on the path.
.SH COMMANDS
${verbatim(help())}
${COMMANDS.map((name) => `.SS streamgauge ${name}\n${verbatim(help(name))}`).join('\n')}
.SH FILES
.TP
.I ~/.config/Streamgauge
Settings, sources and history of the app.
.SH EXIT STATUS
0 done, 1 failed, 2 bad arguments, 3 could not connect, 4 credentials refused, 127 no Node.js, 130 interrupted.
`;
}

function verbatim(text) {
  const lines = text
    .trimEnd()
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .split('\n')
    .map((line) => (/^[.']/u.test(line) ? `\\&${line}` : line));
  return `.nf\n${lines.join('\n')}\n.fi`;
}

// The manual page of the command, made from its own --help, so that it cannot fall behind.
import { execFileSync } from 'node:child_process';

const COMMANDS = ['serve', 'tail', 'query', 'types', 'health'];
/** Those whose help says more than the list of all. */
const LONG = ['serve', 'tail', 'query'];

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
[\\fIFILE\\fR | \\fILINK\\fR | \\fIADDRESS\\fR] [\\fIOPTIONS\\fR]
.br
.B streamgauge
${COMMANDS.map((name) => `\\fB${name}\\fR`).join(' | ')} [\\fIOPTIONS\\fR]
.SH DESCRIPTION
Without the name of a command it opens the app, with a file (.ndjson, .streamgauge), a streamgauge:// link or an address that
is then asked about. With one it runs without a window, in Node.js 18.15 or newer; the variable
.B STREAMGAUGE_NODE
names another one than
.B node
on the path.
.SH OPTIONS OF THE APP
.TP
.B \\-\\-new\\-window
opens one more window
.TP
.B \\-\\-demo
starts the server with every demo scene, and follows it
.TP
.B \\-\\-hidden
opens no window; the icon in the tray does
.TP
.B \\-\\-version
prints the version
.SH COMMANDS
${verbatim(help())}
${LONG.map((name) => `.SS streamgauge ${name}\n${verbatim(help(name))}`).join('\n')}
.SH FILES
.TP
.I ~/.config/Streamgauge
Settings, sources and history of the app.
.SH EXIT STATUS
Of the commands as said above; 127 where Node.js is missing, 130 after Ctrl C.
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

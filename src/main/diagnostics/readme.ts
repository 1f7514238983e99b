import type { CrashDumps } from '@shared/diagnostics';

interface Named {
  readonly name: string;
  readonly content: Uint8Array;
}

const ABOUT: Readonly<Record<string, string>> = {
  'versions.json': 'Streamgauge, Electron, Chrome, Node, and the system',
  'settings.json': 'the settings; of saved queries and channels only how many there are',
  'sources-state.json': 'sources: names, addresses, states, the last attempts and their reasons, counters',
  'facts.json': 'the server, history, rates, rules and shapes in numbers; notices in the window',
  'crash-dumps.json': 'names and sizes of crash dumps, which are not in this bundle',
};

/** The first file of a bundle: what is in it, what is not, and what to do with it. */
export function readme(files: readonly Named[], { folder, dumps }: CrashDumps): string {
  const rows = files.map(
    ({ name, content }) =>
      `  ${name.padEnd(26)}${ABOUT[name] ?? 'what the app did'} (${content.length} bytes)`,
  );
  return [
    'Streamgauge diagnostic bundle',
    '',
    'Streamgauge wrote this file because somebody asked for it. It has sent it to nobody, and sends',
    'nothing by itself: whoever has this file was given it by a person.',
    '',
    'What is in it',
    ...rows,
    '',
    'What is not in it',
    '  No data of events, and no names of channels. No secrets: values of headers, passwords, tokens,',
    '  cookies, certificates, bodies of requests, and in addresses the credentials and every value of the',
    '  query are taken out. Where one was, it says ••••.',
    '  Names of sources and the hosts and paths of their addresses are in it. Look through it before you pass it on.',
    '',
    'Crash dumps',
    dumps.length === 0
      ? '  There are none.'
      : `  ${dumps.length} in ${folder}. They hold what was in memory, secrets and events among it,\n  and are left where they are.`,
    '',
  ].join('\n');
}

/** How large the packages are, what they take when installed, and what of it is ours. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fixed, formatTable } from '../support/table';
import { progress, type Benchmark, type BenchmarkResult } from './benchmark';

const ROOT = join(__dirname, '..', '..');
const MB = 1e6;

interface Package {
  readonly name: 'deb' | 'tar.gz';
  /** Makes it, and says of it: `<file> (<size>, Electron <version>, <source>)`. */
  readonly script: string;
  /** Lists what is in it, one file a line, as `ls -l` does. */
  readonly list: readonly string[];
}

const PACKAGES: readonly Package[] = [
  { name: 'deb', script: 'package-deb.mjs', list: ['dpkg-deb', '--contents'] },
  { name: 'tar.gz', script: 'package-tar.mjs', list: ['tar', '--list', '--verbose', '--gzip', '--file'] },
];

/** What files of a package belong to, by their paths; the first that fits. */
const PARTS = {
  app: /\/resources\/(?:app\.asar(?:\.unpacked\/.*)?)$/u,
  headless: /\/resources\/headless\//u,
  notices: /\/resources\/notices\/|\/LICENSES?\.[^/]*$|\/copyright$/u,
  system:
    /^\.\/usr\/(?!lib\/streamgauge\/)|\/share\/|\/resources\/(?:bin\/|package-type|apparmor)|\/README\.txt$/u,
  electron: /(?:)/u,
} as const;

type Part = keyof typeof PARTS;

interface Round {
  readonly package: Package['name'];
  readonly bytes: number;
  /** Sum of the files, each in whole blocks of 4 KiB. */
  readonly installedBytes: number;
  readonly files: number;
  /** Sums of the files as they are. */
  readonly parts: Readonly<Record<Part, number>>;
  /** Electron's version, and whether it is the one for releases. */
  readonly electron: string;
}

export const packageSize: Benchmark = { name: 'package-size', byDefault: false, run };

async function run(): Promise<BenchmarkResult> {
  const rounds: Round[] = [];
  for (const each of PACKAGES) {
    progress(`package-size: making the ${each.name}`);
    rounds.push(await measure(each));
  }
  progress('');
  return {
    report: {
      benchmark: 'package-size',
      settings: {},
      versions: { Electron: rounds[0]!.electron },
      summary: rounds,
      targets: [],
      rounds,
    },
    text: table(rounds),
    sound: true,
  };
}

async function measure({ name, script, list }: Package): Promise<Round> {
  const said = await output(process.execPath, [join(ROOT, 'scripts', script)]);
  const [, file, electron] = /^(\S+) \(\d+ MB, Electron ([^)]+)\)$/mu.exec(said) ?? [];
  if (file === undefined || electron === undefined) throw new Error(`${script} made no package.`);
  const path = join(ROOT, file);
  const [command, ...options] = list;
  const listed = spawnSync(command!, [...options, path], { encoding: 'utf8', maxBuffer: 64 * MB });
  if (listed.status !== 0) throw new Error(`${file} cannot be listed: ${listed.stderr}`);
  const parts: Record<Part, number> = { app: 0, headless: 0, notices: 0, system: 0, electron: 0 };
  let [installedBytes, files] = [0, 0];
  for (const line of listed.stdout.split('\n')) {
    const [, size, inside] = /^-\S+ +\S+ +(\d+) \S+ \S+ (.+)$/u.exec(line) ?? [];
    if (size === undefined || inside === undefined) continue;
    const part = (Object.keys(PARTS) as Part[]).find((one) => PARTS[one].test(inside))!;
    parts[part] += Number(size);
    installedBytes += Math.ceil(Number(size) / 4_096) * 4_096;
    files++;
  }
  return { package: name, bytes: statSync(path).size, installedBytes, files, parts, electron };
}

/** What a program prints; its errors go to ours. @throws Error when it fails */
async function output(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${args.join(' ')} failed.`);
  return text;
}

function table(rounds: readonly Round[]): string {
  const megabytes = (bytes: number): string => fixed(bytes / MB, 1);
  return formatTable<Round>(
    [
      { title: 'package', text: (round) => round.package, align: 'left' },
      { title: 'MB', text: ({ bytes }) => megabytes(bytes) },
      { title: 'installed', text: ({ installedBytes }) => megabytes(installedBytes) },
      { title: 'of it Electron', text: ({ parts }) => megabytes(parts.electron) },
      { title: 'app', text: ({ parts }) => megabytes(parts.app) },
      { title: 'headless', text: ({ parts }) => megabytes(parts.headless) },
      { title: 'licences', text: ({ parts }) => megabytes(parts.notices) },
      { title: 'for the system', text: ({ parts }) => megabytes(parts.system) },
      { title: 'files', text: ({ files }) => String(files) },
    ],
    rounds,
  );
}

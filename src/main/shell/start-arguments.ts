import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StreamgaugeError, toProblem, type Problem } from '@shared/errors';
import { plainText } from '@shared/plain-text';
import { phrase } from '@shared/sentences/phrase';
import { addressOfLink, LINK_SCHEME, offeredAddress } from './start-link';

/** What a start of the app asks for: the first one, a further one, or a click on a link or a file. */
export interface StartRequest {
  /** No window: the start at login. */
  readonly hidden: boolean;
  readonly newWindow: boolean;
  /** The local server with every demo scene, and a source that follows it. */
  readonly demo: boolean;
  /** Addresses that are offered as sources, each once. */
  readonly addresses: readonly string[];
  /** Absolute paths; nobody has looked at the files yet. */
  readonly files: readonly StartFile[];
  /** What was not understood, or is refused. */
  readonly problems: readonly Problem[];
}

export interface StartFile {
  readonly kind: 'configuration' | 'capture';
  readonly path: string;
}

/** Extensions that belong to the app. */
const KINDS: Readonly<Record<string, StartFile['kind']>> = {
  streamgauge: 'configuration',
  ndjson: 'capture',
};

/** Most addresses and files of one start; a file manager may be asked to open a whole folder. */
export const MAX_ARGUMENTS = 20;
const MAX_PATH = 4_096;
/** How much of an argument a sentence quotes. */
const QUOTED = 120;

/** The arguments that are meant for the app: what comes after its program, and in development after its folder. */
export function ownArguments(argv: readonly string[], appFolder: string | null): readonly string[] {
  if (appFolder === null) return argv.slice(1);
  const at = argv.findIndex((argument, index) => index > 0 && resolve(argument) === resolve(appFolder));
  return at < 0 ? [] : argv.slice(at + 1);
}

/**
 * Reads the arguments of a start. Nothing is opened, looked up or connected to here, and what is asked for is asked of the
 * person before anything happens.
 *
 * @param folder that relative paths start from
 */
export function readStartArguments(
  all: readonly string[],
  folder: string,
  platform: NodeJS.Platform = process.platform,
): StartRequest {
  const end = all.indexOf('--');
  const switches = (end < 0 ? all : all.slice(0, end)).filter((one) => one.startsWith('-'));
  const named = all.filter((one, index) => one !== '' && ((end >= 0 && index > end) || !one.startsWith('-')));
  const files: StartFile[] = [];
  const problems: Problem[] = [];
  const addresses = new Set<string>();
  for (const argument of named.slice(0, MAX_ARGUMENTS)) {
    try {
      if (isLink(argument)) addresses.add(addressOfLink(argument));
      else if (/^(?:https?|wss?):/iu.test(argument)) addresses.add(offeredAddress(argument));
      else files.push(fileOf(argument, folder, platform));
    } catch (error) {
      problems.push(toProblem(error));
    }
  }
  if (named.length > MAX_ARGUMENTS) {
    problems.push({
      code: 'too-many-arguments',
      message: `Streamgauge was asked to open ${named.length} things at once and took the first ${MAX_ARGUMENTS}.`,
      hint: 'Import the others from within, with Open.',
    });
  }
  // A system that starts programs for links may let a page slip in switches of its own (CVE-2018-1000006).
  const isAsked = (name: string): boolean => !named.some(isLink) && switches.includes(name);
  return {
    hidden: isAsked('--hidden'),
    newWindow: isAsked('--new-window'),
    demo: isAsked('--demo'),
    addresses: [...addresses],
    files,
    problems,
  };
}

const isLink = (argument: string): boolean => argument.toLowerCase().startsWith(`${LINK_SCHEME}:`);

function fileOf(argument: string, folder: string, platform: NodeJS.Platform): StartFile {
  const path = pathOf(argument);
  const kind = KINDS[/\.([a-z]+)$/iu.exec(path)?.[1]?.toLowerCase() ?? ''];
  if (!kind) {
    throw new StreamgaugeError(
      'unknown-argument',
      `Streamgauge was asked to open ${quoted(argument)}, which is neither a link nor a file of its own.`,
      { hint: 'It opens .streamgauge and .ndjson files. Import others from within, with Open.' },
    );
  }
  if (path.length > MAX_PATH) throw notOpened(argument, phrase('its path is too long'));
  // To look at one is enough for Windows to show another computer who the person is.
  if (platform === 'win32' && /^[\\/]{2}/u.test(path))
    throw notOpened(argument, phrase('it lies on a network share'));
  return { kind, path: isAbsolute(path) ? path : resolve(folder, path) };
}

function pathOf(argument: string): string {
  if (!/^[a-z][a-z0-9+.-]+:/iu.test(argument)) return argument;
  // Two letters and more before the colon: no drive of Windows.
  try {
    const url = new URL(argument);
    if (url.protocol === 'file:' && (url.host === '' || url.host === 'localhost')) return fileURLToPath(url);
  } catch {
    // Said below.
  }
  throw notOpened(argument, phrase('it is no file of this computer'));
}

function notOpened(argument: string, why: string): StreamgaugeError {
  return new StreamgaugeError('file-not-opened', `${quoted(argument)} was not opened: ${why}.`, {
    hint: 'Copy the file to this computer, or import it from within, with Open.',
  });
}

const quoted = (text: string): string => `“${plainText(text, QUOTED)}”`;

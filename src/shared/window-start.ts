import type { Settings } from './settings';
import type { ViewName } from './window-opening';

/** What a window knows before it asks for anything: its first picture is in the right language, of the right view. */
export interface WindowStart {
  readonly language: Settings['language'];
  readonly view: ViewName;
}

const SWITCH = '--streamgauge-start=';
const NOTHING: WindowStart = { language: 'system', view: 'stream' };

/** The argument with which the main process starts the preload script of a window. */
export const windowStartArgument = (start: WindowStart): string => SWITCH + JSON.stringify(start);

/** What `windowStartArgument` put among the arguments of this process; the usual where there is none. */
export function windowStartOf(processArguments: readonly string[]): WindowStart {
  const argument = processArguments.find((one) => one.startsWith(SWITCH));
  // Of our own main process: it is what it was.
  return argument === undefined ? NOTHING : (JSON.parse(argument.slice(SWITCH.length)) as WindowStart);
}

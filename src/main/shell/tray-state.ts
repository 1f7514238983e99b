import type { ConnectionState } from '@shared/connection';
import { plainText } from '@shared/plain-text';
import type { ShellWords } from './words/en';

/** Sources that have a line of their own in the menu. */
export const MAX_LINES = 10;
/** Longest name in the menu, UTF-16 code units. */
const MAX_NAME = 40;

/** Which picture is shown; trouble goes before unread. */
export type TrayPicture = 'normal' | 'unread' | 'trouble';

/** What there is to tell in the tray. */
export interface TrayFacts {
  readonly sources: readonly {
    readonly id: string;
    readonly name: string;
    readonly phase: ConnectionState['phase'];
  }[];
  readonly unread: number;
  readonly doNotDisturb: boolean;
}

/** A source in the menu; without an id, those that have no line of their own. */
export interface TrayLine {
  readonly id: string | null;
  readonly text: string;
}

/** What the tray shows. Equal values show the same. */
export interface TrayState {
  readonly picture: TrayPicture;
  readonly tooltip: string;
  /** How it is with everything, and with single sources, as they stand in the menu. */
  readonly summary: string;
  readonly lines: readonly TrayLine[];
  /** Null when nothing is unread. */
  readonly unread: string | null;
  readonly canPause: boolean;
  readonly canResume: boolean;
  readonly doNotDisturb: boolean;
}

const isTroubled = (phase: ConnectionState['phase']): boolean => phase === 'waiting' || phase === 'stopped';

/** What is in trouble comes first: the menu has no room for all. */
const ORDER: readonly ConnectionState['phase'][] = ['stopped', 'waiting', 'connecting', 'open', 'paused'];

export function trayState(
  { sources, unread, doNotDisturb }: TrayFacts,
  words: ShellWords['tray'],
): TrayState {
  const open = sources.filter(({ phase }) => phase === 'open').length;
  const troubled = sources.filter(({ phase }) => isTroubled(phase)).length;
  const summary = [
    sources.length === 0 ? words.noSources : words.openOf(open, sources.length),
    ...(troubled > 0 ? [words.inTrouble(troubled)] : []),
  ].join(', ');
  const unreadText = unread > 0 ? words.unread(unread) : null;
  const sorted = [...sources].sort((a, b) => ORDER.indexOf(a.phase) - ORDER.indexOf(b.phase));
  const lines: TrayLine[] = sorted
    .slice(0, MAX_LINES)
    .map(({ id, name, phase }) => ({ id, text: `${plainText(name, MAX_NAME)}: ${words.phases[phase]}` }));
  if (sources.length > MAX_LINES) lines.push({ id: null, text: words.more(sources.length - MAX_LINES) });
  return {
    picture: troubled > 0 ? 'trouble' : unread > 0 ? 'unread' : 'normal',
    tooltip: `Streamgauge: ${[summary, ...(unreadText === null ? [] : [unreadText])].join(', ')}`,
    summary,
    lines,
    unread: unreadText,
    canPause: sources.some(({ phase }) => phase !== 'paused'),
    canResume: sources.some(({ phase }) => phase === 'paused'),
    doNotDisturb,
  };
}

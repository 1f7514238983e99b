import { MAX_ATTEMPTS_KEPT, TRANSPORT_NAMES, type Attempt, type Transport } from './connection';
import { duration } from './duration';
import { findPatterns, type Pattern } from './explain-patterns';
import { causeClause, count, listed, times } from './explain-words';
import type { SourceSnapshot } from './source';

/** How far back an account goes, ms. */
export const EXPLAINED_MS = 3_600_000;
/** A break that is over sooner is not worth taking off the time open, ms. */
const UNNOTICED_MS = 500;
/** A certificate that runs out sooner is worth a word, ms. */
const SOON_MS = 14 * 86_400_000;
const DAY_MS = 86_400_000;

/** A plain-language account of a source. */
export interface Explanation {
  /** How long it was open and over what; what broke and why; how it went on; how it is now. Whole sentences. */
  readonly paragraphs: readonly string[];
  /** What the breaks have in common, the most telling first. */
  readonly patterns: readonly Pattern[];
}

/**
 * Tells what happened to a source in the last hour, from what is known of it and nothing else.
 *
 * @param now epoch ms
 * @param clock writes a time of day, `14:21:09`
 */
export function explain(
  source: SourceSnapshot,
  now: number,
  clock: (epochMs: number) => string,
): Explanation {
  const history = historyOf(source, now);
  const paragraphs = [
    [howLong(source, history, now), overWhat(source, history, clock), byHand(history), unbroken(history)],
    [...whatBroke(source, history, clock)],
    [howItWentOn(source, history)],
    [howItIs(source, now, clock), ...standing(source, now)],
  ]
    .map((sentences) => sentences.filter((sentence) => sentence !== '').join(' '))
    .filter((paragraph) => paragraph !== '');
  return { paragraphs, patterns: findPatterns(source, history.attempts, now, clock) };
}

/** What of a source's attempts lies in the time that is told. */
interface History {
  readonly from: number;
  /** That touch it, oldest first. */
  readonly attempts: readonly Attempt[];
  /** Were open and ended there, by themselves. */
  readonly broken: readonly Attempt[];
  /** Never opened, though the stream needed them. */
  readonly failed: readonly Attempt[];
  /** Tries of a better transport that did not open, while another one carried the stream. */
  readonly climbs: readonly Attempt[];
  readonly openMs: number;
  readonly openMsBy: ReadonlyMap<Transport, number>;
  /** Ended by hand: paused, reconnected, changed. */
  readonly ended: readonly Attempt[];
}

function historyOf({ attempts: all, ladder, state }: SourceSnapshot, now: number): History {
  const hourAgo = now - EXPLAINED_MS;
  const first = all[0];
  const from = first ? Math.max(hourAgo, first.startedAt) : hourAgo;
  const attempts = all.filter(({ endedAt }) => endedAt === null || endedAt >= from);
  const over = attempts.filter(({ endedAt, reason }) => endedAt !== null && reason !== null);
  // Why a better transport does not work is told with what came instead.
  const current =
    state.phase === 'open' ? ladder.findIndex(({ transport }) => transport === state.transport) : 0;
  const higher = ladder.slice(0, Math.max(0, current)).map(({ transport }) => transport);
  const unopened = over.filter(({ openedAt }) => openedAt === null);
  const besides = (attempt: Attempt): boolean =>
    attempts.some(
      (other) =>
        other.transport !== attempt.transport &&
        other.openedAt !== null &&
        other.openedAt <= attempt.startedAt &&
        (other.endedAt ?? Infinity) >= attempt.endedAt!,
    );
  const openMsBy = new Map<Transport, number>();
  let openMs = 0;
  let reached = from;
  for (const { transport, openedAt, endedAt } of attempts) {
    if (openedAt === null) continue;
    // Where one takes over from another, both are open for a moment: counted once.
    const start = Math.max(openedAt, reached);
    const end = Math.max(start, Math.min(endedAt ?? now, now));
    openMs += end - start;
    openMsBy.set(transport, (openMsBy.get(transport) ?? 0) + end - start);
    reached = Math.max(reached, end);
  }
  return {
    from,
    attempts,
    broken: over.filter(({ openedAt, reason }) => openedAt !== null && reason!.code !== 'climbed'),
    failed: unopened.filter((attempt) => !besides(attempt) && !higher.includes(attempt.transport)),
    climbs: unopened.filter(besides),
    openMs,
    openMsBy,
    ended: attempts.filter(({ endedAt, reason }) => endedAt !== null && reason === null),
  };
}

function howLong({ config: { name }, attempts: all }: SourceSnapshot, history: History, now: number): string {
  const { openMs, attempts, from } = history;
  if (attempts.length === 0) return `${name} was not connected in the last hour.`;
  const told = now - from;
  const whole = told >= EXPLAINED_MS - UNNOTICED_MS;
  const cut = all.length >= MAX_ATTEMPTS_KEPT;
  const span = whole
    ? 'In the last hour'
    : `In the ${duration(Math.max(1_000, told))} ${cut ? `of its last ${all.length} attempts` : 'since its first attempt'}`;
  if (openMs === 0) return `${span} ${name} was never open.`;
  if (told - openMs < UNNOTICED_MS) return `${span} ${name} was open all the time.`;
  return `${span} ${name} was open for ${duration(openMs)}, ${share(openMs / told)} of the time.`;
}

/** Never 100 %, which would say that there was no break. */
function share(part: number): string {
  const percent = Math.min(99.9, part * 100);
  return `${percent > 95 || percent < 5 ? percent.toFixed(1) : Math.round(percent)} %`;
}

function overWhat(source: SourceSnapshot, history: History, clock: (at: number) => string): string {
  const { config, ladder, attempts, state, climbAt } = source;
  const used = [...history.openMsBy].filter(([, ms]) => ms > 0);
  if (used.length === 0) return '';
  const main = used.map(([transport]) => transport);
  const over =
    used.length === 1
      ? `It came over ${TRANSPORT_NAMES[main[0]!]}`
      : `It came over ${listed(used.map(([transport, ms]) => `${TRANSPORT_NAMES[transport]} for ${duration(ms)}`))}`;
  const carrying = state.phase === 'open' ? state.transport : main.at(-1)!;
  const higher = ladder
    .slice(0, Math.max(0, config.transports.indexOf(carrying)))
    .filter(({ reason }) => reason !== null);
  if (higher.length === 0) return `${over}.`;
  const why = listed(
    higher.map(
      ({ transport, reason }) => `${TRANSPORT_NAMES[transport]} failed: ${causeClause(reason!, config.name)}`,
    ),
  );
  const tried = attempts.filter(({ transport }) => transport === higher[0]!.transport).at(-1);
  const last = tried
    ? ` ${TRANSPORT_NAMES[tried.transport]} was last tried at ${clock(tried.startedAt)}`
    : '';
  const next =
    climbAt === null ? '' : `${last === '' ? ' It is tried' : ' and is tried'} again at ${clock(climbAt)}`;
  return `${over}, since ${why}.${last}${next}${last + next === '' ? '' : '.'}`;
}

function byHand({ ended }: History): string {
  // A try of a better transport that is called off because the lower one broke is nobody's doing.
  const hands = ended.filter(({ openedAt }) => openedAt !== null).length;
  return hands === 0 ? '' : `It was paused or reconnected by hand ${times(hands)}.`;
}

function unbroken({ broken, failed, openMs }: History): string {
  return openMs > 0 && broken.length + failed.length === 0 ? 'It did not break.' : '';
}

function* whatBroke(
  { config: { name } }: SourceSnapshot,
  { broken, failed, climbs, attempts }: History,
  clock: (at: number) => string,
): Generator<string> {
  if (broken.length > 0) {
    const causes = causesOf(broken, name);
    yield causes.length === 1 && broken.length > 1
      ? `It broke ${times(broken.length)}, each time because ${causes[0]!.clause}.`
      : causes.length === 1
        ? `It broke once, at ${clock(broken[0]!.endedAt!)}: ${causes[0]!.clause}.`
        : `It broke ${times(broken.length)}: ${listed(causes.map(({ clause, n }) => `${times(n)} ${clause}`))}.`;
  }
  if (failed.length > 0) {
    const causes = causesOf(failed, name);
    const span =
      failed.length > 1
        ? ` between ${clock(failed[0]!.startedAt)} and ${clock(failed.at(-1)!.startedAt)}`
        : `, at ${clock(failed[0]!.startedAt)}`;
    const what =
      causes.length === 1
        ? causes[0]!.clause
        : listed(causes.map(({ clause, n }) => `${times(n)} ${clause}`));
    yield `${count(failed.length, 'attempt')} did not open${span}: ${what}.`;
  }
  if (climbs.length > 1) {
    const transports = [...new Set(climbs.map(({ transport }) => TRANSPORT_NAMES[transport]))];
    yield `${listed(transports)} ${transports.length === 1 ? 'was' : 'were'} tried ${times(climbs.length)} in the background without success.`;
  }
  const risen = attempts.filter(({ reason }) => reason?.code === 'climbed').length;
  if (risen > 0) yield `It went back to a better transport ${times(risen)}, without a gap.`;
}

/** Causes by how often they came. */
function causesOf(attempts: readonly Attempt[], name: string): { clause: string; n: number }[] {
  const counts = new Map<string, { clause: string; n: number }>();
  for (const { reason, status } of attempts) {
    const key = `${reason!.code} ${status}`;
    // The newest words stand for those of the same kind, which may differ in numbers.
    counts.set(key, { clause: causeClause(reason!, name), n: (counts.get(key)?.n ?? 0) + 1 });
  }
  const byWords = new Map<string, number>();
  for (const { clause, n } of counts.values()) byWords.set(clause, (byWords.get(clause) ?? 0) + n);
  return [...byWords].map(([clause, n]) => ({ clause, n })).sort((a, b) => b.n - a.n);
}

function howItWentOn({ config }: SourceSnapshot, { attempts, from }: History): string {
  const audits = attempts.flatMap(({ audit }) => (audit && audit.at >= from ? [audit] : []));
  if (audits.length === 0) return '';
  const complete = audits.filter(({ verdict }) => verdict === 'complete').length;
  const gaps = audits.filter(({ verdict }) => verdict === 'missing');
  const unknown = audits.filter(({ verdict }) => verdict === 'unknown').length;
  const sent = audits.filter(({ sentId }) => sentId !== null).length;
  const repeated = audits.reduce((sum, { duplicates }) => sum + duplicates, 0);
  const replayed = audits.reduce((sum, audit) => sum + (audit.replayed ?? 0), 0);
  const after =
    sent === audits.length
      ? audits.length === 1
        ? 'It went on after the last id'
        : 'Each time it went on after the last id'
      : sent === 0
        ? config.resume
          ? 'There was no id to go on after'
          : 'Resume is off, so it went on with what was new'
        : `It went on after the last id ${times(sent)} of ${audits.length}`;
  const verdicts: string[] = [];
  if (gaps.length > 0) {
    const known = gaps.flatMap(({ missing }) => missing ?? []);
    const sum = known.reduce((total, missing) => total + missing, 0);
    const atLeast = known.length < gaps.length && sum > 0 ? 'at least ' : '';
    verdicts.push(
      sum > 0
        ? `${atLeast}${count(sum, 'event')} ${sum === 1 ? 'is' : 'are'} missing from ${count(gaps.length, 'gap')}`
        : `events are missing from ${count(gaps.length, 'gap')}, how many cannot be told`,
    );
  } else if (unknown === 0) verdicts.push('nothing is missing');
  if (unknown > 0) {
    const which = unknown === audits.length ? '' : ` after ${unknown} of ${count(audits.length, 'break')}`;
    verdicts.push(`whether anything is missing${which} cannot be told`);
    if (complete > 0 && gaps.length === 0) verdicts.push('nothing is missing after the others');
  }
  const more = [
    ...(replayed > 0 ? [`${count(replayed, 'event')} came from the server’s memory`] : []),
    ...(repeated > 0
      ? [`${count(repeated, 'event')} that came twice ${repeated === 1 ? 'was' : 'were'} dropped`]
      : []),
  ];
  return `${after}; ${listed(verdicts)}.${more.length > 0 ? ` ${sentence(listed(more))}` : ''}`;
}

function howItIs(
  { state, config: { name } }: SourceSnapshot,
  now: number,
  clock: (at: number) => string,
): string {
  switch (state.phase) {
    case 'open':
      return `It is open since ${clock(state.since)}.`;
    case 'connecting':
      return `It is connecting by ${TRANSPORT_NAMES[state.transport]} since ${clock(state.since)}.`;
    case 'waiting':
      return state.until > now
        ? `It tries again at ${clock(state.until)}, which will be attempt ${state.attempt} in a row.`
        : '';
    case 'stopped':
      return state.needsCredentials
        ? `It stopped at ${clock(state.since)} and waits for credentials: ${causeClause(state.reason, name)}.`
        : `It stopped at ${clock(state.since)} and does not try again by itself: ${causeClause(state.reason, name)}.`;
    case 'paused':
      return `It is paused since ${clock(state.since)}.`;
  }
}

/** What holds as long as nobody changes it. */
function* standing({ state, warning }: SourceSnapshot, now: number): Generator<string> {
  if (warning !== null) yield sentence(warning.replace(/\.$/u, ''));
  const expiresAt = state.phase === 'open' ? (state.via.tls?.expiresAt ?? null) : null;
  if (expiresAt === null) return;
  const days = Math.floor((expiresAt - now) / DAY_MS);
  if (expiresAt <= now) yield 'The certificate of the server has run out.';
  else if (expiresAt - now < SOON_MS)
    yield `The certificate of the server runs out ${days === 0 ? 'within a day' : `in ${count(days, 'day')}`}.`;
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

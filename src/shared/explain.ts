import {
  MAX_ATTEMPTS_KEPT,
  TRANSPORT_NAMES,
  type Attempt,
  type ResumeAudit,
  type Transport,
} from './connection';
import { duration } from './duration';
import { findPatterns, type Pattern } from './explain-patterns';
import { reasonIn, whole } from './explain-words';
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
  /** How long it was open and over what; what broke and why; how it went on; how it is now. Each of whole sentences. */
  readonly paragraphs: readonly (readonly string[])[];
  /** What the breaks have in common, the most telling first. */
  readonly patterns: readonly Pattern[];
}

/**
 * Tells what happened to a source in the last hour, from what is known of it and nothing else. Each sentence stands alone
 * and quotes others only at its end, so that another language can word it.
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
    [
      howLong(source, history, now),
      ...overWhat(source, history, clock),
      ...byHand(history),
      ...unbroken(history),
    ],
    [...whatBroke(history, clock)],
    [...howItWentOn(source, history)],
    [...howItIs(source, now, clock), ...standing(source, now)],
  ].filter((sentences) => sentences.length > 0);
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
  const known = duration(Math.max(1_000, told));
  const opened = duration(openMs);
  const part = share(openMs / told);
  const [never, always, partly] =
    told >= EXPLAINED_MS - UNNOTICED_MS
      ? [
          `In the last hour ${name} was never open.`,
          `In the last hour ${name} was open all the time.`,
          `In the last hour ${name} was open for ${opened}, ${part} of the time.`,
        ]
      : all.length >= MAX_ATTEMPTS_KEPT
        ? [
            `In the ${known} of its last ${all.length} attempts ${name} was never open.`,
            `In the ${known} of its last ${all.length} attempts ${name} was open all the time.`,
            `In the ${known} of its last ${all.length} attempts ${name} was open for ${opened}, ${part} of the time.`,
          ]
        : [
            `In the ${known} since its first attempt ${name} was never open.`,
            `In the ${known} since its first attempt ${name} was open all the time.`,
            `In the ${known} since its first attempt ${name} was open for ${opened}, ${part} of the time.`,
          ];
  if (openMs === 0) return never!;
  return told - openMs < UNNOTICED_MS ? always! : partly!;
}

/** Never 100 %, which would say that there was no break. */
function share(part: number): string {
  const percent = Math.min(99.9, part * 100);
  return `${percent > 95 || percent < 5 ? percent.toFixed(1) : Math.round(percent)} %`;
}

function* overWhat(
  { config, ladder, attempts, state, climbAt }: SourceSnapshot,
  { openMsBy }: History,
  clock: (at: number) => string,
): Generator<string> {
  const used = [...openMsBy]
    .filter(([, ms]) => ms > 0)
    .map(([transport, ms]) => ({ transport, name: TRANSPORT_NAMES[transport], time: duration(ms) }));
  const [first, second, ...others] = used;
  if (!first) return;
  if (!second) yield `It came over ${first.name}.`;
  else yield `It came over ${first.name} for ${first.time} and over ${second.name} for ${second.time}.`;
  for (const { name, time } of others) yield `It also came over ${name} for ${time}.`;

  const carrying = state.phase === 'open' ? state.transport : used.at(-1)!.transport;
  const higher = ladder.slice(0, Math.max(0, config.transports.indexOf(carrying)));
  const failed = higher.flatMap(({ transport, reason }) => (reason ? [{ transport, reason }] : []));
  for (const { transport, reason } of failed)
    yield `The better transport ${TRANSPORT_NAMES[transport]} failed: ${reasonIn(reason)}`;

  const best = failed[0];
  if (!best) return;
  const name = TRANSPORT_NAMES[best.transport];
  const tried = attempts.filter(({ transport }) => transport === best.transport).at(-1);
  if (tried && climbAt !== null)
    yield `The last try of ${name} was at ${clock(tried.startedAt)}, the next one is at ${clock(climbAt)}.`;
  else if (tried) yield `The last try of ${name} was at ${clock(tried.startedAt)}.`;
  else if (climbAt !== null) yield `The next try of ${name} is at ${clock(climbAt)}.`;
}

function* byHand({ ended }: History): Generator<string> {
  // A try of a better transport that is called off because the lower one broke is nobody's doing.
  const hands = ended.filter(({ openedAt }) => openedAt !== null).length;
  if (hands === 1) yield 'It was paused or reconnected by hand once.';
  if (hands > 1) yield `It was paused or reconnected by hand ${whole(hands)} times.`;
}

function* unbroken({ broken, failed, openMs }: History): Generator<string> {
  if (openMs > 0 && broken.length + failed.length === 0) yield 'It did not break.';
}

function* whatBroke(
  { broken, failed, climbs, attempts }: History,
  clock: (at: number) => string,
): Generator<string> {
  yield* whatEnded(broken, clock);
  yield* whatFailed(failed, clock);
  if (climbs.length > 1) {
    for (const [transport, n] of tally(climbs.map(({ transport }) => TRANSPORT_NAMES[transport])))
      yield n === 1
        ? `In the background ${transport} was tried once, without success.`
        : `In the background ${transport} was tried ${whole(n)} times without success.`;
  }
  const risen = attempts.filter(({ reason }) => reason?.code === 'climbed').length;
  if (risen === 1) yield 'It went back to a better transport once, without a gap.';
  if (risen > 1) yield `It went back to a better transport ${whole(risen)} times, without a gap.`;
}

function* whatEnded(broken: readonly Attempt[], clock: (at: number) => string): Generator<string> {
  if (broken.length === 0) return;
  const causes = causesOf(broken);
  const [[reason]] = causes as [[string, number]];
  const n = whole(broken.length);
  if (broken.length === 1) yield `It broke once, at ${clock(broken[0]!.endedAt!)}: ${reason}`;
  else if (causes.length === 1 && broken.length === 2)
    yield `It broke twice, both times for this reason: ${reason}`;
  else if (causes.length === 1) yield `It broke ${n} times, each time for this reason: ${reason}`;
  else {
    yield broken.length === 2 ? 'It broke twice.' : `It broke ${n} times.`;
    yield* eachReason(causes);
  }
}

function* whatFailed(failed: readonly Attempt[], clock: (at: number) => string): Generator<string> {
  if (failed.length === 0) return;
  const causes = causesOf(failed);
  const [[reason]] = causes as [[string, number]];
  const [from, to] = [clock(failed[0]!.startedAt), clock(failed.at(-1)!.startedAt)];
  const n = whole(failed.length);
  if (failed.length === 1) yield `One attempt did not open, at ${from}: ${reason}`;
  else if (causes.length === 1) yield `Between ${from} and ${to} ${n} attempts did not open: ${reason}`;
  else {
    yield `Between ${from} and ${to} ${n} attempts did not open.`;
    yield* eachReason(causes);
  }
}

function* eachReason(causes: readonly (readonly [reason: string, n: number])[]): Generator<string> {
  for (const [reason, n] of causes)
    yield n === 1 ? `In one case: ${reason}` : `In ${whole(n)} cases: ${reason}`;
}

/** Causes by how often they came; never empty unless the attempts are. */
function causesOf(attempts: readonly Attempt[]): [reason: string, n: number][] {
  // The newest words stand for those of the same kind, which may differ in numbers.
  const newest = new Map(
    attempts.map(({ reason, status }) => [`${reason!.code} ${status}`, reasonIn(reason!)]),
  );
  return tally(attempts.map(({ reason, status }) => newest.get(`${reason!.code} ${status}`)!));
}

/** Texts by how often they come, the most frequent first. */
function tally(texts: readonly string[]): [text: string, n: number][] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

function* howItWentOn({ config }: SourceSnapshot, { attempts, from }: History): Generator<string> {
  const audits = attempts.flatMap(({ audit }) => (audit && audit.at >= from ? [audit] : []));
  if (audits.length === 0) return;
  yield afterWhat(audits, config.resume);
  yield* whatIsMissing(audits);
  const replayed = audits.reduce((sum, audit) => sum + (audit.replayed ?? 0), 0);
  if (replayed === 1) yield 'One event came from the server’s memory.';
  if (replayed > 1) yield `${whole(replayed)} events came from the server’s memory.`;
  const repeated = audits.reduce((sum, { duplicates }) => sum + duplicates, 0);
  if (repeated === 1) yield 'One event that came twice was dropped.';
  if (repeated > 1) yield `${whole(repeated)} events that came twice were dropped.`;
}

function afterWhat(audits: readonly ResumeAudit[], resume: boolean): string {
  const sent = audits.filter(({ sentId }) => sentId !== null).length;
  if (sent === 0) {
    if (!resume) return 'Resume is off, so it went on with what was new.';
    return 'There was no id to go on after.';
  }
  if (sent < audits.length) return `It went on after the last id ${sent} of ${audits.length} times.`;
  return sent === 1 ? 'It went on after the last id.' : 'Each time it went on after the last id.';
}

function* whatIsMissing(audits: readonly ResumeAudit[]): Generator<string> {
  const gaps = audits.filter(({ verdict }) => verdict === 'missing');
  const unknown = audits.filter(({ verdict }) => verdict === 'unknown').length;
  if (gaps.length > 0) yield gapSentence(gaps.map(({ missing }) => missing));
  else if (unknown === 0) yield 'Nothing is missing.';
  if (unknown === 0) return;
  if (unknown === audits.length) yield 'Whether anything is missing cannot be told.';
  else yield `Whether anything is missing after ${unknown} of ${audits.length} breaks cannot be told.`;
  const complete = audits.some(({ verdict }) => verdict === 'complete');
  if (complete && gaps.length === 0) yield 'Nothing is missing after the others.';
}

/** @param missing how many events each gap lacks, null where that cannot be told; not empty */
function gapSentence(missing: readonly (number | null)[]): string {
  const gaps = missing.length;
  const sum = missing.reduce<number>((total, each) => total + (each ?? 0), 0);
  if (sum === 0)
    return gaps === 1
      ? 'Events are missing from one gap, how many cannot be told.'
      : `Events are missing from ${gaps} gaps, how many cannot be told.`;
  if (missing.includes(null))
    return sum === 1
      ? `At least one event is missing from ${gaps} gaps.`
      : `At least ${whole(sum)} events are missing from ${gaps} gaps.`;
  if (gaps > 1) return `${whole(sum)} events are missing from ${gaps} gaps.`;
  return sum === 1 ? 'One event is missing from one gap.' : `${whole(sum)} events are missing from one gap.`;
}

function* howItIs({ state }: SourceSnapshot, now: number, clock: (at: number) => string): Generator<string> {
  switch (state.phase) {
    case 'open':
      yield `It is open since ${clock(state.since)}.`;
      return;
    case 'connecting':
      yield `It is connecting by ${TRANSPORT_NAMES[state.transport]} since ${clock(state.since)}.`;
      return;
    case 'waiting':
      if (state.until > now)
        yield `It tries again at ${clock(state.until)}, which will be attempt ${state.attempt} in a row.`;
      return;
    case 'stopped':
      yield state.needsCredentials
        ? `It stopped at ${clock(state.since)} and waits for credentials: ${reasonIn(state.reason)}`
        : `It stopped at ${clock(state.since)} and does not try again by itself: ${reasonIn(state.reason)}`;
      return;
    case 'paused':
      yield `It is paused since ${clock(state.since)}.`;
  }
}

/** What holds as long as nobody changes it. */
function* standing({ state, warning }: SourceSnapshot, now: number): Generator<string> {
  if (warning !== null) yield warning;
  const expiresAt = state.phase === 'open' ? (state.via.tls?.expiresAt ?? null) : null;
  if (expiresAt === null) return;
  const days = Math.floor((expiresAt - now) / DAY_MS);
  if (expiresAt <= now) yield 'The certificate of the server has run out.';
  else if (days === 0) yield 'The certificate of the server runs out within a day.';
  else if (days === 1) yield 'The certificate of the server runs out in one day.';
  else if (expiresAt - now < SOON_MS) yield `The certificate of the server runs out in ${days} days.`;
}

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { StreamgaugeError, toProblem } from '@shared/errors';
import { EMPTY_FILTER, type ViewFilter } from '@shared/feed';
import type { StreamEvent } from '@shared/stream-event';
import { encodeEvents } from '../main/history/export/export-events';
import { redactEvent } from '../main/history/export/redact-event';
import { openEventStore, type EventStore } from '../main/history/store/event-store';
import { viewQueries } from '../main/history/view-query';
import type { CommandIo } from './command-io';
import { EXIT } from './exit-codes';
import type { QueryArguments } from './query-arguments';
import { appDataFolder } from './query-folder';
import { queryLine } from './query-line';
import { sourceNames } from './query-names';
import { matches } from './query-pages';
import { sourceIds } from './query-sources';

/** The store's thread lies beside the command in the build. */
const THREAD = join(__dirname, 'store-thread.cjs');
/** UTF-16 code units of lines that are written together. */
const GATHERED = 16 * 1_024;
const LAST_TIME = 8.64e15;

/**
 * `streamgauge query`: prints the events of the app's history that match, oldest first. Reads only, so it runs beside the
 * app, and sees what was there when it started.
 * @returns the exit code: 0 when there are any, 1 when there are none, 2 when there is no history to read, 130 when it
 * was interrupted
 */
export async function query(args: QueryArguments, io: CommandIo): Promise<number> {
  const folder = args.dataFolder ?? appDataFolder();
  let store: EventStore | null = null;
  const output = new Output(io);
  try {
    await assertThread();
    store = await openEventStore(join(folder, 'history'), { thread: THREAD, readOnly: true });
    return await answer(store, args, await sourceNames(folder), output, io.signal);
  } catch (error) {
    if (output.gone) return EXIT.done;
    if (io.signal.aborted) return EXIT.interrupted;
    const { message, hint } = toProblem(error);
    io.stderr(`streamgauge: ${message}${hint === undefined ? '' : ` ${hint}`}\n`);
    return EXIT.badArguments;
  } finally {
    await store?.close();
  }
}

/** The other commands are one file that can be copied anywhere; without its thread the store would only say that it ended. */
async function assertThread(): Promise<void> {
  await access(THREAD).catch((cause: unknown) => {
    throw new StreamgaugeError('not-installed', `${THREAD} is missing, which reads the history.`, {
      hint: 'It belongs beside streamgauge.cjs: install both.',
      cause,
    });
  });
}

async function answer(
  store: EventStore,
  args: QueryArguments,
  names: ReadonlyMap<string, string>,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const inHistory =
    args.sources.length === 0 ? [] : (await store.stats()).sources.map(({ source }) => source);
  const node = viewQueries(filterOf(args, sourceIds(args.sources, names, inHistory)), names, args.now).rows;
  if (args.count) {
    const events = Math.min(await store.count(node, signal), args.limit ?? Infinity);
    await output.write(`${events}\n`);
    return events > 0 ? EXIT.done : EXIT.failed;
  }
  const events = matches(store, node, { limit: args.limit, reverse: args.reverse, signal });
  const first = await events.next();
  // Not even the head of a table when there is nothing for it.
  if (first.done === true) return EXIT.failed;
  for await (const piece of printed(afterFirst(first.value, events), args, names)) await output.write(piece);
  return EXIT.done;
}

function filterOf({ query, since, until, all }: QueryArguments, sources: string[]): ViewFilter {
  const range = since === null && until === null ? null : { from: since ?? 0, to: until ?? LAST_TIME };
  return { ...EMPTY_FILTER, sources, query, range, comments: all, states: all };
}

async function* afterFirst(
  first: StreamEvent,
  rest: AsyncIterable<StreamEvent>,
): AsyncGenerator<StreamEvent> {
  yield first;
  yield* rest;
}

function printed(
  events: AsyncIterable<StreamEvent>,
  { format, redact }: QueryArguments,
  names: ReadonlyMap<string, string>,
): AsyncIterable<string | Uint8Array> {
  if (format === 'text') return lines(events, redact, names);
  const sources = new Map([...names].map(([id, name]) => [id, { name }]));
  return encodeEvents(events, { format, redact, sources });
}

async function* lines(
  events: AsyncIterable<StreamEvent>,
  redact: boolean,
  names: ReadonlyMap<string, string>,
): AsyncGenerator<string> {
  const nameOf = (id: string): string => names.get(id) ?? id;
  let text = '';
  for await (const event of events) {
    text += queryLine(redact ? redactEvent(event) : event, nameOf);
    if (text.length < GATHERED) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

/** Standard output, and whether its reader has left, as `head` does when it has enough. */
class Output {
  gone = false;
  readonly #io: CommandIo;

  constructor(io: CommandIo) {
    this.#io = io;
  }

  async write(output: string | Uint8Array): Promise<void> {
    try {
      await this.#io.stdout(output);
    } catch (error) {
      this.gone = true;
      throw error;
    }
  }
}

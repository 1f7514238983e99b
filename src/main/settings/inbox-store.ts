import { join } from 'node:path';
import {
  LEVELS,
  MAX_NOTIFICATIONS,
  PRIORITIES,
  type KeptInbox,
  type NotificationItem,
} from '@shared/notification';
import * as v from 'valibot';
import { JsonFile, type JsonFormat } from './json-file';
import type { NoticeSink } from './notice-sink';
import { isJsonObject, MAX_JSON_BYTES, type JsonObject } from './read-json';

/** Longest time between a change and the start of writing it, ms: in a flood, each time costs megabytes. */
const SAVE_EVERY_MS = 3_000;
/** Longest file that is written: what is longer could not be read again. */
const MAX_BYTES = MAX_JSON_BYTES - 64 * 1_024;
/** Most bytes that a UTF-16 code unit takes in JSON, as an escape; and what an item takes besides its texts. */
const UNIT_BYTES = 6;
const ITEM_BYTES = 1_024;

const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(Number.MAX_SAFE_INTEGER));
const text = (
  most: number,
): v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.MaxLengthAction<string, number, undefined>]> =>
  v.pipe(v.string(), v.maxLength(most));

const storedItem = v.object({
  id: count,
  seq: v.nullable(count),
  sourceId: text(64),
  channel: text(1_024),
  receivedAt: v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15)),
  level: v.picklist(LEVELS),
  priority: v.picklist(PRIORITIES),
  title: text(200),
  body: text(2_000),
  appSays: v.exactOptional(v.picklist(['title', 'all'])),
  read: v.boolean(),
  pinned: v.optional(v.boolean(), false),
  count: v.optional(count, 1),
  rule: v.optional(v.nullable(v.object({ id: text(64), name: text(80) })), null),
});

const FORMAT: JsonFormat<KeptInbox> = {
  version: 1,
  initial: () => ({ nextId: 1, items: [] }),
  read: readStored,
  write: ({ nextId, items }) => ({ nextId, items: fitting(items).map(shortened) }),
};

/** What is in the inbox, kept in inbox.json. */
export class InboxStore {
  readonly #file: JsonFile<KeptInbox>;
  readonly #read: KeptInbox;
  /** What is to be written, asked for only then. */
  #pending: (() => KeptInbox) | null = null;
  #timer: NodeJS.Timeout | null = null;

  private constructor(file: JsonFile<KeptInbox>, read: KeptInbox) {
    this.#file = file;
    this.#read = read;
  }

  /** Never throws: a bad file is set aside and reported as a notice. */
  static async open(folder: string, notices: NoticeSink): Promise<InboxStore> {
    const file = new JsonFile(join(folder, 'inbox.json'), FORMAT, notices);
    return new InboxStore(file, await file.load());
  }

  /** As it was when the app started. */
  get kept(): KeptInbox {
    return this.#read;
  }

  /** Writes within {@link SAVE_EVERY_MS}, what `value` says then. */
  save(value: () => KeptInbox): void {
    this.#pending = value;
    this.#timer ??= setTimeout(() => this.#write(), SAVE_EVERY_MS);
  }

  /** Resolves when all is on disk, or a notice says why not. */
  flush(): Promise<void> {
    this.#write();
    return this.#file.flush();
  }

  #write(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#pending) this.#file.save(this.#pending());
    this.#pending = null;
  }
}

/** The newest that fit into the file; pinned ones count as the others. */
function fitting(items: readonly NotificationItem[]): readonly NotificationItem[] {
  let left = MAX_BYTES;
  let from = items.length;
  while (from > 0) {
    const { title, body, channel } = items[from - 1]!;
    const units = title.length + body.length + channel.length;
    // Measured only where it could matter.
    const most = ITEM_BYTES + units * UNIT_BYTES;
    left -=
      most * from > left ? Buffer.byteLength(JSON.stringify([title, body, channel])) + ITEM_BYTES : most;
    if (left < 0) break;
    from--;
  }
  return items.slice(from);
}

/** Without what is the usual: nearly all are neither pinned, nor several, nor of a rule. */
function shortened({ pinned, count: events, rule, ...item }: NotificationItem): object {
  return { ...item, ...(pinned && { pinned }), ...(events > 1 && { count: events }), ...(rule && { rule }) };
}

function readStored(document: JsonObject): { value: KeptInbox; problems: string[] } {
  const list = document['items'];
  if (!Array.isArray(list)) throw new Error('it has no list of notifications');
  const items = new Map<number, NotificationItem>();
  const newest = list.slice(-MAX_NOTIFICATIONS);
  for (const item of newest) {
    const { success, output } = v.safeParse(storedItem, isJsonObject(item) ? item : null);
    if (success) items.set(output.id, output);
  }
  const lost = newest.length - items.size;
  const problems =
    lost === 0 ? [] : [lost === 1 ? '1 notification was left out.' : `${lost} notifications were left out.`];
  const sorted = [...items.values()].sort((a, b) => a.id - b.id);
  const after = (sorted.at(-1)?.id ?? 0) + 1;
  const next = v.safeParse(count, document['nextId']);
  return { value: { nextId: Math.max(after, next.success ? next.output : 1), items: sorted }, problems };
}

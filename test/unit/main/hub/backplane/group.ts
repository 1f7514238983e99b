/** A shared log in memory whose links can be cut, and hubs on it, moved step by step by a test. */
import type {
  Backplane,
  BackplaneListener,
  OrderedEvent,
  Origin,
  SharedEvent,
} from '../../../../../src/main/hub/backplane/backplane';
import { SharedIds } from '../../../../../src/main/hub/backplane/shared-ids';
import { SharedLog } from '../../../../../src/main/hub/backplane/shared-log';
import type { BackplaneState } from '@shared/hub';

/** The log that all share. */
export class Group {
  epoch = 'epoch000';
  readonly entries: OrderedEvent[] = [];
  readonly #highest = new Map<string, number>();

  add(event: SharedEvent, origin: Origin): void {
    if (origin.n <= (this.#highest.get(origin.node) ?? 0)) return;
    this.#highest.set(origin.node, origin.n);
    this.entries.push({ event, origin, seq: this.entries.length + 1 });
  }

  numberOf(data: string): number | null {
    return this.entries.find(({ event }) => event.data === data)?.seq ?? null;
  }
}

export class GroupLink implements Backplane {
  readonly queue: { event: SharedEvent; origin: Origin }[] = [];
  #listener!: BackplaneListener;
  #read = 0;
  #state: BackplaneState = { phase: 'none' };

  constructor(
    readonly node: string,
    readonly group: Group,
  ) {}

  start(listener: BackplaneListener, history: number): Promise<void> {
    this.#listener = listener;
    this.#read = Math.max(0, this.group.entries.length - history);
    listener.epoch(this.group.epoch, this.#read);
    this.mend();
    return Promise.resolve();
  }

  share(event: SharedEvent, origin: Origin): void {
    this.queue.push({ event, origin });
  }

  state(): BackplaneState {
    return this.#state;
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  get linked(): boolean {
    return this.#state.phase === 'connected';
  }

  /** The oldest waiting event reaches the shared log. When the answer is lost, it will be tried again. */
  push(answerLost = false): void {
    const oldest = this.queue[0];
    if (!oldest || !this.linked) return;
    this.group.add(oldest.event, oldest.origin);
    if (!answerLost) this.queue.shift();
  }

  /** Gives up the oldest waiting event. */
  drop(): void {
    this.queue.shift();
  }

  /** The next event of the shared log arrives. */
  pull(): boolean {
    const next = this.group.entries[this.#read];
    if (!next) return false;
    this.#read++;
    this.#listener.received(next);
    return true;
  }

  cut(): void {
    const reason = { code: 'backplane-lost', message: 'Cut by the test.' };
    this.#set({ phase: 'lost', since: 0, reason, waiting: 0, dropped: 0 });
  }

  mend(): void {
    while (this.pull());
    this.#set({ phase: 'connected', since: 0 });
  }

  flush(): void {
    while (this.linked && this.queue.length > 0) this.push();
  }

  #set(state: BackplaneState): void {
    this.#state = state;
    this.#listener.stateChanged(state);
  }
}

/** A hub whose log is a list; `first` is the oldest entry that it still holds. */
export class GroupHub {
  readonly link: GroupLink;
  readonly ids: SharedIds;
  readonly log: SharedLog;
  readonly entries: { data: string; id: string }[] = [];
  readonly holes: (number | null)[] = [];

  constructor(
    readonly node: string,
    group: Group,
    readonly capacity: number,
  ) {
    this.link = new GroupLink(node, group);
    this.ids = new SharedIds(node, capacity);
    this.log = new SharedLog({
      backplane: this.link,
      ids: this.ids,
      history: 1_000,
      deliver: (event, place) => {
        const seq = this.entries.length + 1;
        this.ids.appended(seq, place);
        this.entries.push({ data: event.data, id: this.ids.idAfter(seq) });
        return seq;
      },
      onHole: (missed) => this.holes.push(missed),
    });
    void this.log.start();
  }

  get first(): number {
    return Math.max(1, this.entries.length - this.capacity + 1);
  }

  publish(data: string): Promise<string> {
    return this.log.publish({ channel: 'c', event: 'message', data, at: 0 });
  }
}

/** A client that remembers nothing but the last id it got, as an EventSource does. */
export class GroupClient {
  /** What it got, in order, since `known` was all it needed. */
  readonly got: string[] = [];
  readonly known: Set<string>;
  /**
   * Events of a hub that are in the shared log while it does not know so yet. A client that has seen them on another
   * hub and comes to this one within that time may get them twice: the one case where the ids cannot tell.
   */
  readonly doubtful = new Set<string>();
  gaps = 0;
  id: string;
  #hub: GroupHub | null = null;
  #next = 1;
  #seen: ((seq: number) => boolean) | undefined;
  #idAfter: ((seq: number) => string | null) | undefined;

  constructor(hub: GroupHub) {
    this.known = new Set(hub.entries.map(({ data }) => data));
    this.id = hub.ids.idAfter(hub.entries.length);
  }

  connect(hub: GroupHub): void {
    this.#hub = hub;
    const position = hub.ids.locate(this.id);
    this.#seen = this.#idAfter = undefined;
    if (!position.known || position.seq + 1 < hub.first) {
      // A gap: it is told that it misses something and goes on with what there is.
      this.gaps++;
      this.got.length = 0;
      this.known.clear();
      for (const { data } of hub.entries) this.known.add(data);
      this.#next = hub.entries.length + 1;
      this.id = hub.ids.idAfter(hub.entries.length);
      return;
    }
    this.#next = position.seq + 1;
    this.#seen = position.seen;
    this.#idAfter = position.idAfter;
    const upTo = Number(/\.(\d+)/u.exec(this.id)![1]);
    for (const { event, origin } of hub.link.group.entries.slice(hub.ids.highest, upTo)) {
      if (origin.node === hub.node) this.doubtful.add(event.data);
    }
  }

  /** Gets the next event of its hub; false when there is none. */
  read(): boolean {
    const hub = this.#hub;
    if (!hub) return false;
    const entry = hub.entries[this.#next - 1];
    if (!entry) return false;
    const seq = this.#next++;
    if (this.#seen?.(seq)) return true;
    this.got.push(entry.data);
    const own = this.#idAfter?.(seq) ?? null;
    if (own === null) this.#seen = this.#idAfter = undefined;
    this.id = own ?? entry.id;
    return true;
  }

  leave(): void {
    this.#hub = null;
  }
}

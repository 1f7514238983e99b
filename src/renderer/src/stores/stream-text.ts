import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { Problem } from '@shared/errors';
import { looksLikeDelta } from '@shared/stream-text/delta-sniff';
import type { JoinCounts } from '@shared/stream-text/text-joiner';
import type { TextResponse } from '@shared/stream-text/text-response';
import type { TextShape } from '@shared/stream-text/text-shape';
import { call } from '../bridge';
import type { TextPath } from '../views/text/json-path';
import { useFeed } from './feed';
import { useRates } from './rates';
import { TextSession, type SessionPhase, type TextScope } from './text-session';
import { useTextShapes, type TextReading } from './text-shapes';

/** Events back from the newest that are joined at first; each time that more is asked for, four times as many. */
const FIRST_DEPTH = 4_000;
const MORE = 4;
export const MOST_DEPTH = 256_000;
/** ms between two looks at the list of responses. */
const LIST_EVERY_MS = 250;
/** Most streams that are offered. */
const MOST_OFFERED = 50;

/** A look at what a session has joined. */
export interface TextLook {
  readonly phase: SessionPhase;
  readonly problem: Problem | null;
  /** Newest first. */
  readonly responses: readonly TextResponse[];
  readonly counts: JoinCounts;
  readonly votes: readonly { readonly shape: TextShape; readonly events: number }[];
  readonly earlier: boolean;
  readonly later: boolean;
}

const NOTHING: TextLook = {
  phase: 'loading',
  problem: null,
  responses: [],
  counts: { events: 0, read: 0, malformed: 0, dropped: 0 },
  votes: [],
  earlier: false,
  later: false,
};

/** Texts that streams carry in pieces, joined: which stream, how it is read, and the response that is looked at. */
export const useStreamText = defineStore('stream-text', () => {
  const feed = useFeed();
  const rates = useRates();
  const shapes = useTextShapes();

  const open = ref(false);
  const scope = shallowRef<TextScope | null>(null);
  /** Grows with every frame in which something was joined. */
  const tick = ref(0);
  const look = shallowRef<TextLook>(NOTHING);
  /** The response that was chosen; null follows the newest. */
  const chosen = shallowRef<TextResponse | null>(null);
  const depth = ref(FIRST_DEPTH);
  let session: TextSession | null = null;
  /** The response of the selected event was looked for. */
  let placed = false;
  let lookedAt = -Infinity;
  let looking: ReturnType<typeof setTimeout> | undefined;

  const reading = computed<TextReading | null>(() => scope.value && shapes.of(scope.value));
  /** The JSONPath of the reading, compiled; null while it is not, and for other shapes. */
  const path = shallowRef<TextPath | null>(null);
  const current = computed(() => chosen.value ?? look.value.responses[0] ?? null);

  /** Streams that look as if they carried texts in pieces, by the newest payload of each channel. */
  const offered = shallowRef<readonly TextScope[]>([]);
  watch(
    () => rates.channels.size > 0 && [...rates.channels.values()],
    (channels) => channels && sniff(channels),
  );
  function sniff(
    channels: readonly { sourceId: string; channel: string; last: { preview: string } }[],
  ): void {
    const known = new Set(offered.value.map(keyOf));
    const found = channels
      .filter(({ last }) => looksLikeDelta(last.preview))
      .map(({ sourceId, channel }) => ({ source: sourceId, channel: channel === '' ? null : channel }))
      .filter((each) => !known.has(keyOf(each)));
    if (found.length > 0) offered.value = [...offered.value, ...found].slice(-MOST_OFFERED);
  }
  watch(
    () => feed.selected,
    (row) => {
      if (!row) return;
      if (row.kind === 'event' && looksLikeDelta(row.preview)) {
        sniff([{ sourceId: row.sourceId, channel: row.channel, last: row }]);
      }
      const response = session?.joiner.find(row.seq);
      if (response) choose(response);
    },
  );

  /** What opening shows: the stream of the selected event, or one that is looked at, or the newest that was found. */
  function fitting(): TextScope | null {
    const row = feed.selected;
    const all = offered.value;
    const ofRow =
      row && all.find((each) => each.source === row.sourceId && (each.channel ?? '') === row.channel);
    const { sources, channel } = feed.filter;
    const inView = all.filter(
      (each) =>
        (sources.length === 0 || sources.includes(each.source)) &&
        (channel === null || each.channel === channel),
    );
    const only = sources.length === 1 ? { source: sources[0]!, channel } : null;
    return (
      ofRow ?? inView.at(-1) ?? only ?? all.at(-1) ?? (row ? { source: row.sourceId, channel: null } : null)
    );
  }

  function show(next: TextScope | null = fitting()): void {
    open.value = true;
    if (next && (!scope.value || keyOf(next) !== keyOf(scope.value))) {
      scope.value = next;
      depth.value = FIRST_DEPTH;
    } else if (session === null) begin();
  }
  function close(): void {
    open.value = false;
    end();
  }
  const setReading = (next: TextReading): void => void (scope.value && shapes.set(scope.value, next));
  function more(): void {
    depth.value = Math.min(MOST_DEPTH, depth.value * MORE);
    begin();
  }

  watch([scope, reading], async () => {
    end();
    path.value = null;
    const wanted = reading.value;
    if (wanted?.shape === 'path') {
      // The library reads paths only for those who write one.
      const { compileTextPath } = await import('../views/text/json-path');
      if (wanted !== reading.value) return;
      path.value = compileTextPath(wanted.path);
    }
    if (open.value) begin();
  });

  function begin(): void {
    end();
    chosen.value = null;
    placed = false;
    look.value = NOTHING;
    if (!scope.value || !reading.value) return;
    const { shape } = reading.value;
    if (shape === 'path' && path.value?.ok !== true) return;
    const options = {
      shape,
      ...(path.value?.ok && { select: path.value.select }),
      depth: depth.value,
      anchor: null,
    };
    session = new TextSession(scope.value, options, (question) => call('history.texts', question), changed);
    void session.run();
  }
  function end(): void {
    session?.stop();
    session = null;
    clearTimeout(looking);
    looking = undefined;
  }

  function changed(): void {
    tick.value++;
    const rest = LIST_EVERY_MS - (performance.now() - lookedAt);
    if (rest <= 0) takeLook();
    else looking ??= setTimeout(takeLook, rest);
  }
  function takeLook(): void {
    clearTimeout(looking);
    looking = undefined;
    if (!session) return;
    lookedAt = performance.now();
    look.value = lookOf(session);
    if (chosen.value && !look.value.responses.includes(chosen.value)) chosen.value = null;
    if (placed) return;
    placed = true;
    const response = feed.selected && session.joiner.find(feed.selected.seq);
    if (response) choose(response);
  }

  /** The newest is followed: a newer one takes its place. */
  function choose(response: TextResponse): void {
    chosen.value = response === look.value.responses[0] ? null : response;
  }

  /** Whoever reads on in the newest response is left with it when a newer one begins. */
  function stay(stays: boolean): void {
    if (stays) chosen.value = current.value;
    else if (chosen.value) choose(chosen.value);
  }

  /** Selects the event in the list of events; false when it has left the history. */
  const reveal = (seq: number): Promise<boolean> => feed.reveal(seq);

  return {
    open,
    scope,
    reading,
    path,
    offered,
    look,
    tick,
    current,
    chosen,
    show,
    close,
    choose,
    stay,
    setReading,
    more,
    retry: begin,
    reveal,
  };
});

const keyOf = ({ source, channel }: TextScope): string => `${source}\n${channel ?? ''}`;

/** What a session has come to. */
export function lookOf({ joiner, phase, problem, earlier, later }: TextSession): TextLook {
  return {
    phase,
    problem,
    responses: [...joiner.responses].reverse(),
    counts: { ...joiner.counts },
    votes: joiner.votes,
    earlier,
    later,
  };
}

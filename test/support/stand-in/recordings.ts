/** The recordings of the stand-in: three of them, and a player that runs on the clock. */
import type { PlaySpeed, Recording, RecordingsState } from '@shared/recording';

const DAY = 86_400_000;
const FACTORS: Readonly<Record<PlaySpeed, number>> = { '1': 1, '2': 2, '10': 10, max: 60 };

function saved(): Recording[] {
  const now = Date.now();
  return [
    {
      id: 'orders-gap-repro',
      name: 'orders-gap-repro',
      recordedAt: now - 3_600_000,
      durationMs: 270_000,
      events: 6_912,
      bytes: 4_100_000,
    },
    {
      id: 'checkout-latency',
      name: 'checkout-latency',
      recordedAt: now - DAY,
      durationMs: 720_000,
      events: 18_204,
      bytes: 11_800_000,
    },
    {
      id: 'arena-final',
      name: 'arena-final',
      recordedAt: now - 3 * DAY,
      durationMs: 402_000,
      events: 9_377,
      bytes: 3_000_000,
    },
  ];
}

export const noRecordings = (): RecordingsState => ({
  recordings: [],
  play: { phase: 'idle' },
  record: { phase: 'idle' },
  problem: null,
});
export const someRecordings = (): RecordingsState => ({
  recordings: saved(),
  play: {
    phase: 'playing',
    id: 'orders-gap-repro',
    speed: '10',
    positionMs: 68_000,
    published: 1_740,
    refused: 0,
  },
  record: { phase: 'recording', since: Date.now() - 134_000, events: 3_218, bytes: 2_400_000, dropped: 0 },
  problem: null,
});

export interface RecordingsStandIn {
  state(): RecordingsState;
  readonly handlers: Record<string, (argument: never) => unknown>;
}

export function recordingsStandIn(
  first: RecordingsState,
  show: (state: RecordingsState) => void,
): RecordingsStandIn {
  let state = first;
  let newName = '';
  const removed = new Map<string, Recording>();
  const change = (part: Partial<RecordingsState>): void => show((state = { ...state, ...part }));
  const changePlay = (part: object): void => {
    if (state.play.phase !== 'idle') change({ play: { ...state.play, ...part } });
  };

  setInterval(() => {
    const { play, record } = state;
    if (record.phase === 'recording')
      change({ record: { ...record, events: record.events + 24, bytes: record.bytes + 18_000 } });
    if (play.phase !== 'playing') return;
    const playing = state.recordings.find(({ id }) => id === play.id);
    const positionMs = play.positionMs + 1_000 * FACTORS[play.speed];
    if (!playing || positionMs >= playing.durationMs) change({ play: { phase: 'idle' } });
    else
      changePlay({
        positionMs,
        published: Math.round((positionMs / playing.durationMs) * playing.events),
      });
  }, 1_000);

  return {
    state: () => state,
    handlers: {
      'recordings.start': (name?: string) => {
        newName = name ?? 'Recording';
        change({ record: { phase: 'recording', since: Date.now(), events: 0, bytes: 0, dropped: 0 } });
      },
      'recordings.stop': () => {
        if (state.record.phase !== 'recording') return;
        const { since, events, bytes } = state.record;
        const id = `recording-${new Date(since).toISOString().slice(0, 16)}`;
        const durationMs = Date.now() - since;
        const made = { id, name: newName, recordedAt: since, durationMs, events, bytes };
        change({ record: { phase: 'idle' }, recordings: [made, ...state.recordings] });
      },
      'recordings.play': ({ id, speed }: { id: string; speed: PlaySpeed }) =>
        change({ play: { phase: 'playing', id, speed, positionMs: 0, published: 0, refused: 0 } }),
      'recordings.pause': () => changePlay({ phase: 'paused' }),
      'recordings.unpause': () => changePlay({ phase: 'playing' }),
      'recordings.speed': (speed: PlaySpeed) => changePlay({ speed }),
      'recordings.stopPlaying': () => change({ play: { phase: 'idle' } }),
      'recordings.rename': ({ id, name }: { id: string; name: string }) =>
        change({ recordings: state.recordings.map((one) => (one.id === id ? { ...one, name } : one)) }),
      'recordings.remove': (id: string) => {
        const gone = state.recordings.find((one) => one.id === id);
        if (gone) removed.set(id, gone);
        change({ recordings: state.recordings.filter((one) => one.id !== id) });
      },
      'recordings.restore': (id: string) => {
        const back = removed.get(id);
        if (!back) return;
        const recordings = [...state.recordings, back].sort((a, b) => b.recordedAt - a.recordedAt);
        change({ recordings });
      },
      'recordings.import': () => {
        const id = `import-${state.recordings.length + 1}`;
        const made = {
          id,
          name: id,
          recordedAt: Date.now(),
          durationMs: 42_000,
          events: 1_200,
          bytes: 480_000,
        };
        change({ recordings: [made, ...state.recordings] });
        return id;
      },
    },
  };
}

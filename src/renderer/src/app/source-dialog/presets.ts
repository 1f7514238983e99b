/** Where a new source can start from. */
export const PRESET_IDS = ['endpoint', 'demo', 'wikimedia', 'sse-dev', 'curl'] as const;
export type PresetId = (typeof PRESET_IDS)[number];

export interface PublicStream {
  readonly id: PresetId;
  readonly title: string;
  /** For the narrow list in the dialog, and for the first run. */
  readonly short: string;
  readonly long: string;
  readonly name: string;
  readonly url: string;
}

/** Streams that anybody may follow without an account. */
export const PUBLIC_STREAMS: readonly PublicStream[] = [
  {
    id: 'wikimedia',
    title: 'Wikimedia changes',
    short: 'Public, about 30 events a second',
    long: 'Edits across all wikis, about 30 a second',
    name: 'wikimedia',
    url: 'https://stream.wikimedia.org/v2/stream/recentchange',
  },
  {
    id: 'sse-dev',
    title: 'sse.dev test stream',
    short: 'Public, one event every 2 s',
    long: 'A small test event every 2 seconds',
    name: 'sse.dev',
    url: 'https://sse.dev/test',
  },
];

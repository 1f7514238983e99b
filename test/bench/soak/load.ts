/** What the hub publishes during the soak, and how a client can tell that nothing is missing. */

export interface SoakData {
  /** 1, 2, 3… without holes on each channel. */
  readonly n: number;
  /** µs, monotonic, when it was published. */
  readonly at: number;
  readonly text: string;
}

/** A series of events: every `everyMs`, `burst` of them, one channel after the other. */
export interface Load {
  readonly channels: readonly string[];
  readonly everyMs: number;
  readonly burst: number;
  readonly textBytes: number;
}

const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${name}/${i}`);

/** About 425 events/s on 63 channels, and 64 KiB every second. */
export const LOADS: readonly Load[] = [
  { channels: ['soak/fast'], everyMs: 5, burst: 1, textBytes: 80 },
  { channels: numbered('soak/medium', 10), everyMs: 10, burst: 1, textBytes: 120 },
  { channels: numbered('soak/slow', 50), everyMs: 40, burst: 1, textBytes: 400 },
  { channels: ['soak/burst'], everyMs: 5_000, burst: 500, textBytes: 100 },
  { channels: ['soak/large'], everyMs: 1_000, burst: 1, textBytes: 64 * 1024 },
];

/** What clients listen to, one after the other. */
export const SUBSCRIPTIONS: readonly (readonly string[])[] = [
  ['soak/**'],
  ['soak/fast'],
  ['soak/medium/*', 'soak/slow/**'],
  ['soak/burst', 'soak/large'],
];

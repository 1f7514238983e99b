import type { FaultName, Faults } from '@shared/hub';

/** A number of a fault that can be set. */
export interface FaultNumber {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly decimals?: number;
  /** Stands before the field: `every`, `±`. */
  readonly before?: string;
}

export interface FaultRow {
  readonly name: FaultName;
  readonly label: string;
  readonly help: string;
  readonly numbers: readonly FaultNumber[];
}

const PERCENT = { key: 'percent', unit: '%', least: 0, most: 100, decimals: 2 } as const;

/** Every fault of the hub, as it stands in the panel. Bounds are those of `faultsSchema`. */
export const FAULT_ROWS: readonly FaultRow[] = [
  {
    name: 'delay',
    label: 'Delay every event',
    help: 'Each event waits so long on its way, give or take the second number.',
    numbers: [
      { key: 'ms', label: 'Delay', unit: 'ms', least: 0, most: 60_000 },
      { key: 'jitterMs', label: 'Jitter', unit: 'ms', least: 0, most: 60_000, before: '±' },
    ],
  },
  {
    name: 'buffer',
    label: 'Buffer like a bad proxy',
    help: 'Bytes are held back until so many have gathered, then come in a lump.',
    numbers: [{ key: 'kibibytes', label: 'Held back', unit: 'KiB', least: 1, most: 1_024 }],
  },
  {
    name: 'stall',
    label: 'Stall without closing',
    help: 'Nothing is sent any more, heartbeats neither, and nothing is closed.',
    numbers: [],
  },
  {
    name: 'drop',
    label: 'Drop connections',
    help: 'Every connection is cut after so many seconds.',
    numbers: [{ key: 'everySeconds', label: 'Cut', unit: 's', least: 1, most: 3_600, before: 'every' }],
  },
  {
    name: 'refuse',
    label: 'Refuse new connections',
    help: 'New connections are closed without an answer.',
    numbers: [],
  },
  {
    name: 'unavailable',
    label: 'Answer 503',
    help: 'So many requests in a hundred are answered 503, with Retry-After in seconds.',
    numbers: [
      { ...PERCENT, label: 'Requests answered 503', before: 'to' },
      { key: 'retryAfterSeconds', label: 'Retry-After', unit: 's', least: 0, most: 3_600, before: 'retry' },
    ],
  },
  {
    name: 'corrupt',
    label: 'Malformed frames',
    help: 'So many frames in a hundred have one byte changed.',
    numbers: [{ ...PERCENT, label: 'Malformed frames' }],
  },
  {
    name: 'split',
    label: 'Split frames',
    help: 'Every frame is written in two pieces, cut at a random byte, a moment apart.',
    numbers: [],
  },
  {
    name: 'skipIds',
    label: 'Skip event ids',
    help: 'So many events in a hundred come without their id.',
    numbers: [{ ...PERCENT, label: 'Events without id' }],
  },
  {
    name: 'duplicate',
    label: 'Send events twice',
    help: 'So many events in a hundred come twice.',
    numbers: [{ ...PERCENT, label: 'Events sent twice' }],
  },
  {
    name: 'reorder',
    label: 'Swap events',
    help: 'So many events in a hundred change places with the next one.',
    numbers: [{ ...PERCENT, label: 'Events swapped' }],
  },
  {
    name: 'halfClose',
    label: 'Half-close',
    help: 'So often in a hundred, the hub ends its half in the middle of a frame and leaves the other open.',
    numbers: [{ ...PERCENT, label: 'Half-closed connections' }],
  },
];

/** The value of one number of a fault. */
export function faultNumber(faults: Faults, name: FaultName, key: string): number {
  const value = (faults[name] as Readonly<Record<string, unknown>>)[key];
  return typeof value === 'number' ? value : 0;
}

/** The faults with one of them changed. */
export function withFault(faults: Faults, name: FaultName, part: Readonly<Record<string, unknown>>): Faults {
  return { ...faults, [name]: { ...faults[name], ...part } };
}

/** The faults with exactly these on; their numbers stay. */
export function onlyFaults(faults: Faults, on: ReadonlySet<FaultName>): Faults {
  return FAULT_ROWS.reduce((made, { name }) => withFault(made, name, { on: on.has(name) }), faults);
}

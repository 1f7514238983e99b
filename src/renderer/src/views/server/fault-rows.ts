import type { FaultName, Faults } from '@shared/hub';
import { t, type MessageKey } from '../../i18n/i18n';

/** A number of a fault that can be set. */
export interface FaultNumber {
  readonly key: string;
  readonly label: MessageKey;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly decimals?: number;
  /** Stands before the field: `every`, `±`. */
  readonly before?: 'every' | 'to' | 'retry' | '±';
}

export interface FaultRow {
  readonly name: FaultName;
  readonly numbers: readonly FaultNumber[];
}

const PERCENT = { key: 'percent', unit: '%', least: 0, most: 100, decimals: 2 } as const;

/** Every fault of the hub, as it stands in the panel. Bounds are those of `faultsSchema`. */
export const FAULT_ROWS: readonly FaultRow[] = [
  {
    name: 'delay',
    numbers: [
      { key: 'ms', label: 'server.fault.delay.ms', unit: 'ms', least: 0, most: 60_000 },
      {
        key: 'jitterMs',
        label: 'server.fault.delay.jitterMs',
        unit: 'ms',
        least: 0,
        most: 60_000,
        before: '±',
      },
    ],
  },
  {
    name: 'buffer',
    numbers: [
      { key: 'kibibytes', label: 'server.fault.buffer.kibibytes', unit: 'KiB', least: 1, most: 1_024 },
    ],
  },
  {
    name: 'stall',
    numbers: [],
  },
  {
    name: 'drop',
    numbers: [
      {
        key: 'everySeconds',
        label: 'server.fault.drop.everySeconds',
        unit: 's',
        least: 1,
        most: 3_600,
        before: 'every',
      },
    ],
  },
  {
    name: 'refuse',
    numbers: [],
  },
  {
    name: 'unavailable',
    numbers: [
      { ...PERCENT, label: 'server.fault.unavailable.percent', before: 'to' },
      {
        key: 'retryAfterSeconds',
        label: 'server.fault.unavailable.retryAfterSeconds',
        unit: 's',
        least: 0,
        most: 3_600,
        before: 'retry',
      },
    ],
  },
  {
    name: 'corrupt',
    numbers: [{ ...PERCENT, label: 'server.fault.corrupt.percent' }],
  },
  {
    name: 'split',
    numbers: [],
  },
  {
    name: 'skipIds',
    numbers: [{ ...PERCENT, label: 'server.fault.skipIds.percent' }],
  },
  {
    name: 'duplicate',
    numbers: [{ ...PERCENT, label: 'server.fault.duplicate.percent' }],
  },
  {
    name: 'reorder',
    numbers: [{ ...PERCENT, label: 'server.fault.reorder.percent' }],
  },
  {
    name: 'halfClose',
    numbers: [{ ...PERCENT, label: 'server.fault.halfClose.percent' }],
  },
];

/** The name of a fault, as it stands in the panel and in the menu of a client. */
export const faultLabel = (name: FaultName): string => t(`server.fault.${name}.label`);

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

import { StreamgaugeError } from '@shared/errors';
import { NO_FAULTS, type FaultName, type Faults } from '@shared/hub';

/** A number that belongs to a fault, with the range that `faultsSchema` allows. */
interface FaultValue {
  /** Its name in `faultsSchema`. */
  readonly field: string;
  readonly unit: 'ms' | 's' | '%' | 'KiB';
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
  readonly initial: number;
}

/** A fault as it is written on the command line. */
export interface FaultArgument {
  readonly fault: FaultName;
  /** As written: `half-close`. */
  readonly name: string;
  /** For help texts: `delay[=MS][,jitter=MS]`. */
  readonly usage: string;
  readonly description: string;
  /** What `name=…` sets; absent for faults that have no value. */
  readonly main?: FaultValue;
  /** A second value, by its name on the command line. */
  readonly more?: Readonly<Record<string, FaultValue>>;
}

function percentOf(initial: number): FaultValue {
  return { field: 'percent', unit: '%', min: 0, max: 100, initial };
}

/** Every fault with its values: what `--fault` takes, and what the help says. */
export const FAULT_ARGUMENTS: readonly FaultArgument[] = [
  {
    fault: 'delay',
    name: 'delay',
    usage: 'delay[=MS][,jitter=MS]',
    description: 'Every event waits 250 ms, ± 100 ms, on its way; up to 60,000 each.',
    main: { field: 'ms', unit: 'ms', min: 0, max: 60_000, initial: 250 },
    more: { jitter: { field: 'jitterMs', unit: 'ms', min: 0, max: 60_000, initial: 100 } },
  },
  {
    fault: 'buffer',
    name: 'buffer',
    usage: 'buffer[=KIB]',
    description: 'Bytes are held until 16 KiB (1 to 1,024) have gathered, as a buffering proxy does.',
    main: { field: 'kibibytes', unit: 'KiB', min: 1, max: 1_024, initial: 16 },
  },
  {
    fault: 'stall',
    name: 'stall',
    usage: 'stall',
    description: 'Nothing is sent any more, heartbeats neither, and nothing is closed.',
  },
  {
    fault: 'drop',
    name: 'drop',
    usage: 'drop[=SECONDS]',
    description: 'Every connection is cut each 30 s (1 to 3,600).',
    main: { field: 'everySeconds', unit: 's', min: 1, max: 3_600, initial: 30 },
  },
  {
    fault: 'refuse',
    name: 'refuse',
    usage: 'refuse',
    description: 'New connections are closed without an answer.',
  },
  {
    fault: 'unavailable',
    name: 'unavailable',
    usage: 'unavailable[=PERCENT][,retry-after=SECONDS]',
    description: '10 % of the requests are answered 503 with Retry-After: 5 (0 to 3,600).',
    main: percentOf(10),
    more: {
      'retry-after': {
        field: 'retryAfterSeconds',
        unit: 's',
        min: 0,
        max: 3_600,
        whole: true,
        initial: 5,
      },
    },
  },
  {
    fault: 'corrupt',
    name: 'corrupt',
    usage: 'corrupt[=PERCENT]',
    description: '1 % of the frames have one byte changed.',
    main: percentOf(1),
  },
  {
    fault: 'split',
    name: 'split',
    usage: 'split',
    description: 'Every frame comes in two pieces, cut at a random byte, a moment apart.',
  },
  {
    fault: 'skipIds',
    name: 'skip-ids',
    usage: 'skip-ids[=PERCENT]',
    description: '2 % of the events come without their id.',
    main: percentOf(2),
  },
  {
    fault: 'duplicate',
    name: 'duplicate',
    usage: 'duplicate[=PERCENT]',
    description: '2 % of the events come twice.',
    main: percentOf(2),
  },
  {
    fault: 'reorder',
    name: 'reorder',
    usage: 'reorder[=PERCENT]',
    description: '2 % of the events change places with the next one.',
    main: percentOf(2),
  },
  {
    fault: 'halfClose',
    name: 'half-close',
    usage: 'half-close[=PERCENT]',
    description: 'At 1 % of the frames the hub ends its half of the connection in the middle of the frame.',
    main: percentOf(1),
  },
];

const NUMBER = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|%|KiB)?$/u;

/**
 * Reads the values of `--fault`: `delay=250,jitter=100`, `drop=30`, `stall`. A fault that is named is on; a value that is
 * left out has its default. A number may carry its unit (`250ms`, `30s`, `5%`, `16KiB`).
 * @throws StreamgaugeError `bad-fault`
 */
export function parseFaults(values: readonly string[]): Faults {
  const faults: Record<string, object> = {};
  for (const value of values) {
    const [head = '', ...rest] = value.split(',').map((part) => part.trim());
    const [name = ''] = head.split('=', 1);
    const argument = FAULT_ARGUMENTS.find((known) => known.name === name);
    if (!argument) {
      throw bad(`There is no fault called ${JSON.stringify(name.slice(0, 64))}.`, {
        usage: FAULT_ARGUMENTS.map((known) => known.name).join(', '),
      });
    }
    if (argument.fault in faults) throw bad(`The fault ${name} is given twice.`, argument);
    const fault: Record<string, number | boolean> = { on: true };
    if (head.includes('=')) read(head, argument.main, argument, fault);
    for (const part of rest) {
      const [key = ''] = part.split('=', 1);
      const known = argument.more && Object.hasOwn(argument.more, key) ? argument.more[key] : undefined;
      if (!known) {
        throw bad(`The fault ${name} has nothing called ${JSON.stringify(key.slice(0, 64))}.`, argument);
      }
      read(part, known, argument, fault);
    }
    faults[argument.fault] = { ...NO_FAULTS[argument.fault], ...fault };
  }
  return { ...NO_FAULTS, ...faults };
}

/** Reads `key=12` into the fault's field. */
function read(
  part: string,
  value: FaultValue | undefined,
  argument: FaultArgument,
  fault: Record<string, number | boolean>,
): void {
  const [key = ''] = part.split('=', 1);
  const text = part.slice(key.length + 1);
  if (!value) throw bad(`The fault ${argument.name} takes no value.`, argument);
  if (value.field in fault) throw bad(`In the fault ${argument.name}, ${key} is given twice.`, argument);
  const [, digits, unit = value.unit] = NUMBER.exec(text) ?? [];
  const number = Number(digits);
  const fits = number >= value.min && number <= value.max && (!value.whole || Number.isInteger(number));
  if (digits === undefined || unit !== value.unit || !fits) {
    const range = `${value.whole ? 'a whole number' : 'a number'} from ${value.min} to ${value.max}`;
    throw bad(
      `In the fault ${argument.name}, ${key} is ${JSON.stringify(text.slice(0, 64))}; it is ${range} (${value.unit}).`,
      argument,
    );
  }
  fault[value.field] = number;
}

function bad(message: string, { usage }: { readonly usage: string }): StreamgaugeError {
  return new StreamgaugeError('bad-fault', message, { hint: `Use --fault ${usage}` });
}

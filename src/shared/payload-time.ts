/** Longer payloads are not looked into, UTF-16 code units. */
const MAX_LOOKED_INTO = 64 * 1024;
/** Where events commonly say when they happened, the surest first. */
const FIELDS = [
  'timestamp',
  'time',
  'ts',
  'occurredAt',
  'occurred_at',
  'createdAt',
  'created_at',
  'at',
  'date',
  'sentAt',
  'sent_at',
] as const;
const HINT = /"(?:timestamp|time|ts|occurred_?[aA]t|created_?[aA]t|at|date|sent_?[aA]t|dt)"/u;
/** Epoch seconds stay below this until the year 5138; milliseconds passed it in 1973. */
const SECONDS_BELOW = 1e11;
/** 2000-01-01 and 2100-01-01: outside it is some other number. */
const EARLIEST = 946_684_800_000;
const LATEST = 4_102_444_800_000;

/**
 * When an event says that it happened (epoch ms), from the fields that JSON payloads commonly have for it; null for none.
 *
 * @param parse for callers that have parsed the payload already; what it gives for a text that is no JSON is no object
 */
export function payloadTime(data: string, parse: (data: string) => unknown = parsed): number | null {
  if (data.length > MAX_LOOKED_INTO || data.charCodeAt(0) !== 0x7b || !HINT.test(data)) return null;
  const value = parse(data);
  for (const field of FIELDS) {
    const time = readTime(own(value, field));
    if (time !== null) return time;
  }
  return readTime(own(own(value, 'meta'), 'dt'));
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

/** ISO 8601 with a time zone, or epoch seconds or milliseconds. */
function readTime(value: unknown): number | null {
  let time = Number.NaN;
  if (typeof value === 'number') time = value < SECONDS_BELOW ? value * 1_000 : value;
  else if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/u.test(value))
    time = Date.parse(value);
  return time >= EARLIEST && time <= LATEST ? time : null;
}

function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

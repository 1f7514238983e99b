import { plainText } from '@shared/plain-text';
import type { Action, Alert, Rule } from '@shared/rule';
import { phrase } from '@shared/sentences/phrase';
import type { StreamEvent } from '@shared/stream-event';
import type { Gathering } from './gathering';

const MAX_TITLE = 200;
const MAX_BODY = 2_000;
/** Longest data that is parsed for its words, UTF-16 code units. */
const MAX_PARSED = 65_536;
/** Fields that usually say what an event is about, and objects that these are in. */
const TEXT_FIELDS = ['message', 'error', 'reason', 'title', 'body', 'text', 'description'] as const;
const ENVELOPES = ['data', 'payload', 'error'] as const;

/** A whole number with its thousands apart. */
export const whole = (value: number): string => value.toLocaleString('en');

/** A time in few words: `4 s`, `3 min`, `2 h`, `3 d`; at least `1 s`. */
export function spanWords(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** The alert that a rule raises about what it gathered. */
export function alertOf(rule: Rule, gathering: Gathering, nameOf: (sourceId: string) => string): Alert {
  const { newest, count, shared } = gathering;
  const { event, words } = newest;
  return {
    rule: { id: rule.id, name: rule.name },
    at: newest.at,
    title: plainText(titleOf(gathering, nameOf), MAX_TITLE),
    body: plainText(words?.body ?? (event ? eventWords(event) : ''), MAX_BODY, true),
    appSays: words ? 'all' : 'title',
    ...weightOf(rule.then),
    sourceId: shared.sourceId ?? '',
    channel: plainText(shared.channel ?? '', 1_024),
    seq: event?.seq ?? words?.seq ?? null,
    count,
  };
}

/** As the action for the inbox says. */
export function weightOf(actions: readonly Action[]): Pick<Alert, 'level' | 'priority'> {
  const inbox = actions.find((action) => action.do === 'inbox');
  return { level: inbox?.level ?? 'warning', priority: inbox?.priority ?? 'normal' };
}

/** `order.failed event from Orders`, `47 errors in 3 min`, `12 order.failed events in 4 s`, `Orders is silent`. */
function titleOf(gathering: Gathering, nameOf: (sourceId: string) => string): string {
  const { count, newest, shared, spanMs } = gathering;
  const { event, words } = newest;
  const span = spanWords(spanMs);
  if (words) {
    if (count === 1) return words.title;
    return shared.title === null
      ? phrase(`${words.title}, and ${whole(count - 1)} more in ${span}`)
      : phrase(`${words.title}, ${whole(count)} times in ${span}`);
  }
  const name = shared.sourceId ? nameOf(shared.sourceId) : null;
  if (count === 1) return oneOf(event, name ?? '');
  return name === null ? manyOf(shared, whole(count), span) : manyFrom(shared, whole(count), span, name);
}

// Whole phrases, each for itself: no other language puts the same pieces together.

function oneOf(event: StreamEvent | null, name: string): string {
  if (event?.type) return phrase(`${event.type} event from ${name}`);
  switch (event?.kind) {
    case 'comment':
      return phrase(`Comment from ${name}`);
    case 'sent':
      return phrase(`Message to ${name}`);
    case 'gap':
      return phrase(`Break of ${name}`);
    case 'state':
      return phrase(`State of ${name}`);
    case 'finding':
      return phrase(`Finding about ${name}`);
    default:
      return phrase(`Event from ${name}`);
  }
}

function manyOf({ level, type }: Gathering['shared'], count: string, span: string): string {
  if (level === 'error') return phrase(`${count} errors in ${span}`);
  if (level === 'warning') return phrase(`${count} warnings in ${span}`);
  if (type && type !== 'message') return phrase(`${count} ${type} events in ${span}`);
  return phrase(`${count} events in ${span}`);
}

function manyFrom({ level, type }: Gathering['shared'], count: string, span: string, name: string): string {
  if (level === 'error') return phrase(`${count} errors in ${span} from ${name}`);
  if (level === 'warning') return phrase(`${count} warnings in ${span} from ${name}`);
  if (type && type !== 'message') return phrase(`${count} ${type} events in ${span} from ${name}`);
  return phrase(`${count} events in ${span} from ${name}`);
}

/** What an event says to a person: the text in its payload, where there is one, otherwise the payload. */
export function eventWords({ data }: StreamEvent): string {
  const json = data.length <= MAX_PARSED && /^\s*\{/u.test(data) ? parsed(data) : null;
  if (!isObject(json)) return data;
  for (const fields of [json, ...ENVELOPES.map((name) => json[name]).filter(isObject)]) {
    for (const name of TEXT_FIELDS) {
      const text = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (typeof text === 'string' && text.trim() !== '') return text;
    }
  }
  return data;
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Rules: when something happens in the streams, do something about it. Kept as readable JSON in rules.json. */
import * as v from 'valibot';
import type { Problem } from './errors';
import { LEVELS, PRIORITIES, type Level, type Priority } from './notification';
import { QUERY_LENGTH_LIMIT } from './query/limits';
import { PLAY_SPEEDS, recordingIdSchema } from './recording';
import { SHAPE_TURNS } from './shape';

export const MAX_RULES = 100;
export const MAX_ACTIONS = 12;
/** Sources that one rule may name. */
const MAX_SOURCES = 200;

const sourceId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
/** The sources that are meant; none named: every one. */
const sourcesSchema = v.optional(v.pipe(v.array(sourceId), v.maxLength(MAX_SOURCES)), []);
const querySchema = v.pipe(v.string(), v.maxLength(QUERY_LENGTH_LIMIT));
const seconds = (
  least: number,
  most: number,
): v.SchemaWithPipe<
  readonly [
    v.NumberSchema<undefined>,
    v.IntegerAction<number, undefined>,
    v.MinValueAction<number, number, undefined>,
    v.MaxValueAction<number, number, undefined>,
  ]
> => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** What becomes of a connection that a rule can wait for. */
export const CONNECTION_TURNS = ['open', 'waiting', 'stopped', 'fell-back'] as const;
export type ConnectionTurn = (typeof CONNECTION_TURNS)[number];

export const conditionSchema = v.variant('kind', [
  /** An event passes a query (docs/query.md). */
  v.object({
    kind: v.literal('event'),
    query: v.pipe(querySchema, v.trim(), v.minLength(1)),
    sources: sourcesSchema,
  }),
  /** More, or fewer, than so many events that pass the query come within a time. */
  v.object({
    kind: v.literal('rate'),
    query: v.optional(querySchema, ''),
    sources: sourcesSchema,
    direction: v.picklist(['above', 'below']),
    events: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000_000)),
    perSeconds: seconds(1, 3_600),
  }),
  /** Nothing comes for longer than it usually takes, or for so long; comments and states do not count. */
  v.object({
    kind: v.literal('silence'),
    sources: sourcesSchema,
    longerThan: v.union([v.literal('usual'), seconds(1, 86_400)]),
  }),
  v.object({
    kind: v.literal('connection'),
    sources: sourcesSchema,
    becomes: v.pipe(
      v.array(v.picklist(CONNECTION_TURNS)),
      v.minLength(1),
      v.maxLength(CONNECTION_TURNS.length),
    ),
  }),
  /** A resume left a gap: events that the server sent never came. */
  v.object({ kind: v.literal('loss'), sources: sourcesSchema }),
  v.object({
    kind: v.literal('shape'),
    sources: sourcesSchema,
    turns: v.pipe(v.array(v.picklist(SHAPE_TURNS)), v.minLength(1), v.maxLength(SHAPE_TURNS.length)),
  }),
]);
export type Condition = v.InferOutput<typeof conditionSchema>;

export const SOUNDS = ['low-bell', 'high-bell', 'knock'] as const;
export type Sound = (typeof SOUNDS)[number];

/** http(s), without credentials: those would be shown. */
const WEBHOOK_ADDRESS = /^https?:\/\/[^\s/?#@]+(?:[/?#]\S*)?$/iu;
export const isWebhookAddress = (text: string): boolean => WEBHOOK_ADDRESS.test(text);
/** In the folder of logs, never elsewhere. */
const LOG_NAME = /^[\w][\w. -]{0,79}$/u;
export const isLogName = (text: string): boolean => LOG_NAME.test(text) && !text.includes('..');

export const actionSchema = v.variant('do', [
  v.object({
    do: v.literal('inbox'),
    level: v.optional(v.picklist(LEVELS), 'warning'),
    priority: v.optional(v.picklist(PRIORITIES), 'normal'),
  }),
  v.object({ do: v.literal('desktop') }),
  v.object({ do: v.literal('sound'), sound: v.optional(v.picklist(SOUNDS), 'low-bell') }),
  /** The unread number on the app's icon, where the platform has one. */
  v.object({ do: v.literal('badge') }),
  /** The window asks for attention in the task bar. */
  v.object({ do: v.literal('flash') }),
  /** POST of the alert as JSON, tried again up to five times; signed when the rule has a secret (docs/rules.md). */
  v.object({
    do: v.literal('webhook'),
    url: v.pipe(v.string(), v.maxLength(2_048), v.check(isWebhookAddress, 'webhook address')),
    /** Whether a secret signs it; the secret itself is kept apart from the rule. */
    signed: v.optional(v.boolean(), false),
  }),
  v.object({
    do: v.literal('play'),
    recording: recordingIdSchema,
    speed: v.optional(v.picklist(PLAY_SPEEDS), '1'),
  }),
  v.object({
    do: v.literal('publish'),
    channel: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(256)),
    type: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(256)),
  }),
  /** What it meets raises nothing: no rule acts on it, and it does not reach the inbox. Of events only. */
  v.object({ do: v.literal('mute') }),
  /** A line of JSON at the end of a file in the folder of logs, which is bounded. */
  v.object({ do: v.literal('log'), file: v.pipe(v.string(), v.check(isLogName, 'name of a log')) }),
]);
export type Action = v.InferOutput<typeof actionSchema>;

const ruleEntries = {
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
  enabled: v.optional(v.boolean(), true),
  when: conditionSchema,
  then: v.pipe(v.array(actionSchema), v.minLength(1), v.maxLength(MAX_ACTIONS)),
  /** After it has acted it rests for so long; what it meets meanwhile is counted with its next alert. */
  cooldownSeconds: v.optional(seconds(0, 86_400), 10),
  /** What it meets within so long is one alert that says how many; 0: each is its own. */
  groupSeconds: v.optional(seconds(0, 3_600), 0),
  /** Also within quiet hours and while nothing is to disturb. */
  always: v.optional(v.boolean(), false),
};

export const ruleSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  ...ruleEntries,
});
export type Rule = v.InferOutput<typeof ruleSchema>;

/** A rule as it is edited. */
export const ruleDraftSchema = v.object({
  ...ruleEntries,
  /** For the webhooks of this rule: null leaves what is kept, empty takes it away. */
  secret: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(1_024))), null),
});
export type RuleDraft = v.InferOutput<typeof ruleDraftSchema>;

/** A rule with what became of it. */
export interface RuleView extends Rule {
  readonly hasSecret: boolean;
  readonly firedToday: number;
  /** Epoch ms; null: never, or not for so long that nobody remembers. */
  readonly lastFired: number | null;
  /** What it met while it rested, or in quiet hours, since it last acted. */
  readonly heldBack: number;
  /** What keeps it from working: a query that cannot be read, a recording that is gone, a webhook that fails. */
  readonly problem: Problem | null;
}

/** How often a rule acted on the day, local time, on which it last did; kept over a restart. */
export interface RuleFiring {
  readonly fired: number;
  /** Epoch ms. */
  readonly last: number;
}

export interface RulesState {
  readonly rules: readonly RuleView[];
  /** Desktop notifications that the limit per minute let go, since the start. */
  readonly collapsed: number;
}

/** What came of a file of rules. */
export interface RulesImported {
  readonly added: number;
  /** What was left out because it cannot be used, each a whole sentence. */
  readonly problems: readonly string[];
}

/** What a rule would have done. */
export interface RuleTest {
  /** ms that were looked at: at most the last hour. */
  readonly lookedMs: number;
  /** Events, or moments, that meet the condition. */
  readonly matches: number;
  /** How often it would have acted, with its cooldown and its grouping. */
  readonly alerts: number;
  /** The newest few. */
  readonly examples: readonly RuleExample[];
  /** Why it cannot be said: a condition that leaves no trace in the history, a query that cannot be read. */
  readonly problem: Problem | null;
}

export interface RuleExample {
  /** Of the event; null for one that has none. */
  readonly seq: number | null;
  readonly at: number;
  readonly sourceId: string | null;
  readonly text: string;
  /** Of a moment, whose text is what the app says: what more it says; `''` for nothing. */
  readonly more?: string;
}
export const MAX_RULE_EXAMPLES = 20;
/** How far back a test looks, ms. */
export const RULE_TEST_MS = 3_600_000;

/** A rule that acted: what its actions tell. Text is untrusted and only ever shown as text. */
export interface Alert {
  readonly rule: { readonly id: string; readonly name: string };
  readonly at: number;
  /** "47 errors in 3 min": what was met, in words of the app. */
  readonly title: string;
  /** Of the stream: the newest event's own words, or the reason of a state. */
  readonly body: string;
  /** Which of the two the app says, in English; what is not named is the stream's own words. */
  readonly appSays: 'title' | 'all';
  readonly level: Level;
  readonly priority: Priority;
  /** `''`: none in particular. */
  readonly sourceId: string;
  readonly channel: string;
  /** Of the newest event; null when it is about none. */
  readonly seq: number | null;
  /** How many events, or moments, it stands for. */
  readonly count: number;
}

/** The rules of the stand-in: those of the design, one that has a problem, and tests that look at made-up events. */
import {
  MAX_RULE_EXAMPLES,
  type RuleDraft,
  type RulesState,
  type RuleTest,
  type RuleView,
} from '@shared/rule';
import type { EventRow } from '@shared/stream-event';

const now = (): number => Date.now();
const usual = {
  enabled: true,
  cooldownSeconds: 10,
  groupSeconds: 0,
  always: false,
  hasSecret: false,
  firedToday: 0,
  lastFired: null,
  heldBack: 0,
  problem: null,
} as const;

export const noRules = (): RulesState => ({ rules: [], collapsed: 0 });
export const someRules = (): RulesState => ({
  rules: [
    {
      ...usual,
      id: 'errors',
      name: 'Errors reach me',
      when: { kind: 'event', query: 'type:notification AND data.level:error', sources: [] },
      then: [
        { do: 'desktop' },
        { do: 'sound', sound: 'low-bell' },
        { do: 'inbox', level: 'error', priority: 'normal' },
      ],
      firedToday: 6,
      lastFired: now() - 41_000,
    },
    {
      ...usual,
      id: 'refunds',
      name: 'Large refunds',
      when: { kind: 'event', query: 'type:order.refunded AND data.total:>500', sources: ['orders'] },
      then: [{ do: 'desktop' }, { do: 'webhook', url: 'https://hooks.example.com/refunds', signed: true }],
      hasSecret: true,
    },
    {
      ...usual,
      id: 'lost',
      name: 'Lost events',
      when: { kind: 'loss', sources: [] },
      then: [{ do: 'inbox', level: 'warning', priority: 'high' }, { do: 'flash' }],
      firedToday: 1,
      lastFired: now() - 45_000,
    },
    {
      ...usual,
      id: 'replay',
      name: 'Replay the gap when orders is silent',
      when: { kind: 'silence', sources: ['orders'], longerThan: 'usual' },
      then: [{ do: 'play', recording: 'gone', speed: '10' }],
      problem: {
        code: 'no-such-recording',
        message: 'The recording that it plays is not there any more.',
      },
    },
    {
      ...usual,
      id: 'loadtest',
      name: 'Quiet the load test',
      enabled: false,
      when: { kind: 'event', query: 'channel:metrics/* OR data.env:loadtest', sources: [] },
      then: [{ do: 'mute' }],
    },
  ],
  collapsed: 0,
});

export interface RulesStandIn {
  state(): RulesState;
  readonly handlers: Record<string, (argument: never) => unknown>;
}

/** @param rows the newest events that pass a query, newest first, and how many there are in all */
export function rulesStandIn(
  first: RulesState,
  push: (state: RulesState) => void,
  rows: (query: string, sources: readonly string[]) => { rows: readonly EventRow[]; events: number },
): RulesStandIn {
  let state = first;
  let lastId = 0;
  /** As they were before they were removed, or let their secret go. */
  const removed = new Map<string, { readonly rule: RuleView; readonly at: number }>();
  function become(rules: readonly RuleView[]): void {
    state = { ...state, rules };
    push(state);
  }
  const view = (id: string, { secret, ...draft }: RuleDraft, had?: RuleView): RuleView => ({
    ...usual,
    ...had,
    ...draft,
    id,
    hasSecret: secret === null ? (had?.hasSecret ?? false) : secret !== '',
    problem: null,
  });
  function test({ when, cooldownSeconds }: RuleDraft): RuleTest {
    const none = { lookedMs: 3_600_000, matches: 0, alerts: 0, examples: [] };
    if (when.kind === 'shape') {
      const more = '/total must be number (was string "12").';
      const one = {
        seq: null,
        at: now() - 900_000,
        sourceId: 'orders',
        text: 'order.paid breaks its schema',
        more,
      };
      return { ...none, matches: 1, alerts: 1, examples: [one], problem: null };
    }
    if (when.kind !== 'event' && when.kind !== 'rate') return { ...none, problem: null };
    const found = rows(when.query, when.sources);
    const examples = found.rows.slice(0, MAX_RULE_EXAMPLES).map((row) => ({
      seq: row.seq,
      at: row.receivedAt,
      sourceId: row.sourceId,
      text: row.preview.slice(0, 160),
    }));
    const alerts = Math.min(found.events, Math.ceil(3_600 / Math.max(1, cooldownSeconds * 4)));
    return { lookedMs: 3_600_000, matches: found.events, alerts, examples, problem: null };
  }
  return {
    state: () => state,
    handlers: {
      'rules.add': (draft: RuleDraft) => {
        const id = `rule-${++lastId}`;
        become([...state.rules, view(id, draft)]);
        return id;
      },
      'rules.update': ({ id, draft }: { id: string; draft: RuleDraft }) => {
        const at = state.rules.findIndex((rule) => rule.id === id);
        const before = state.rules[at];
        const signs = draft.then.some((action) => action.do === 'webhook' && action.signed);
        const isGone = before?.hasSecret === true && !signs;
        if (before && isGone) removed.set(id, { rule: before, at });
        become(
          state.rules.map((rule) =>
            rule === before ? { ...view(id, draft, rule), ...(isGone && { hasSecret: false }) } : rule,
          ),
        );
        return isGone;
      },
      'rules.enable': ({ id, enabled }: { id: string; enabled: boolean }) =>
        become(state.rules.map((rule) => (rule.id === id ? { ...rule, enabled } : rule))),
      'rules.remove': (id: string) => {
        const at = state.rules.findIndex((rule) => rule.id === id);
        const rule = state.rules[at];
        if (rule) removed.set(id, { rule, at });
        become(state.rules.filter((other) => other !== rule));
      },
      'rules.restore': (id: string) => {
        const gone = removed.get(id);
        if (!gone) return;
        removed.delete(id);
        if (state.rules.some((rule) => rule.id === id)) {
          become(state.rules.map((rule) => (rule.id === id ? gone.rule : rule)));
        } else become([...state.rules.slice(0, gone.at), gone.rule, ...state.rules.slice(gone.at)]);
      },
      'rules.test': test,
      'rules.tryActions': ({ draft }: { draft: RuleDraft }) =>
        draft.then.some((action) => action.do === 'webhook')
          ? [{ code: 'webhook-failed', message: 'hooks.example.com answered 503 Service Unavailable.' }]
          : [],
      'rules.export': () => '/home/ada/rules.json',
      'rules.import': () => ({
        added: 2,
        problems: ['Rule 3 (No heartbeats) was left out: when.query is missing.'],
      }),
    },
  };
}

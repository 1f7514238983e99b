import {
  CONNECTION_TURNS,
  type Action,
  type Condition,
  type ConnectionTurn,
  type Rule,
  type RuleDraft,
} from '@shared/rule';
import { SHAPE_TURNS, type ShapeTurn } from '@shared/shape';

export type ConditionKind = Condition['kind'];
export const CONDITION_KINDS = [
  'event',
  'rate',
  'silence',
  'connection',
  'loss',
  'shape',
] as const satisfies readonly ConditionKind[];

/** One action as it is edited; `key` tells it from the others while they come and go. */
export interface ActionForm {
  readonly key: number;
  action: Action;
}

/** A rule as it is edited: with the fields of every kind of condition, so that going from one to another loses nothing. */
export interface RuleForm {
  name: string;
  enabled: boolean;
  kind: ConditionKind;
  query: string;
  /** The sources that are meant, when not every one is. */
  sources: string[];
  everySource: boolean;
  direction: 'above' | 'below';
  events: number;
  perSeconds: number;
  /** Silence is told by what is usual, not by `silentSeconds`. */
  usual: boolean;
  silentSeconds: number;
  becomes: ConnectionTurn[];
  turns: ShapeTurn[];
  actions: ActionForm[];
  /** As typed; empty leaves what is kept. */
  secret: string;
  hasSecret: boolean;
  cooldownSeconds: number;
  groupSeconds: number;
  always: boolean;
}

let lastKey = 0;
/** An action as it is edited, apart from the one it was made from. */
export const actionForm = (action: Action): ActionForm => ({ key: ++lastKey, action: { ...action } });

/** A rule that nobody has said anything about. */
export const emptyForm = (): RuleForm => ({
  name: '',
  enabled: true,
  kind: 'event',
  query: '',
  sources: [],
  everySource: true,
  direction: 'above',
  events: 100,
  perSeconds: 60,
  usual: true,
  silentSeconds: 60,
  becomes: ['stopped'],
  turns: [...SHAPE_TURNS],
  actions: [actionForm({ do: 'inbox', level: 'warning', priority: 'normal' }), actionForm({ do: 'desktop' })],
  secret: '',
  hasSecret: false,
  cooldownSeconds: 10,
  groupSeconds: 0,
  always: false,
});

/** A rule ready to be edited. What it does not say has its usual value. */
export function formOf(rule: (Omit<Rule, 'id'> & { readonly hasSecret?: boolean }) | RuleDraft): RuleForm {
  const { name, enabled, when, then, cooldownSeconds, groupSeconds, always } = rule;
  return {
    ...emptyForm(),
    name,
    enabled,
    kind: when.kind,
    sources: [...when.sources],
    everySource: when.sources.length === 0,
    ...fieldsOf(when),
    actions: then.map(actionForm),
    hasSecret: 'hasSecret' in rule && rule.hasSecret === true,
    cooldownSeconds,
    groupSeconds,
    always,
  };
}

function fieldsOf(when: Condition): Partial<RuleForm> {
  switch (when.kind) {
    case 'event':
      return { query: when.query };
    case 'rate':
      return {
        query: when.query,
        direction: when.direction,
        events: when.events,
        perSeconds: when.perSeconds,
      };
    case 'silence':
      return when.longerThan === 'usual' ? { usual: true } : { usual: false, silentSeconds: when.longerThan };
    case 'connection':
      return { becomes: [...when.becomes] };
    case 'shape':
      return { turns: [...when.turns] };
    case 'loss':
      return {};
  }
}

/** What is tested and saved. Nothing in it is shared with the form. */
export function draftOf(form: RuleForm): RuleDraft {
  const then = form.actions.map(({ action }) => ({ ...action }));
  const signs = then.some((action) => action.do === 'webhook' && action.signed);
  return {
    name: form.name.trim(),
    enabled: form.enabled,
    when: conditionOf(form),
    then,
    cooldownSeconds: form.cooldownSeconds,
    groupSeconds: form.groupSeconds,
    always: form.always,
    secret: signs && form.secret !== '' ? form.secret : null,
  };
}

/** What a rule waits for, of the fields of its kind. */
export const conditionOf = (form: RuleForm): Condition => {
  const sources = form.everySource ? [] : [...form.sources];
  switch (form.kind) {
    case 'event':
      return { kind: 'event', query: form.query.trim(), sources };
    case 'rate':
      return {
        kind: 'rate',
        query: form.query.trim(),
        sources,
        direction: form.direction,
        events: form.events,
        perSeconds: form.perSeconds,
      };
    case 'silence':
      return { kind: 'silence', sources, longerThan: form.usual ? 'usual' : form.silentSeconds };
    case 'connection':
      return {
        kind: 'connection',
        sources,
        becomes: CONNECTION_TURNS.filter((turn) => form.becomes.includes(turn)),
      };
    case 'loss':
      return { kind: 'loss', sources };
    case 'shape':
      return { kind: 'shape', sources, turns: SHAPE_TURNS.filter((turn) => form.turns.includes(turn)) };
  }
};

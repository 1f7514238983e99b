import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ruleDraftSchema, type Action, type Condition } from '@shared/rule';
import { draftOf, emptyForm, formOf } from '@/views/notifications/rules/rule-form';
import { hasProblems, problemsOf } from '@/views/notifications/rules/rule-problems';
import { itemDraft, queryDraft, READY_RULES, readyRule } from '@/views/notifications/rules/rule-drafts';
import { anItem } from '../notifications/an-item';
import { aRule } from './a-rule';

const RECORDINGS = new Set(['gap']);
const CONDITIONS: readonly Condition[] = [
  { kind: 'event', query: 'level:error', sources: ['orders'] },
  { kind: 'rate', query: '', sources: [], direction: 'below', events: 3, perSeconds: 300 },
  { kind: 'silence', sources: [], longerThan: 'usual' },
  { kind: 'silence', sources: [], longerThan: 90 },
  { kind: 'connection', sources: [], becomes: ['waiting', 'fell-back'] },
  { kind: 'loss', sources: [] },
  { kind: 'shape', sources: [], turns: ['violation'] },
];
const ACTIONS: readonly Action[] = [
  { do: 'inbox', level: 'info', priority: 'high' },
  { do: 'desktop' },
  { do: 'sound', sound: 'knock' },
  { do: 'badge' },
  { do: 'flash' },
  { do: 'webhook', url: 'https://hooks.example/x', signed: false },
  { do: 'play', recording: 'gap', speed: '10' },
  { do: 'publish', channel: 'alerts', type: 'alert' },
  { do: 'log', file: 'alerts.ndjson' },
];

describe('the form of a rule', () => {
  it.each(CONDITIONS)('gives back what a rule waits for: $kind', (when) => {
    const rule = aRule({ when, then: [...ACTIONS], cooldownSeconds: 60, groupSeconds: 5, always: true });
    const draft = draftOf(formOf(rule));
    expect(draft).toEqual({
      name: rule.name,
      enabled: true,
      when,
      then: ACTIONS,
      cooldownSeconds: 60,
      groupSeconds: 5,
      always: true,
      secret: null,
    });
    expect(v.is(ruleDraftSchema, draft)).toBe(true);
  });

  it('keeps a query while another kind of condition is looked at', () => {
    const form = formOf(aRule());
    form.kind = 'silence';
    expect(draftOf(form).when).toEqual({ kind: 'silence', sources: [], longerThan: 'usual' });
    form.kind = 'event';
    expect(draftOf(form).when).toEqual({ kind: 'event', query: 'level:error', sources: [] });
  });

  it('changes nothing of the rule that it was made from', () => {
    const rule = aRule({ when: { kind: 'event', query: 'a', sources: ['one'] } });
    const form = formOf(rule);
    form.sources.push('two');
    Object.assign(form.actions[0]!.action, { level: 'info' });
    expect(rule.when.sources).toEqual(['one']);
    expect(rule.then[0]).toMatchObject({ level: 'error' });
  });

  it('sends a secret only when one was typed for a webhook that is signed', () => {
    const form = formOf(aRule({ then: [{ do: 'webhook', url: 'https://a.example', signed: true }] }));
    expect(draftOf(form).secret).toBeNull();
    form.secret = 'hush';
    expect(draftOf(form).secret).toBe('hush');
    form.actions = [];
    expect(draftOf(form).secret).toBeNull();
  });
});

describe('what keeps a rule from being saved', () => {
  it('is told of each field of a rule that is still empty', () => {
    const form = { ...emptyForm(), actions: [] };
    const found = problemsOf(form, RECORDINGS);
    expect(found.name).toContain('needs a name');
    expect(found.query?.message).toContain('Write a query');
    expect(found.then).toContain('at least one action');
    expect(hasProblems(found)).toBe(true);
  });

  it('is where a query cannot be read', () => {
    const form = formOf(aRule({ when: { kind: 'event', query: 'level:(error', sources: [] } }));
    expect(problemsOf(form, RECORDINGS).query).toMatchObject({ from: expect.any(Number) as number });
  });

  it('is nothing for a rate of all events', () => {
    const form = formOf(aRule({ when: CONDITIONS[1]! }));
    expect(hasProblems(problemsOf(form, RECORDINGS))).toBe(false);
  });

  it.each<[Action, string]>([
    [{ do: 'webhook', url: 'ftp://a.example', signed: false }, 'Start with http'],
    [{ do: 'webhook', url: 'https://ada:pw@a.example', signed: false }, 'without a user name'],
    [{ do: 'webhook', url: 'https://a.example', signed: true }, 'Enter the secret'],
    [{ do: 'log', file: '../etc/passwd' }, 'Use letters'],
    [{ do: 'play', recording: 'gone', speed: '1' }, 'Choose a recording'],
    [{ do: 'publish', channel: ' ', type: 'x' }, 'Enter a channel'],
  ])('is told beside the action that it concerns: %o', (action, sentence) => {
    const form = formOf(aRule({ then: [{ do: 'desktop' }, action] }));
    const { actions } = problemsOf(form, RECORDINGS);
    expect([...actions.keys()]).toEqual([form.actions[1]!.key]);
    expect(actions.get(form.actions[1]!.key)).toContain(sentence);
  });

  it('is muting together with something else, or muting a moment', () => {
    const both = formOf(aRule({ then: [{ do: 'mute' }, { do: 'desktop' }] }));
    expect(problemsOf(both, RECORDINGS).then).toContain('does nothing else');
    const moment = formOf(aRule({ when: { kind: 'loss', sources: [] }, then: [{ do: 'mute' }] }));
    expect(problemsOf(moment, RECORDINGS).then).toContain('Only events');
  });
});

describe('a rule to begin with', () => {
  it.each(READY_RULES)('can be saved as it is: %s', (id) => {
    expect(v.is(ruleDraftSchema, readyRule(id))).toBe(true);
    expect(hasProblems(problemsOf(formOf(readyRule(id)), RECORDINGS))).toBe(false);
  });

  it('about a query finds what the query finds', () => {
    const draft = queryDraft(' type:order.paid AND data.total:>500 ');
    expect(draft.when).toEqual({
      kind: 'event',
      query: 'type:order.paid AND data.total:>500',
      sources: [],
    });
    expect(hasProblems(problemsOf(formOf(draft), RECORDINGS))).toBe(false);
  });

  it('from a notification is about its source, channel and level', () => {
    const item = anItem(1, { level: 'error', channel: 'a b:"c"', title: 'Card declined' });
    const draft = itemDraft(item);
    expect(draft.name).toBe('Card declined');
    expect(draft.when).toMatchObject({ kind: 'event', sources: ['notify'] });
    expect(hasProblems(problemsOf(formOf(draft), RECORDINGS))).toBe(false);
  });
});

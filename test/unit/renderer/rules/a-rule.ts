import type { RuleView } from '@shared/rule';

/** A rule that waits for errors, and has not acted yet. */
export const aRule = (part: Partial<RuleView> = {}): RuleView => ({
  id: 'errors',
  name: 'Errors reach me',
  enabled: true,
  when: { kind: 'event', query: 'level:error', sources: [] },
  then: [{ do: 'inbox', level: 'error', priority: 'normal' }],
  cooldownSeconds: 10,
  groupSeconds: 0,
  always: false,
  hasSecret: false,
  firedToday: 0,
  lastFired: null,
  heldBack: 0,
  problem: null,
  ...part,
});

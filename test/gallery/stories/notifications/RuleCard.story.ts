import type { RuleView } from '@shared/rule';
import RuleCard from '@/views/notifications/rules/RuleCard.vue';
import '@/views/notifications/rules/rules.css';
import '@/views/stream/query/query.css';
import { someRules } from '../../../support/stand-in/rules';
import { HOSTILE } from '../../made-events';
import { defineStory } from '../../story';

const rule = (id: string): RuleView => someRules().rules.find((one) => one.id === id)!;
const shown = {
  matches: 318,
  clock: 'utc',
  sourceName: (id: string) => id,
  recordingName: () => 'Rush hour',
} as const;
const quiet = { firedToday: 0, lastFired: null } as const;

export default defineStory(
  RuleCard,
  { of: 'views/notifications/rules/RuleCard.vue', width: 360, within: 'rules' },
  [
    { name: 'Not fired today', props: { ...shown, rule: { ...rule('errors'), ...quiet } } },
    {
      name: 'Rests',
      props: { ...shown, rule: { ...rule('refunds'), ...quiet, heldBack: 12 }, matches: null },
    },
    { name: 'Has a problem', props: { ...shown, rule: rule('replay') } },
    { name: 'Off, mutes', props: { ...shown, rule: rule('loadtest') } },
    {
      name: 'On one source, with a long name',
      props: {
        ...shown,
        rule: {
          ...rule('errors'),
          ...quiet,
          name: HOSTILE.slice(0, 80),
          when: { kind: 'connection', sources: ['orders'], becomes: ['stopped', 'fell-back'] },
        },
      },
    },
  ],
);

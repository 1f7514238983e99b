import RuleTestPane from '@/views/notifications/rules/RuleTestPane.vue';
import '@/views/notifications/rules/rules.css';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

const shown = { mutes: false, clock: 'utc', sourceName: (id: string) => id } as const;
const nothing = { lookedMs: 3_600_000, matches: 0, alerts: 0, examples: [], problem: null };

export default defineStory(RuleTestPane, { of: 'views/notifications/rules/RuleTestPane.vue', width: 320 }, [
  { name: 'Before', props: { ...shown, state: { phase: 'none' } } },
  { name: 'Under way', props: { ...shown, state: { phase: 'testing' } } },
  { name: 'Nothing', props: { ...shown, state: { phase: 'tested', test: nothing } } },
  {
    name: 'A part of the hour',
    props: {
      ...shown,
      state: {
        phase: 'tested',
        test: {
          ...nothing,
          lookedMs: 600_000,
          matches: 48_214,
          alerts: 60,
          examples: [
            { seq: 9, at: STILL_MS - 41_000, sourceId: 'orders', text: 'Card declined twice' },
            { seq: null, at: STILL_MS - 90_000, sourceId: null, text: 'Mailbox unreachable' },
          ],
        },
      },
    },
  },
  {
    name: 'Cannot be tested',
    props: {
      ...shown,
      state: {
        phase: 'tested',
        test: {
          ...nothing,
          problem: { code: 'bad-query', message: 'Its query cannot be read. This bracket is not closed.' },
        },
      },
    },
  },
  { name: 'Tried', props: { ...shown, state: { phase: 'tried', problems: [] } } },
  {
    name: 'Tried, one failed',
    props: {
      ...shown,
      state: {
        phase: 'tried',
        problems: [
          { code: 'webhook-failed', message: 'hooks.example.com answered 503 Service Unavailable.' },
        ],
      },
    },
  },
  { name: 'Of a rule that mutes', props: { ...shown, mutes: true, state: { phase: 'none' } } },
]);

import RuleDialog from '@/views/notifications/rules/RuleDialog.vue';
import { useRuleEditing } from '@/stores/rule-editing';
import { noRecordings } from '../../../support/stand-in/recordings';
import { sources } from '../../../support/stand-in/scenario';
import { acts, inPage, pressed } from '../../acts';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { until } from '../../until';
import { answer, give } from '../../with-stores';

export default defineStory(
  RuleDialog,
  { of: 'views/notifications/rules/RuleDialog.vue', stage: { width: 1_000, height: 720 } },
  [
    {
      name: 'Tested',
      props: {},
      stores: () => {
        answer({
          'rules.test': () => ({
            lookedMs: 3_600_000,
            matches: 318,
            alerts: 6,
            examples: [
              { seq: 9, at: STILL_MS - 41_000, sourceId: 'orders', text: 'Card declined twice' },
              { seq: null, at: STILL_MS - 90_000, sourceId: 'notify', text: 'Mailbox unreachable' },
            ],
            problem: null,
          }),
        });
        give({ sources: sources(), recordings: noRecordings() });
        useRuleEditing().createFromQuery('type:notification AND data.level:error');
      },
      act: inPage(acts(pressed('.rule-t .btn'), (root) => until(() => root.querySelector('.ex')))),
    },
  ],
);

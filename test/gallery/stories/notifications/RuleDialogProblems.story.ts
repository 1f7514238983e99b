import RuleDialog from '@/views/notifications/rules/RuleDialog.vue';
import { useRuleEditing } from '@/stores/rule-editing';
import { noRecordings } from '../../../support/stand-in/recordings';
import { sources } from '../../../support/stand-in/scenario';
import { acts, inPage, pressed } from '../../acts';
import { defineStory } from '../../story';
import { until } from '../../until';
import { give } from '../../with-stores';

export default defineStory(
  RuleDialog,
  { of: 'views/notifications/rules/RuleDialog.vue', stage: { width: 1_000, height: 720 }, language: 'de' },
  [
    {
      name: 'All is wrong, in German',
      props: {},
      stores: () => {
        give({ sources: sources(), recordings: noRecordings() });
        useRuleEditing().create({
          name: ' ',
          enabled: true,
          when: {
            kind: 'rate',
            query: 'level:(',
            sources: ['orders'],
            direction: 'above',
            events: 50,
            perSeconds: 60,
          },
          then: [
            { do: 'webhook', url: 'ftp://hooks', signed: true },
            { do: 'play', recording: 'gone', speed: '1' },
            { do: 'log', file: '../alerts' },
          ],
          cooldownSeconds: 60,
          groupSeconds: 300,
          always: true,
          secret: null,
        });
      },
      act: inPage(acts(pressed('.dlg-f .btn-primary'), (root) => until(() => root.querySelector('.is-err')))),
    },
  ],
);

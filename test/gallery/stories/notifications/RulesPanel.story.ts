import RulesPanel from '@/views/notifications/rules/RulesPanel.vue';
import { noRules, someRules } from '../../../support/stand-in/rules';
import { sources } from '../../../support/stand-in/scenario';
import { someRecordings } from '../../../support/stand-in/recordings';
import { defineStory } from '../../story';
import '../../stored-counts';
import { give } from '../../with-stores';

function fill(rules = someRules()): void {
  give({ sources: sources(), recordings: someRecordings(), rules });
}

export default defineStory(
  RulesPanel,
  { of: 'views/notifications/rules/RulesPanel.vue', width: 392, within: 'gal-view' },
  [
    { name: 'Some rules', props: {}, stores: () => fill() },
    { name: 'None yet', props: {}, stores: () => fill(noRules()) },
  ],
);

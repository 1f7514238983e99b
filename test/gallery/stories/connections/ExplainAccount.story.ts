import { explain } from '@shared/explain';
import ExplainAccount from '@/views/connections/ExplainAccount.vue';
import { clockTime } from '@/ui/format';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { sources } from '../../../support/stand-in/scenario';

const account = (name: string) =>
  explain(
    sources().find(({ config }) => config.id === name)!,
    STILL_MS,
    (at) => clockTime(at, 'utc'),
  );

export default defineStory(
  ExplainAccount,
  { of: 'views/connections/ExplainAccount.vue', width: 344, within: 'v-conn' },
  [
    { name: 'Calm', props: { explanation: account('notify') } },
    { name: 'Fell back, lost events', props: { explanation: account('orders') } },
    { name: 'Ended every minute', props: { explanation: account('catalog') } },
    { name: 'Refused', props: { explanation: account('payments') } },
    { name: 'Paused', props: { explanation: account('staging-logs') } },
  ],
);

import AuditList from '@/views/connections/AuditList.vue';
import { defineStory } from '../../story';
import { sources } from '../../../support/stand-in/scenario';

const audited = sources().find(({ attempts }) => attempts.some(({ audit }) => audit !== null))!;

export default defineStory(
  AuditList,
  { of: 'views/connections/AuditList.vue', width: 680, within: 'v-conn' },
  [
    { name: 'Verdicts', props: { attempts: audited.attempts, clock: 'utc' } },
    { name: 'None yet', props: { attempts: [], clock: 'utc' } },
  ],
);

import JobCard from '@/app/transfer/JobCard.vue';
import { defineStory } from '../../story';
import { someJobs } from '../../../support/stand-in/transfers';

export default defineStory(
  JobCard,
  { of: 'app/transfer/JobCard.vue', width: 340 },
  someJobs().map((job) => ({ name: `${job.kind}, ${job.state}`, props: { job } })),
);

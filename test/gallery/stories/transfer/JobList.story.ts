import JobList from '@/app/transfer/JobList.vue';
import { someJobs } from '../../../support/stand-in/transfers';
import { defineStory } from '../../story';

const more = someJobs().map((job) => ({ ...job, id: `more-${job.id}` }));

export default defineStory(JobList, { of: 'app/transfer/JobList.vue', width: 360 }, [
  { name: 'Two', props: { jobs: someJobs().slice(0, 2) } },
  { name: 'More than there is room for', props: { jobs: [...someJobs(), ...more] } },
]);

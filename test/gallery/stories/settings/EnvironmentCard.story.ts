import EnvironmentCard from '@/views/settings/EnvironmentCard.vue';
import { someEnvironments } from '../../../support/stand-in/environments';
import { typed } from '../../acts';
import { defineStory } from '../../story';

const all = someEnvironments();
const [staging, production] = all.environments;

export default defineStory(
  EnvironmentCard,
  { of: 'views/settings/EnvironmentCard.vue', width: 640, within: 'setb' },
  [
    { name: 'Chosen', props: { environment: staging!, all, chosen: true } },
    { name: 'A secret to type again', props: { environment: production!, all, chosen: false } },
    {
      name: 'The same name twice',
      props: { environment: production!, all, chosen: false },
      act: typed('.env-name', 'Staging'),
    },
    {
      name: 'A wrong name of a variable',
      props: { environment: staging!, all, chosen: false },
      act: typed('.var-r input', 'base url', true),
    },
  ],
);

import { h, type FunctionalComponent } from 'vue';
import { defineStory } from '../../story';

const Badges: FunctionalComponent<{ of: readonly string[] }> = ({ of }) =>
  of.flatMap((name) => [h('span', { class: name }, name.split('-').at(-1)), ' ']);

export default defineStory(Badges, { of: 'css' }, [
  {
    name: 'Pills',
    props: { of: ['pill', 'pill pill-info', 'pill pill-ok', 'pill pill-warn', 'pill pill-err'] },
  },
  { name: 'Transports', props: { of: ['tp'] } },
  { name: 'Counts', props: { of: ['count'] } },
]);

import ResponseList from '@/views/text/ResponseList.vue';
import { ANSWER, DONE, responsesOf, THOUGHTS } from '../../responses';
import { focused } from '../../acts';
import { defineStory } from '../../story';

const done = responsesOf([
  { id: 'a', ...DONE, ago: 90_000 },
  { id: 'b', text: ANSWER.slice(0, 60), error: 'overloaded', ago: 60_000 },
  { id: 'c', model: 'harbour-instruct-large-2026', text: 'w'.repeat(200), finish: 'stop', ago: 40_000 },
]).reverse();
const [broken] = responsesOf([{ id: 'd', text: ANSWER.slice(0, 60), ago: 20_000 }], true);
const [streaming] = responsesOf([{ id: 'e', thinking: THOUGHTS }]);
const [silent] = responsesOf([{ id: 'f' }]);
const numbered = [silent!, streaming!, broken!, ...done].map((response, at, all) =>
  Object.assign(Object.create(response), { number: all.length - at }),
);

export default defineStory(
  ResponseList,
  { of: 'views/text/ResponseList.vue', width: 344, within: 'gal-list' },
  [
    { name: 'Every state', props: { responses: numbered, current: numbered[1]!, clock: 'utc' } },
    {
      name: 'With the focus',
      props: { responses: numbered.slice(3), current: numbered[3]!, clock: 'utc' },
      act: focused('.tp-list'),
    },
    { name: 'One', props: { responses: numbered.slice(5), current: numbered[5]!, clock: 'utc' } },
  ],
);
